"""What still lies in a spool when its phone asks to be forgotten is not told afterwards (P11)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from store import erasure, inbox
from store.database import Database
from store.inbox import Entry
from store.spool import Spool
from store.tables import inbox as rows
from store.vault import Vault

MINE, OTHERS = "+22376000001", "+22376000002"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def spool(data_dir: Path, vault: Vault) -> Spool:
    opened = Spool(data_dir / "spool", vault)
    opened.check()
    return opened


def sms(vault: Vault, number: str, at: datetime, kind: str = "sms") -> Entry:
    body = {"urn": number, "text": "11 ANSONGO"}
    name = f"{number} {kind} {at}"
    return inbox.seal_entry(
        vault, channel="africastalking", kind=kind, external_id=name, body=body, received_at=at
    )


def erased(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        erasure.erase(conn, vault, MINE, at)


def kept(database: Database, entry: Entry) -> tuple[Any, ...]:
    asked = select(rows.c.state, rows.c.outcome, rows.c.sealed).where(rows.c.dedupe == entry.dedupe)
    with database.read() as conn:
        return tuple(conn.execute(asked).one())


@pytest.mark.parametrize("kind", ["sms", "ussd"])
@pytest.mark.parametrize("later", [MINUTE, timedelta(hours=24)])
def test_what_a_phone_told_before_it_was_forgotten_is_told_to_nobody(
    database: Database, spool: Spool, vault: Vault, at: datetime, later: timedelta, kind: str
) -> None:
    entry = sms(vault, MINE, at, kind)
    spool.write([entry], at)
    erased(database, vault, at + later)
    spool.flush(database)
    assert kept(database, entry) == ("done", "erased", None)
    with database.write() as conn:
        assert not inbox.accept(conn, entry)


def test_what_it_tells_afterwards_and_what_others_tell_stays(
    database: Database, spool: Spool, vault: Vault, at: datetime
) -> None:
    stays = [sms(vault, MINE, at + MINUTE), sms(vault, OTHERS, at - MINUTE), sms(vault, MINE, at, "optout")]
    spool.write(stays, at)
    erased(database, vault, at)
    assert spool.flush(database) == len(stays)
    assert {kept(database, entry)[0] for entry in stays} == {"new"}


def test_the_later_of_two_wishes_holds_in_whichever_order_they_are_heard(
    database: Database, spool: Spool, vault: Vault, at: datetime
) -> None:
    between = sms(vault, MINE, at + MINUTE)
    spool.write([between], at)
    for asked in (at + 2 * MINUTE, at):
        erased(database, vault, asked)
    spool.flush(database)
    assert kept(database, between)[1] == "erased"
