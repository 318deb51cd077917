"""Signs of life move on by the minute, tell since when a pull fails, and keep the cursor closed."""

from datetime import datetime, timedelta

from sqlalchemy import update

from store import inbox, signs
from store.database import Database
from store.inbox import seal_entry
from store.keys import create_keys
from store.shred import shred
from store.signs import Sign
from store.tables import inbox as table
from store.vault import Vault
from tests.store.mailbag import entry, put

MINUTE = timedelta(minutes=1)


def test_moments_are_cut_to_the_minute_and_only_move_on(database: Database, at: datetime) -> None:
    with database.write() as conn:
        signs.message(conn, "twilio", at + timedelta(seconds=59))
        signs.message(conn, "twilio", at - timedelta(hours=1))
        signs.receipt(conn, "twilio", at + timedelta(seconds=61))
        assert signs.all(conn) == [Sign("twilio", at, at + MINUTE, None, "", None)]


def test_signs_are_read_off_the_inbox(database: Database, vault: Vault, at: datetime) -> None:
    kinds = [("a", "sms", 0), ("a", "sms", 3), ("a", "receipt", 5), ("b", "ussd", 7), ("c", "command", 9)]
    with database.write() as conn:
        for n, (channel, kind, minutes) in enumerate(kinds):
            moment = at + minutes * MINUTE
            about = {"channel": channel, "kind": kind, "external_id": str(n), "received_at": moment}
            assert inbox.accept(conn, seal_entry(vault, body={}, **about))  # type: ignore[arg-type]
    for _ in range(2):
        with database.write() as conn:
            signs.gather(conn)
    with database.read() as conn:
        found = {sign.channel: (sign.message_at, sign.receipt_at) for sign in signs.all(conn)}
    assert found == {"a": (at + 3 * MINUTE, at + 5 * MINUTE), "b": (at + 7 * MINUTE, None)}


def test_a_fault_keeps_its_beginning_until_a_pull_works(
    database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        assert signs.pulled(conn, vault, "twilio", at, "7") is False
        assert signs.failed(conn, "twilio", at + MINUTE, "http_500") is True
        assert signs.failed(conn, "twilio", at + 2 * MINUTE, "no_answer") is False
        assert signs.all(conn) == [Sign("twilio", None, None, at, "no_answer", at + MINUTE)]
        assert signs.cursor(conn, vault, "twilio") == "7"
        assert signs.pulled(conn, vault, "twilio", at + 3 * MINUTE, "8") is True
        assert signs.all(conn) == [Sign("twilio", None, None, at + 3 * MINUTE, "", None)]
        assert signs.cursor(conn, vault, "twilio") == "8"


def test_a_cursor_of_other_keys_or_of_another_channel_is_none(
    database: Database, vault: Vault, at: datetime
) -> None:
    stranger = Vault(create_keys(vault.keys.path.with_name("others"), at))
    with database.write() as conn:
        signs.pulled(conn, vault, "twilio", at, "7")
        assert signs.cursor(conn, stranger, "twilio") is None
        assert signs.cursor(conn, vault, "africastalking") is None


def test_after_72_hours_no_minute_is_left(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        signs.message(conn, "twilio", at)
        signs.receipt(conn, "twilio", at)
    shred(database, vault.keys, at + timedelta(hours=73))
    with database.read() as conn:
        hour = at.replace(minute=0)
        assert [(sign.message_at, sign.receipt_at) for sign in signs.all(conn)] == [(hour, hour)]


def test_the_low_place_stays_behind_what_waits_unread(database: Database, vault: Vault, at: datetime) -> None:
    """A pull a minute; a message that came before the second of them is read only after the fourth."""

    def pull(minutes: int, cursor: str) -> None:
        with database.write() as conn:
            signs.pulled(conn, vault, "africastalking", at + minutes * MINUTE, cursor)

    def again() -> str | None:
        with database.write() as conn:
            signs.begin_again(conn)
            return signs.cursor(conn, vault, "africastalking")

    pull(0, "10")
    pull(1, "20")
    put(database, entry(vault, at + MINUTE, "late"))
    pull(2, "30")
    pull(3, "40")
    assert again() == "10"
    pull(4, "40")
    with database.write() as conn:
        conn.execute(update(table).values(state="done"))
    pull(5, "50")
    pull(6, "60")
    assert again() == "50"
