"""A note from the console is one by SMS: redacted, for verifiers, of somebody whose phone is known."""

from store import access, reports
from tests.workers.bureau import MONITOR, RELAY, Bureau


def alarmed(bureau: Bureau) -> str:
    """The account of a monitor who has been warned of an attack."""
    bureau.member(RELAY, "relay")
    member = bureau.member(MONITOR, "monitor")
    bureau.sms(RELAY, "11 ANSONGO", "14:05")
    bureau.work()
    with bureau.house.database.write() as conn:
        about = ("moussa", "secret of moussa", ("monitor",), ("ML0701",), bureau.watch.at)
        return access.add_account(
            conn, *about, staff_id=member.id, hasher=access.Hasher(memory_kib=8, passes=1)
        )


def note(bureau: Bureau, account: str, text: str) -> tuple[str, str]:
    about = {"verb": "NOTE", "number": bureau.number(), "account": account, "role": "monitor"}
    row = bureau.accept("command", about | {"areas": ["ML0701"], "text": text}, at="14:30")
    bureau.work()
    kept = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return kept["outcome"], kept["reason"] or ""


def test_a_note_is_redacted_and_changes_no_state(bureau: Bureau) -> None:
    account = alarmed(bureau)
    assert note(bureau, account, "vu avec 76 00 00 01") == ("command", "NOTE")
    (kept,) = bureau.rows("SELECT id FROM reports WHERE intent = 'question'")
    with bureau.house.database.read() as conn:
        text = reports.text_of(conn, bureau.house.vault, kept["id"])
    assert text == f"NOTE {bureau.number()} vu avec [TEL]"
    assert bureau.one("SELECT state FROM incidents")["state"] == "unverified"
    assert bureau.rows("SELECT * FROM audit WHERE action = 'note'")


def test_who_has_no_phone_on_the_roster_writes_none(bureau: Bureau) -> None:
    alarmed(bureau)
    assert note(bureau, "somebody", "vu") == ("refused", "no_phone")
    assert bureau.rows("SELECT * FROM reports WHERE intent = 'question'") == []


def test_an_empty_note_is_none(bureau: Bureau) -> None:
    assert note(bureau, alarmed(bureau), "  ") == ("refused", "empty")
