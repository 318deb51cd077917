"""A SIM becomes somebody's by a code that they text, and nobody's in one action (`alerts.md` §1, P68)."""

from datetime import timedelta
from typing import Any

import pytest

from core.alerts import HELP, UNKNOWN_NUMBER
from core.contacts import Member
from core.enrolment import ENROLLED, PIN_MISSING, PIN_WRONG, read_code
from store import enrolments, outbox, people, pins, sims
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REGIONAL, RELAY, STRANGER, Bureau
from workers.drain import drain_once

CODE = "48291376"


def appointed(bureau: Bureau, role: Any = "monitor", code: str = CODE) -> Member:
    """Somebody on the roster who has no phone yet, and was told a code."""
    with bureau.house.database.write() as conn:
        at, vault = bureau.watch.at, bureau.house.vault
        member = sims.appoint(conn, vault, name="Awa", roles=(role,), areas=("ML0701",), now=at)
        lasts = timedelta(hours=24)
        enrolments.issue(conn, vault, member.id, code, at, by="account", lasts=lasts)
    return member


def says(bureau: Bureau, number: str, text: str, at: str) -> list[str]:
    """What a phone hears back on a text."""
    before = len(bureau.told(number))
    bureau.sms(number, text, at)
    bureau.work()
    return bureau.told(number)[before:]


def owner(bureau: Bureau, number: str) -> str | None:
    with bureau.house.database.read() as conn:
        member = people.member_by_number(conn, bureau.house.vault, number, bureau.watch.at)
    return None if member is None else member.id


def revoke(bureau: Bureau, number: str) -> str:
    """The SIM of this phone is lost, and a coordinator says so."""
    member = owner(bureau, number)
    assert member
    with bureau.house.database.write() as conn:
        enrolments.revoke(conn, bureau.house.vault, member, bureau.watch.at)
    return member


@pytest.mark.parametrize("text", ["CODE 4829 1376", "code48291376", " Code  48 29 13 76. ", "CODE 48291376"])
def test_a_code_is_read_however_it_is_spaced(text: str) -> None:
    assert read_code(text) == CODE


@pytest.mark.parametrize("text", ["48291376", "CODE 4829", "CODE 482913761", "mon code 48291376"])
def test_anything_else_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_enrolment_by_sms(bureau: Bureau) -> None:
    """A monitor texts the code from their SIM, hears so, and the next alert reaches them there."""
    member = appointed(bureau)
    bureau.member(RELAY, "relay")
    assert says(bureau, MONITOR, "AIDE", "14:06") == []
    assert says(bureau, MONITOR, "CODE 4829 1376", "14:07") == [ENROLLED]
    assert owner(bureau, MONITOR) == member.id
    assert says(bureau, MONITOR, "AIDE", "14:08") == [HELP]
    bureau.sms(RELAY, "11 ANSONGO", "14:10")
    bureau.work()
    assert bureau.told(MONITOR)[-1].startswith("A")
    (written,) = bureau.rows("SELECT account, action, object FROM audit WHERE action = 'sim_enrolled'")
    assert (written["account"], written["object"]) == (member.id, member.id)


def test_a_code_works_once_and_for_whoever_texts_it_first(bureau: Bureau) -> None:
    member = appointed(bureau)
    says(bureau, MONITOR, f"CODE {CODE}", "14:07")
    assert says(bureau, STRANGER, f"CODE {CODE}", "14:08") == []
    assert (owner(bureau, MONITOR), owner(bureau, STRANGER)) == (member.id, None)


def test_a_code_that_is_over_is_an_ordinary_message(bureau: Bureau) -> None:
    appointed(bureau)
    bureau.watch.at += timedelta(hours=24)
    bureau.house.keys.issue(bureau.watch.at)
    assert says(bureau, MONITOR, f"CODE {CODE}", "14:05") == []
    assert owner(bureau, MONITOR) is None


def test_nobody_finds_a_code_by_trying(bureau: Bureau) -> None:
    appointed(bureau)
    for minute in range(5):
        assert says(bureau, STRANGER, f"CODE 0000000{minute}", f"14:1{minute}") == []
    assert says(bureau, STRANGER, f"CODE {CODE}", "14:20") == []
    assert owner(bureau, STRANGER) is None


