"""A warning in words nobody has reviewed: a verifier is asked at once, and after ten minutes it goes out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.alerts import TASK
from core.country import Country
from core.labels import Answer
from flows.definition import Flows
from store import elapsed, triage, withdrawal
from store.database import Database
from store.keys import Keys
from tests.workers.bureau import MONITOR, OTHER_MONITOR, OTHER_OPERATOR, REPORTER, STRANGER, Bureau
from tests.workers.conftest import bureau_of
from workers.auditor import audit
from workers.clock import tick

VERIFIER = OTHER_MONITOR
ATTACK = "u ye mɔgɔ faga Ansongo bi"
AGAIN = "binkannikɛlaw ye mɔgɔw faga Ansongo"
THEFT = "u ye misiw sonya Ansongo"
CODED = "11 ANSONGO"
FRENCH = "attaque au village, Ansongo, ce matin"
MINUTES = 10


@pytest.fixture(scope="module")
def worded(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Country:
    """Mali read by words alone: a model that is sure enough lifts the mark, and is tried elsewhere."""
    folder = tmp_path_factory.mktemp("ml")
    (folder / "words").symlink_to(Path(country.folder / "words").resolve())
    return replace(country, folder=folder)


@pytest.fixture
def bureau(database: Database, keys: Keys, data_dir: Path, worded: Country, flows: Flows) -> Bureau:
    bureau = bureau_of(database, keys, data_dir, worded, flows)
    bureau.member(MONITOR, "monitor", "ML0701")
    bureau.member(VERIFIER, "verifier", "ML07")
    elapsed.advance(database, bureau.watch.at)
    return bureau


def ticks(bureau: Bureau, minutes: float = 0) -> None:
    """Time goes on, the clock ticks, what is written leaves."""
    bureau.watch.at += timedelta(minutes=minutes)
    bureau.passes()
    tick(bureau.house, bureau.watch.at)
    bureau.work()


def write(bureau: Bureau, number: str, words: str) -> str:
    row = bureau.sms(number, words)
    bureau.work()
    return str(bureau.one("SELECT id FROM reports WHERE inbox_id = :row", row=row)["id"])


def held(bureau: Bureau) -> int:
    return len(bureau.rows("SELECT incident_id FROM holds"))


def alerts(bureau: Bureau) -> list[str]:
    return bureau.told(MONITOR)


def answers(bureau: Bureau, report: str, **said: Any) -> str:
    """A verifier confirms, or says what it was; as one who was shown the machine's answer."""
    with bureau.house.database.write() as conn:
        conn.execute(text("UPDATE reports SET queue = 'verifier' WHERE queue = 'blind'"))
    body = {"verb": "CORRECT", "report": report, "account": "awa", "role": "verifier", "areas": ["ML07"]}
    row = bureau.accept("command", body | {"answer": said or None})
    bureau.work()
    return bureau.outcome(row)


def test_a_verifier_is_told_at_once_and_nobody_is_alerted(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, ATTACK)
    report = bureau.one("SELECT * FROM reports WHERE id = :id", id=told)
    assert (report["code"], report["code_confidence"], bool(report["unreviewed"])) == ("11", 0.6, True)
    assert report["queue"] in {"verifier", "blind"}
    assert bureau.told(VERIFIER) == [TASK] == ["Une tache vous attend dans la console."]
    assert (alerts(bureau), bureau.rows("SELECT id FROM alerts")) == ([], [])
    ticks(bureau, MINUTES - 0.1)
    assert (alerts(bureau), held(bureau), bureau.told(VERIFIER)) == ([], 1, [TASK])


def test_unanswered_it_goes_out_like_any_other_and_says_how_late(bureau: Bureau) -> None:
    write(bureau, REPORTER, ATTACK)
    ticks(bureau, MINUTES)
    (alert,) = alerts(bureau)
    assert alert.startswith(f"A{bureau.number()} S4 11 ML0701 NON VERIFIE 1 src NOUVELLE")
    assert "recu 14h05 retard 10 min." in alert
    assert held(bureau) == 0
    ticks(bureau, MINUTES)
    assert len(alerts(bureau)) == 1


