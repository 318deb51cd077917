"""Only those who were asked may answer, what is done is done once, and a stranger learns nothing (P68)."""

from datetime import timedelta
from typing import Any

import pytest

from core.alerts import HELP, UNKNOWN_NUMBER
from store import reports
from tests.workers.bureau import (
    MONITOR,
    OTHER_MONITOR,
    REGIONAL,
    RELAY,
    REPORTER,
    STRANGER,
    Bureau,
)


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    """A relay of Ansongo has told of an attack; two monitors have been warned."""
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor")
    bureau.member(REGIONAL, "regional", "ML07")
    bureau.sms(RELAY, "11 ANSONGO", "14:05")
    bureau.work()
    assert len(bureau.sent) == 2
    bureau.sent.clear()
    return bureau


def alert(bureau: Bureau) -> dict[str, Any]:
    return bureau.one("SELECT * FROM alerts")


def state(bureau: Bureau) -> str:
    return str(bureau.one("SELECT state FROM incidents")["state"])


def says(bureau: Bureau, number: str, text: str, at: str) -> list[str]:
    """What a phone hears back on a text, and nothing that it heard before."""
    before = len(bureau.told(number))
    bureau.sms(number, text, at)
    bureau.work()
    return bureau.told(number)[before:]


def test_oui_acknowledges_and_the_delay_is_kept(alarmed: Bureau) -> None:
    number = alarmed.number()
    assert says(alarmed, MONITOR, f"OUI {number}", "14:20") == [f"A{number} OUI 14h20."]
    kept = alert(alarmed)
    assert (kept["status"], kept["ack_seconds"]) == ("acknowledged", 900)
    delay = alarmed.one("SELECT * FROM durations WHERE indicator = 'alert_to_acknowledgement'")
    assert (delay["seconds"], delay["place"], delay["period"]) == (900, "ML0701", "2026-W29")
    assert state(alarmed) == "unverified"


def test_no_minute_of_the_audit_gives_the_beginning_of_an_alert_away(alarmed: Bureau) -> None:
    says(alarmed, MONITOR, f"VRAI {alarmed.number()}", "14:20")
    times = [row["at"] for row in alarmed.rows("SELECT at FROM audit")]
    assert times
    assert not [at for at in times if at % 3_600_000]


def test_the_same_command_twice_has_one_effect_and_two_equal_answers(alarmed: Bureau) -> None:
    number = alarmed.number()
    first = says(alarmed, MONITOR, f"OUI {number}", "14:20")
    assert says(alarmed, MONITOR, f"oui a{number}", "14:40") == first
    assert says(alarmed, OTHER_MONITOR, f"OUI {number}", "14:41") == first
    assert alert(alarmed)["ack_seconds"] == 900
    assert len(alarmed.rows("SELECT * FROM audit WHERE action = 'acknowledge'")) == 1


def test_vrai_verifies_and_the_others_hear_of_it(alarmed: Bureau) -> None:
    number = alarmed.number()
    assert says(alarmed, MONITOR, f"VRAI {number}", "15:40") == [f"A{number} VERIFIE 15h40."]
    assert (state(alarmed), alert(alarmed)["ack_seconds"]) == ("verified", 5700)
    (told,) = alarmed.told(OTHER_MONITOR)
    assert told.startswith(f"A{number} S4 11 ML0701 VERIFIE 1 src")
    assert says(alarmed, MONITOR, f"VRAI {number}", "15:45") == [f"A{number} VERIFIE 15h40."]
    assert len(alarmed.told(OTHER_MONITOR)) == 1


def test_faux_takes_the_alert_back_for_everybody_who_had_it(alarmed: Bureau) -> None:
    number = alarmed.number()
    closed = f"A{number} FAUX 15h10. Alerte annulée."
    assert says(alarmed, MONITOR, f"FAUX {number}", "15:10") == [closed]
    assert (state(alarmed), alert(alarmed)["status"]) == ("false", "cancelled")
    assert alarmed.told(OTHER_MONITOR) == [closed]
    assert alarmed.rows("SELECT * FROM cells WHERE indicator = 'incidents'") == []
    assert alarmed.told(RELAY) == []


def test_a_verdict_by_sms_is_not_turned_round_by_sms(alarmed: Bureau) -> None:
    number = alarmed.number()
    says(alarmed, MONITOR, f"VRAI {number}", "15:40")
    assert says(alarmed, OTHER_MONITOR, f"FAUX {number}", "15:50") == [f"A{number} VERIFIE 15h40."]
    assert state(alarmed) == "verified"


def test_a_number_nobody_was_told_of_gets_the_neutral_reply(alarmed: Bureau) -> None:
    unknown = f"{(int(alarmed.number()) + 1) % 10_000:04d}"
    assert says(alarmed, MONITOR, f"OUI {unknown}", "14:20") == [UNKNOWN_NUMBER]
    assert alert(alarmed)["status"] == "active"