def test_a_phone_that_is_somebody_elses_takes_no_second_person(bureau: Bureau) -> None:
    other = bureau.member(OTHER_MONITOR, "monitor")
    appointed(bureau)
    assert says(bureau, OTHER_MONITOR, f"CODE {CODE}", "14:07") == []
    assert owner(bureau, OTHER_MONITOR) == other.id


def test_a_relay_is_enrolled_in_silence(bureau: Bureau) -> None:
    member = appointed(bureau, "relay")
    assert says(bureau, RELAY, f"CODE {CODE}", "14:07") == []
    assert owner(bureau, RELAY) == member.id


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    """Two monitors and a coordinator; a relay tells of an attack, and of another inside the window."""
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor")
    bureau.member(REGIONAL, "regional", "ML07")
    bureau.sms(RELAY, "11 ANSONGO j'ai vu", "14:05")
    bureau.work()
    return bureau


def test_from_the_moment_a_sim_is_lost_its_commands_change_nothing(alarmed: Bureau) -> None:
    number = alarmed.number()
    accepted = alarmed.sms(MONITOR, f"FAUX {number}", "14:09")
    revoke(alarmed, MONITOR)
    alarmed.work()
    assert alarmed.outcome(accepted) != "command"
    for text in (f"OUI {number}", f"VRAI {number}", "RAS", "AIDE"):
        assert says(alarmed, MONITOR, text, "14:11") == []
    assert alarmed.one("SELECT status FROM alerts")["status"] == "active"
    assert alarmed.one("SELECT state FROM incidents")["state"] == "unverified"
    assert len(alarmed.told(MONITOR)) == 1


def test_a_call_that_was_begun_before_changes_nothing_either(alarmed: Bureau) -> None:
    answers = {"alert": alarmed.number(), "do": "FAUX"}
    alarmed.turn(MONITOR, "s1", 3, at="14:08", kind="none", answers=answers, ends=True)
    revoke(alarmed, MONITOR)
    alarmed.work()
    assert alarmed.one("SELECT state FROM incidents")["state"] == "unverified"


def test_what_waits_for_a_lost_sim_never_leaves(alarmed: Bureau) -> None:
    """In the outbox, and in a window: a second alert was to be grouped, and an answer was on its way."""
    alarmed.sms(RELAY, "52 ANSONGO j'ai vu", "14:06")
    alarmed.sms(MONITOR, f"OUI {alarmed.number()}", "14:06")
    while drain_once(alarmed.house, "worker"):
        continue
    assert alarmed.rows("SELECT 1 AS one FROM outbox WHERE state = 'pending'")
    before = len(alarmed.told(MONITOR))
    member = revoke(alarmed, MONITOR)
    alarmed.work(after=timedelta(minutes=6))
    alarmed.work(after=timedelta(minutes=6))
    assert len(alarmed.told(MONITOR)) == before
    assert alarmed.rows("SELECT 1 AS one FROM held WHERE recipient = :who", who=member) == []
    left = alarmed.rows(
        "SELECT state FROM outbox WHERE recipient = :who AND sealed IS NOT NULL AND attempts = 0", who=member
    )
    assert left == []
    assert len(alarmed.told(OTHER_MONITOR)) >= 2


def test_a_text_that_slipped_by_is_stopped_at_the_door(alarmed: Bureau) -> None:
    """Written for the old SIM by a process that had read the roster before: the last look is at leaving."""
    member = owner(alarmed, MONITOR)
    revoke(alarmed, MONITOR)
    with alarmed.house.database.write() as conn:
        outbox.add(
            conn,
            alarmed.house.vault,
            cause="late",
            recipient=str(member),
            step=0,
            urn=MONITOR,
            text="A2417 S4 11 ML0701",
            purpose="alert",
            channel="africastalking",
            now=alarmed.watch.at,
            expires_at=alarmed.watch.at + timedelta(hours=1),
        )
    alarmed.work()
    assert len(alarmed.told(MONITOR)) == 1
    assert alarmed.one("SELECT state FROM outbox WHERE cause = 'late'")["state"] == "failed"