def test_a_verifier_who_confirms_ends_the_wait(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, ATTACK)
    ticks(bureau, 3)
    assert answers(bureau, told) == "command"
    (alert,) = alerts(bureau)
    assert "NON VERIFIE" in alert
    assert "retard 3 min" in alert
    assert held(bureau) == 0


def test_a_verifier_who_says_it_was_nothing_ends_it_too(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, ATTACK)
    answers(bureau, told, **_nothing())
    assert held(bureau) == 0
    ticks(bureau, MINUTES)
    assert alerts(bureau) == []


def _nothing() -> dict[str, Any]:
    fields = dict.fromkeys(Answer.__dataclass_fields__)
    return fields | {"language": "bm", "intent": "chatter", "occurred": "unknown", "basis": "unknown"}


@pytest.mark.parametrize("second", [CODED, FRENCH])
def test_a_second_report_without_such_words_ends_the_wait(bureau: Bureau, second: str) -> None:
    write(bureau, REPORTER, ATTACK)
    write(bureau, OTHER_OPERATOR, second)
    (alert,) = alerts(bureau)
    assert "S4 11 ML0701 NON VERIFIE 2 src" in alert
    assert held(bureau) == 0


def test_a_second_report_in_such_words_too_ends_nothing(bureau: Bureau) -> None:
    write(bureau, REPORTER, ATTACK)
    ticks(bureau, 4)
    write(bureau, OTHER_OPERATOR, AGAIN)
    assert bureau.one("SELECT sources FROM incidents")["sources"] == 2
    assert (alerts(bureau), bureau.told(VERIFIER)) == ([], [TASK])
    ticks(bureau, MINUTES - 4)
    assert "recu 14h05 retard 10 min" in alerts(bureau)[0]


def _asleep(bureau: Bureau) -> None:
    _set(bureau, "UPDATE staff SET on_call = false WHERE roles = 'verifier'")


def _elsewhere(bureau: Bureau) -> None:
    _set(bureau, "UPDATE staff SET areas = 'ML05' WHERE roles = 'verifier'")


def _silent(bureau: Bureau) -> None:
    bureau.sms(VERIFIER, "STOP")
    bureau.work()


def _set(bureau: Bureau, asked: str) -> None:
    with bureau.house.database.write() as conn:
        conn.execute(text(asked))


@pytest.mark.parametrize("nobody", [_asleep, _elsewhere, _silent])
def test_with_no_verifier_on_duty_nothing_waits(bureau: Bureau, nobody: Callable[[Bureau], None]) -> None:
    nobody(bureau)
    write(bureau, REPORTER, ATTACK)
    assert (len(alerts(bureau)), held(bureau)) == (1, 0)
    assert TASK not in bureau.told(VERIFIER)


def test_when_the_last_verifier_goes_off_duty_it_goes_out(bureau: Bureau) -> None:
    write(bureau, REPORTER, ATTACK)
    _asleep(bureau)
    ticks(bureau, 1)
    assert (len(alerts(bureau)), held(bureau)) == (1, 0)


@pytest.mark.parametrize("words", [CODED, FRENCH])
def test_codes_and_reviewed_words_never_wait(bureau: Bureau, words: str) -> None:
    write(bureau, REPORTER, words)
    assert (len(alerts(bureau)), bureau.told(VERIFIER)) == (1, [])


def test_a_pressed_code_never_waits(bureau: Bureau) -> None:
    answers = {"code": "11", "place": "ML0701", "occurred": "today"}
    bureau.turn(REPORTER, "call", 5, answers=answers, ends=True)
    bureau.work()
    assert (len(alerts(bureau)), bureau.told(VERIFIER)) == (1, [])


def test_what_alerts_nobody_waits_for_nobody(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, THEFT)
    report = bureau.one("SELECT severity, queue FROM reports WHERE id = :id", id=told)
    assert report["severity"] == 2
    assert report["queue"] in {"verifier", "blind"}
    assert (held(bureau), bureau.sent) == (0, [])


