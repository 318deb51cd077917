"""Calls, quarantine, limits and the audit keep what they are handed, and no more."""

from datetime import datetime, timedelta

from sqlalchemy import select

from store import audit, limits, quarantine
from store.database import Database, ms
from store.tables import audit as audit_table
from store.tables import quarantine as quarantine_table
from store.tables import replies
from store.vault import Vault

NUMBER = "+22376000001"


def test_a_payload_nobody_reads_is_sealed_and_counted(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        for reason in ("no_sender", "no_sender", "bad_date"):
            quarantine.keep(
                conn,
                vault,
                channel="x",
                reason=reason,
                fields=("from", "text"),
                raw=b"from=%2B22376000001",
                now=at,
            )
        assert quarantine.counts(conn) == {"no_sender": 2, "bad_date": 1}
        row = conn.execute(select(quarantine_table)).first()
        assert row is not None
        assert (row.fields, row.hour) == ("from text", ms(at.replace(minute=0)))
        where = {"table": "quarantine", "row": row.id, "purpose": "payload"}
        assert vault.open("day", row.key_day, row.sealed, **where) == b"from=%2B22376000001"


def test_how_often_today_dies_with_the_day(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        assert [limits.count(conn, vault, NUMBER, at, "reply") for _ in range(3)] == [1, 2, 3]
        assert limits.count(conn, vault, NUMBER, at + timedelta(days=1), "reply") == 1
        assert limits.purge(conn, at + timedelta(days=1)) == 0
        assert limits.purge(conn, at + timedelta(days=2)) == 1
        assert len(conn.execute(select(replies)).all()) == 1


def test_what_was_done_is_written_down(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        about = {"account": "u1", "role": "monitor", "action": "verify", "object": "e1"}
        audit.write(conn, vault, at=at, reason="r" * 200, **about)
        (row,) = conn.execute(select(audit_table))
        assert (row.at, row.account, row.action, row.object, len(row.reason)) == (
            ms(at),
            "u1",
            "verify",
            "e1",
            80,
        )
