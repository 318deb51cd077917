"""After 72 hours no number and no word can be opened, found or timed: not in the rows, not in the file."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from core.errors import LasomiError
from core.messages import SendResult
from store import alerts as alert_room
from store import inbox, incidents, limits, outbox, people, protected, quarantine, reports, sessions
from store.database import Database, ms
from store.keys import Keys
from store.sessions import Call
from store.shred import HOUR_MS, TIMES, shred
from store.spool import Spool
from store.tables import inbox as inbox_table
from store.tables import metadata
from store.tables import reports as report_table
from store.vault import Vault
from tests.store.test_alerts import alert
from tests.store.test_reports import event, told

NUMBERS = [f"+223760000{n:02d}" for n in range(1, 21)]
CANARY = "CANARY-misi-sonyara"
EXACT = timedelta(minutes=7, seconds=13, milliseconds=377)
HOURS = timedelta(hours=1)


@pytest.fixture
def day(at: datetime) -> datetime:
    return at + EXACT


@pytest.fixture
def lived(database: Database, vault: Vault, day: datetime, data_dir: Path) -> Database:
    """A database after a day of everything that bears a number or a word."""
    with database.write() as conn:
        for n, number in enumerate(NUMBERS):
            live(conn, vault, number, n, day)
        conclude(conn, vault, day)
    for outgoing in outbox.lease(database, "w1", day):
        attempt = outbox.begin(database, outgoing, day)
        assert attempt
        outbox.conclude(database, outgoing, attempt, SendResult("sent", f"ATX{CANARY}"), day, vault=vault)
    for row in inbox.lease(database, "w1", day, limit=15):
        with database.write() as conn:
            inbox.finish(conn, row, "report")
    return database


def live(conn: Connection, vault: Vault, number: str, n: int, day: datetime) -> None:
    body = {"urn": number, "text": f"{CANARY} {n}"}
    entry = inbox.seal_entry(
        vault, channel="x", kind="sms", external_id=f"{CANARY}{n}", body=body, received_at=day, sent_at=day
    )
    inbox.accept(conn, entry)
    people.remember(conn, vault, number, day, language="bm")
    limits.count(conn, vault, number, day, "reply")
    outbox.add(
        conn,
        vault,
        cause=f"answer:{n}",
        recipient="reporter",
        step=0,
        urn=number,
        text=CANARY,
        purpose="neutral",
        channel="x",
        now=day,
        expires_at=day + HOURS,
    )
    report = told(day, f"r{n}", contact=vault.pseudonym("report", number, day))
    reports.save(conn, vault, report, now=day)


def conclude(conn: Connection, vault: Vault, day: datetime) -> None:
    quarantine.keep(
        conn, vault, channel="x", reason="no_sender", fields=["from"], raw=CANARY.encode(), now=day
    )
    protected.lock(conn, vault, CANARY, day)
    sessions.begin(conn, vault, Call("s1", "c1", None, True, None, "1", day))
    incidents.save(conn, event(day))
    alert_room.raise_(conn, alert(day), "ML07", "ML0701")
    alert_room.mark_first_sent(conn, "a1", day)
    alert_room.acknowledge(conn, "a1", "m1", day + timedelta(minutes=15))
    people.add_member(
        conn,
        vault,
        number=NUMBERS[0],
        name=CANARY,
        roles=("monitor",),
        areas=("ML07",),
        now=day.replace(second=0),
    )


def raw(database: Database) -> bytes:
    """Every byte of SQLite's files, or every value of every PostgreSQL table."""
    if database.dialect == "sqlite":
        return b"".join(path.read_bytes() for path in database.data_dir.glob("lasomi.db*"))
    with database.read() as conn:
        rows = (row for table in metadata.sorted_tables for row in conn.execute(select(table)))
        return b"\n".join(
            value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
        )


def sealed_bodies(database: Database) -> list[tuple[str, str, bytes]]:
    with database.read() as conn:
        columns = (inbox_table.c.id, inbox_table.c.key_day, inbox_table.c.sealed)
        return [(row.id, row.key_day, row.sealed) for row in conn.execute(select(*columns))]


def test_no_number_and_no_word_lies_in_the_files(lived: Database) -> None:
    content = raw(lived)
    assert CANARY.encode() not in content
    for number in NUMBERS:
        assert number[1:].encode() not in content
        assert number[4:].encode() not in content


def test_nothing_is_due_before_its_time(lived: Database, keys: Keys, day: datetime) -> None:
    before = sealed_bodies(lived)
    done = shred(lived, keys, day + timedelta(hours=24))
    assert (done.unread, done.blanked) == (0, 0)
    assert sealed_bodies(lived) == before