def test_a_monitor_of_another_cercle_gets_the_same_neutral_reply(alarmed: Bureau) -> None:
    alarmed.member(REPORTER, "monitor", "ML0603")
    assert says(alarmed, REPORTER, f"VRAI {alarmed.number()}", "14:20") == [UNKNOWN_NUMBER]
    assert state(alarmed) == "unverified"


def test_five_wrong_numbers_in_an_hour_lock_the_commands(alarmed: Bureau) -> None:
    wrong = f"{(int(alarmed.number()) + 1) % 10_000:04d}"
    for minute in range(20, 25):
        says(alarmed, MONITOR, f"OUI {wrong}", f"14:{minute}")
    assert says(alarmed, MONITOR, f"OUI {alarmed.number()}", "14:30") == []
    assert alert(alarmed)["status"] == "active"
    assert [row["action"] for row in alarmed.rows("SELECT action FROM audit ORDER BY seq")] == [
        *["unknown_number"] * 5,
        "commands_locked",
    ]


@pytest.mark.parametrize(("times", "locked"), [(("14:57", "15:31"), True), (("14:20", "15:31"), False)])
def test_an_hour_is_one_whenever_it_begins(alarmed: Bureau, times: tuple[str, str], locked: bool) -> None:
    """Two wrong numbers before the full hour and three after it are five; not where an hour has passed."""
    wrong = f"{(int(alarmed.number()) + 1) % 10_000:04d}"
    for clock in (times[0], times[0], *[times[1]] * 3):
        says(alarmed, MONITOR, f"OUI {wrong}", clock)
    assert (says(alarmed, MONITOR, f"OUI {alarmed.number()}", "15:40") == []) is locked


def test_a_strangers_command_changes_nothing_and_is_written_down_once_a_day(alarmed: Bureau) -> None:
    number = alarmed.number()
    for text in (f"VRAI {number}", f"FAUX {number}", "OUI 0000"):
        assert says(alarmed, STRANGER, text, "14:20") == []
    assert (state(alarmed), alert(alarmed)["status"]) == ("unverified", "active")
    written = alarmed.one("SELECT at, object FROM audit")
    assert (written["at"] % 3_600_000, written["object"]) == (0, "africastalking")
    assert alarmed.sent == []


def test_a_strangers_command_is_done_with_when_the_key_of_its_day_is_gone(bureau: Bureau) -> None:
    row = bureau.sms(STRANGER, "OUI 2417")
    bureau.watch.at += timedelta(hours=40)
    bureau.house.keys.issue(bureau.watch.at)
    bureau.house.keys.destroy_due(bureau.watch.at)
    bureau.work()
    assert bureau.outcome(row) == "kept"


def test_a_note_about_one_person_goes_the_protected_way(alarmed: Bureau) -> None:
    text = f"NOTE {alarmed.number()} ma voisine est battue par son mari"
    assert says(alarmed, MONITOR, text, "14:20") == [f"A{alarmed.number()} NOTE 14h20."]
    assert alarmed.rows("SELECT n FROM counters WHERE name = 'protected'") == [{"n": 1}]
    with alarmed.house.database.read() as conn:
        ids = [row["id"] for row in alarmed.rows("SELECT id FROM reports WHERE intent = 'question'")]
        texts = [reports.text_of(conn, alarmed.house.vault, id_) or "" for id_ in ids]
    assert not [text for text in texts if "voisine" in text]


def test_a_relay_was_not_asked_either(alarmed: Bureau) -> None:
    assert says(alarmed, RELAY, f"VRAI {alarmed.number()}", "14:20") == []
    assert state(alarmed) == "unverified"


def test_a_coordinator_above_may_answer_what_was_not_sent_to_them(alarmed: Bureau) -> None:
    number = alarmed.number()
    assert says(alarmed, REGIONAL, f"VRAI {number}", "14:30") == [f"A{number} VERIFIE 14h30."]
    assert state(alarmed) == "verified"


def test_a_monitor_does_not_verify_his_own_report(alarmed: Bureau) -> None:
    alarmed.sms(MONITOR, "13 GAO j'ai vu", "16:00")
    alarmed.member(MONITOR, "monitor", "ML0701", "ML0703")
    alarmed.work()
    number = alarmed.number()
    assert says(alarmed, MONITOR, f"VRAI {number}", "16:05") == [f"A{number} OUI 16h05."]
    assert alarmed.one("SELECT state FROM incidents WHERE code = '13'")["state"] == "unverified"