def test_the_same_person_goes_on_with_a_new_sim(alarmed: Bureau) -> None:
    member = revoke(alarmed, MONITOR)
    with alarmed.house.database.write() as conn:
        at, vault = alarmed.watch.at, alarmed.house.vault
        enrolments.issue(conn, vault, member, CODE, at, by="account", lasts=timedelta(hours=1))
    assert says(alarmed, STRANGER, f"CODE {CODE}", "14:20") == [ENROLLED]
    number = alarmed.number()
    assert says(alarmed, STRANGER, f"OUI {number}", "14:21") == [f"A{number} OUI 14h21."]
    assert says(alarmed, MONITOR, f"VRAI {number}", "14:22") == []


def test_a_changed_sim_silences_the_old_one_without_another_word(alarmed: Bureau) -> None:
    member = owner(alarmed, MONITOR)
    with alarmed.house.database.write() as conn:
        at, vault = alarmed.watch.at, alarmed.house.vault
        enrolments.issue(conn, vault, str(member), CODE, at, by="account", lasts=timedelta(hours=1))
    says(alarmed, STRANGER, f"CODE {CODE}", "14:20")
    assert (owner(alarmed, MONITOR), owner(alarmed, STRANGER)) == (None, member)


def with_pin(bureau: Bureau, number: str, pin: str) -> None:
    with bureau.house.database.write() as conn:
        pins.set_pin(conn, bureau.house.vault, str(owner(bureau, number)), pin, bureau.watch.at)


def test_a_verdict_with_the_right_pin_counts(alarmed: Bureau) -> None:
    with_pin(alarmed, MONITOR, "1234")
    number = alarmed.number()
    assert says(alarmed, MONITOR, f"VRAI {number} 1234", "14:20") == [f"A{number} VERIFIE 14h20."]


@pytest.mark.parametrize(("said", "heard"), [("", PIN_MISSING), (" 4321", PIN_WRONG)])
def test_without_it_or_with_another_nothing_changes(alarmed: Bureau, said: str, heard: str) -> None:
    with_pin(alarmed, MONITOR, "1234")
    number = alarmed.number()
    assert says(alarmed, MONITOR, f"FAUX {number}{said}", "14:20") == [heard]
    assert alarmed.one("SELECT state FROM incidents")["state"] == "unverified"
    assert says(alarmed, MONITOR, f"OUI {number}", "14:21") == [f"A{number} OUI 14h21."]


def test_three_wrong_pins_lock_the_commands(alarmed: Bureau) -> None:
    with_pin(alarmed, MONITOR, "1234")
    number = alarmed.number()
    for minute in range(3):
        assert says(alarmed, MONITOR, f"VRAI {number} 999{minute}", f"14:2{minute}") == [PIN_WRONG]
    assert says(alarmed, MONITOR, f"VRAI {number} 1234", "14:30") == []
    actions = [row["action"] for row in alarmed.rows("SELECT action FROM audit ORDER BY seq")]
    assert actions == ["wrong_pin"] * 3 + ["commands_locked"]


def test_a_right_pin_forgives_the_slips_before_it(alarmed: Bureau) -> None:
    with_pin(alarmed, MONITOR, "1234")
    number = alarmed.number()
    for pin in ("9999", "9998"):
        says(alarmed, MONITOR, f"VRAI {number} {pin}", "14:20")
    says(alarmed, MONITOR, f"VRAI {number} 1234", "14:21")
    assert says(alarmed, MONITOR, f"VRAI {number} 9997", "14:22") == [PIN_WRONG]
    assert says(alarmed, MONITOR, "AIDE", "14:23") == [HELP]


def test_a_pin_tells_nothing_of_the_numbers_of_alerts(alarmed: Bureau) -> None:
    with_pin(alarmed, MONITOR, "1234")
    unknown = f"{(int(alarmed.number()) + 1) % 10_000:04d}"
    assert says(alarmed, MONITOR, f"VRAI {unknown} 9999", "14:20") == [UNKNOWN_NUMBER]