def test_after_72_hours_no_canary_can_be_opened(
    lived: Database, keys: Keys, vault: Vault, day: datetime
) -> None:
    kept = sealed_bodies(lived)
    key_day = keys.key("day", "2026-07-14").hex().encode()
    done = shred(lived, keys, day + 72 * HOURS)
    assert ("day", "2026-07-14") in done.keys
    assert done.unread == 5
    content = raw(lived)
    assert not any(sealed in content for _, _, sealed in kept)
    assert key_day not in keys.path.read_bytes()
    for id_, epoch, sealed in kept:
        with pytest.raises(LasomiError, match="no key"):
            vault.open("day", epoch, sealed, table="inbox", row=id_, purpose="body")
    with lived.read() as conn:
        assert inbox.counts(conn) == {"done": 15, "shredded_unread": 5}
        assert sealed_of(conn) == 0


def sealed_of(conn: Connection) -> int:
    """Sealed values that still stand, but for the roster and the texts of 90 days."""
    tables = [metadata.tables[name] for name in ("inbox", "outbox", "quarantine", "protected")]
    return sum(row.sealed is not None for table in tables for row in conn.execute(select(table.c.sealed)))


def test_no_moment_finer_than_the_hour_is_left(lived: Database, keys: Keys, day: datetime) -> None:
    shred(lived, keys, day + 72 * HOURS)
    with lived.read() as conn:
        for table, _, names in TIMES:
            for row in conn.execute(select(*(table.c[name] for name in names))):
                assert all(value is None or value % HOUR_MS == 0 for value in row), (table.name, names)
        (listed,) = alert_room.listing(conn, areas=["ML"])
        assert (listed.ack_seconds, listed.alert_seconds) == (900.0, 3.0)


def test_rows_that_have_served_are_gone(lived: Database, keys: Keys, day: datetime) -> None:
    shred(lived, keys, day + 72 * HOURS)
    with lived.read() as conn:
        left = {name: len(conn.execute(select(metadata.tables[name])).all()) for name in metadata.tables}
    assert {name: left[name] for name in ("sessions", "replies", "protected")} == {
        "sessions": 0,
        "replies": 0,
        "protected": 0,
    }
    assert (left["contacts"], left["reports"], left["staff"]) == (20, 20, 1)


def test_texts_stay_90_days_and_contacts_a_quarter(
    lived: Database, keys: Keys, vault: Vault, day: datetime
) -> None:
    shred(lived, keys, day + timedelta(days=60))
    with lived.read() as conn:
        assert reports.text_of(conn, vault, "r1") is not None
    shred(lived, keys, day + timedelta(days=90))
    with lived.read() as conn:
        rows = conn.execute(select(report_table.c.sealed_text, report_table.c.why, report_table.c.code)).all()
        assert {tuple(row) for row in rows} == {(None, "[]", "22")}
        assert conn.execute(select(metadata.tables["contacts"])).all() == []


def test_a_spooled_canary_dies_with_its_key(
    database: Database, keys: Keys, vault: Vault, day: datetime, data_dir: Path
) -> None:
    spool = Spool(data_dir / "spool", vault)
    spool.check()
    entry = inbox.seal_entry(
        vault, channel="x", kind="sms", external_id="1", body={"text": CANARY}, received_at=day
    )
    spool.write([entry], day)
    shred(database, keys, day + 72 * HOURS)
    assert spool.flush(database) == 0
    assert spool.corrupt() == 1


def test_shredding_twice_is_shredding_once(lived: Database, keys: Keys, day: datetime) -> None:
    shred(lived, keys, day + 72 * HOURS)
    content = raw(lived)
    again = shred(lived, keys, day + 72 * HOURS)
    assert (again.keys, again.unread, again.blanked) == ((), 0, 0)
    if lived.dialect == "postgresql":
        assert raw(lived) == content


def test_a_crash_after_the_keys_is_mended_by_the_next_run(lived: Database, keys: Keys, day: datetime) -> None:
    keys.destroy_due(day + 72 * HOURS)
    assert shred(lived, keys, day + 72 * HOURS).blanked > 0
    with lived.read() as conn:
        assert sealed_of(conn) == 0


def test_the_log_of_sqlite_is_empty_afterwards(lived: Database, keys: Keys, day: datetime) -> None:
    if lived.dialect != "sqlite":
        pytest.skip("SQLite only: PostgreSQL frees its own log")
    shred(lived, keys, day + 72 * HOURS)
    assert (lived.data_dir / "lasomi.db-wal").stat().st_size == 0
    assert ms(day).to_bytes(6, "big") not in raw(lived)