def test_a_note_is_kept_redacted_and_changes_no_state(alarmed: Bureau) -> None:
    number = alarmed.number()
    text = f"NOTE {number} appelez le +223 76 00 00 09, un mort"
    assert says(alarmed, MONITOR, text, "15:12") == [f"A{number} NOTE 15h12."]
    assert (state(alarmed), alert(alarmed)["status"]) == ("unverified", "active")
    assert alarmed.one("SELECT sources FROM incidents")["sources"] == 1


def test_help_and_nothing_to_report(alarmed: Bureau) -> None:
    assert says(alarmed, MONITOR, "aide", "14:20") == [HELP]
    assert says(alarmed, MONITOR, "00", "14:21") == ["RAS noté."]
    kept = alarmed.one("SELECT code, severity, adm2, incident_id FROM reports WHERE role = 'monitor'")
    assert kept == {"code": "00", "severity": 0, "adm2": "ML0701", "incident_id": None}


def test_with_nobody_on_call_the_regional_coordinator_is_told_at_once(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    bureau.member(REGIONAL, "regional", "ML07")
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work()
    assert len(bureau.told(REGIONAL)) == 1


def test_a_monitor_who_stopped_is_left_alone(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(REGIONAL, "regional", "ML07")
    bureau.sms(MONITOR, "STOP")
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work()
    assert bureau.told(MONITOR) == []
    assert len(bureau.told(REGIONAL)) == 1


def pressed(bureau: Bureau, verb: str, *areas: str, **more: str) -> tuple[str, str]:
    body = {"verb": verb, "number": bureau.number(), "account": "account-1", "role": "monitor"}
    row = bureau.accept("command", body | {"areas": list(areas or ("ML0701",))} | more)
    bureau.work()
    kept = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return kept["outcome"], kept["reason"]


def test_the_console_asks_under_the_same_rules(alarmed: Bureau) -> None:
    assert pressed(alarmed, "OUI", "ML0603") == ("refused", "unknown_number")
    above = {"role": "regional", "reason": "protect"}
    assert pressed(alarmed, "RELEASE", **above) == ("refused", "not_verified")
    assert pressed(alarmed, "OUI") == ("command", "OUI")
    assert pressed(alarmed, "VRAI") == ("command", "VRAI")
    assert pressed(alarmed, "RELEASE", role="regional") == ("refused", "reason_unsaid")
    assert pressed(alarmed, "RELEASE", reason="protect") == ("refused", "no_coordinator")
    assert pressed(alarmed, "RELEASE", **above) == ("command", "RELEASE")
    event = alarmed.one("SELECT state, released_by, verified_by FROM incidents")
    assert event == {"state": "verified", "released_by": "account-1", "verified_by": "account-1"}
    actions = [row["action"] for row in alarmed.rows("SELECT action FROM audit ORDER BY seq")]
    assert actions == ["acknowledge", "verified", "release"]
    assert alarmed.one("SELECT reason FROM audit WHERE action = 'release'")["reason"] == "protect"


def test_only_a_coordinator_with_a_reason_turns_a_verdict_round(alarmed: Bureau) -> None:
    """By the role in which they act: a wide area makes nobody one, and a narrow one unmakes nobody."""
    pressed(alarmed, "VRAI")
    for role, area, why in (
        ("monitor", "ML0701", "mistake"),
        ("monitor", "ML07", "mistake"),
        ("verifier", "ML", "mistake"),
        ("regional", "ML07", ""),
        ("regional", "ML07", "parce que"),
    ):
        assert pressed(alarmed, "FAUX", area, role=role, reason=why) == ("refused", "judged_already")
    assert pressed(alarmed, "FAUX", role="regional", reason="mistake") == ("command", "FAUX")
    assert alarmed.rows("SELECT * FROM cells WHERE indicator = 'incidents'") == []
    assert pressed(alarmed, "VRAI", "ML", role="national", reason="witness") == ("command", "VRAI")
    assert len(alarmed.rows("SELECT * FROM cells WHERE indicator = 'incidents'")) == 3


@pytest.mark.parametrize(
    ("settled", "after", "heard"), [("VRAI", 23, True), ("VRAI", 25, False), ("", 48, True)]
)
def test_an_alert_that_is_over_is_not_taken_back_by_sms(
    alarmed: Bureau, settled: str, after: int, heard: bool
) -> None:
    """P68: an open alert. One that nobody has judged yet stays open, for 14 days at most."""
    number = alarmed.number()
    if settled:
        says(alarmed, MONITOR, f"{settled} {number}", "14:20")
    alarmed.watch.at = alarmed.watch.at.replace(hour=14, minute=6) + timedelta(hours=after)
    alarmed.house.keys.issue(alarmed.watch.at)
    (said,) = says(alarmed, OTHER_MONITOR, f"FAUX {number}", f"{alarmed.watch.at:%H:%M}")
    assert (said != UNKNOWN_NUMBER) == heard