def test_a_restart_in_between_forgets_and_prolongs_nothing(bureau: Bureau) -> None:
    write(bureau, REPORTER, ATTACK)
    ticks(bureau, 6)
    back = Bureau(replace(bureau.house), bureau.watch, bureau.sent)
    ticks(back, 3)
    assert alerts(back) == []
    ticks(back, 1.1)
    assert len(alerts(back)) == 1


def test_what_an_alert_waits_for_is_read_first(bureau: Bureau) -> None:
    write(bureau, STRANGER, THEFT)
    ticks(bureau, 1)
    told = write(bureau, REPORTER, ATTACK)
    with bureau.house.database.read() as conn:
        codes = [row.code for row in triage.waiting(conn, ["ML07"])]
        assert triage.waiting(conn, ["ML07"])[0].id == told
    assert codes == ["11", "22"]


def test_two_clocks_send_it_once(bureau: Bureau) -> None:
    write(bureau, REPORTER, ATTACK)
    ticks(bureau, MINUTES)
    ticks(bureau)
    ticks(bureau)
    assert len(alerts(bureau)) == len(bureau.rows("SELECT id FROM alerts")) == 1


def test_one_line_in_five_minutes_and_nothing_waits_unasked(bureau: Bureau) -> None:
    """The second attack is told within the two minutes of severity 4 or not at all: then it goes out."""
    write(bureau, REPORTER, ATTACK)
    ticks(bureau, 1)
    write(bureau, STRANGER, ATTACK.replace("Ansongo", "Gao"))
    assert bureau.told(VERIFIER) == [TASK]
    assert held(bureau) == 1
    assert bureau.one("SELECT adm2 FROM alerts")["adm2"] != "ML0701"


def test_a_verifier_written_to_a_moment_ago_is_told_when_the_window_closes(bureau: Bureau) -> None:
    write(bureau, REPORTER, ATTACK)
    ticks(bureau, 4)
    write(bureau, STRANGER, ATTACK.replace("Ansongo", "Gao"))
    assert (bureau.told(VERIFIER), held(bureau)) == ([TASK], 2)
    ticks(bureau, 1.1)
    assert (bureau.told(VERIFIER), held(bureau)) == ([TASK, TASK], 2)


def test_who_asks_to_be_forgotten_leaves_a_warning_that_nobody_can_read_any_more(bureau: Bureau) -> None:
    write(bureau, REPORTER, ATTACK)
    bureau.sms(REPORTER, "EFFACER")
    bureau.work()
    ticks(bureau, 0.1)
    assert (len(alerts(bureau)), held(bureau)) == (1, 0)


def test_an_incident_without_a_report_waits_for_nobody(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, ATTACK)
    incident = bureau.one("SELECT id FROM incidents")["id"]
    with bureau.house.database.write() as conn:
        withdrawal.withdraw(conn, told)
        withdrawal.empty(conn, incident)
    ticks(bureau, MINUTES)
    assert (held(bureau), alerts(bureau), bureau.rows("SELECT id FROM incidents")) == (0, [], [])


def test_the_auditor_knows_that_it_waits_on_purpose(bureau: Bureau) -> None:
    write(bureau, REPORTER, ATTACK)
    assert audit(bureau.house, bureau.watch.at) == []


@pytest.mark.parametrize(
    ("kind", "defect"),
    [
        ("hold_overdue", "UPDATE holds SET until = until - 700000"),
        ("hold_far", "UPDATE holds SET until = until + 99999999"),
        ("hold_far", "UPDATE elapsed SET ms = ms - 3600000 WHERE name = 'house'"),
    ],
)
def test_the_auditor_sends_what_should_have_left(bureau: Bureau, kind: str, defect: str) -> None:
    write(bureau, REPORTER, ATTACK)
    _set(bureau, defect)
    assert kind in {finding.kind for finding in audit(bureau.house, bureau.watch.at)}
    bureau.work()
    assert len(alerts(bureau)) == 1
    assert held(bureau) == 0
