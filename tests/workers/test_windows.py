"""Never more than one SMS to one person in five minutes; no severity 4 is hidden, and nothing is left out
(`alerts.md` §7).
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from core.contacts import Member
from core.text import measure
from store import enrolments, people
from store import windows as table
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REGIONAL, RELAY, Bureau
from tests.workers.field import event as incident_of
from tests.workers.storm import Storm
from workers.windows import close_due, reachable

WINDOW = 300


@pytest.fixture
def storm(bureau: Bureau) -> Storm:
    return Storm(bureau)


@pytest.fixture
def monitor(storm: Storm) -> Member:
    return storm.person(MONITOR, "monitor", "ML07", email="veille@example.org")


def test_the_first_goes_at_once_and_what_follows_leaves_as_one_text(storm: Storm, monitor: Member) -> None:
    first, mild, grave = storm.raises(), storm.raises(3, code="12"), storm.raises(4, code="14")
    assert len(storm.to(monitor)) == 1
    storm.passes(WINDOW - 1)
    assert len(storm.to(monitor)) == 1
    storm.passes(1)
    alone, together = storm.to(monitor)
    assert alone.startswith(f"A{storm.number(first)} S4 11 ML0701 NON VERIFIE 1 src")
    lines = f"A{storm.number(grave)} S4 14 ML0701, A{storm.number(mild)} S3 12 ML0701"
    assert together == f"2 ALERTES {lines}. OUI no=recu AIDE"
    storm.passes(WINDOW)
    assert len(storm.to(monitor)) == 2


def test_an_alert_that_waited_alone_is_told_in_its_own_words(storm: Storm, monitor: Member) -> None:
    storm.raises()
    second = storm.raises(4, code="14")
    storm.passes(WINDOW)
    told = storm.to(monitor)[1]
    assert told == (
        f"A{storm.number(second)} S4 14 ML0701 NON VERIFIE 1 src VU auj. recu 14h05 retard 5 min. "
        "OUI=recu VRAI FAUX AIDE"
    )


def test_a_grave_one_that_waits_reaches_the_next_person_of_the_ladder_at_once(
    storm: Storm, monitor: Member
) -> None:
    above = storm.person(REGIONAL, "regional", "ML07")
    last = storm.person(OTHER_MONITOR, "national", "ML")
    storm.raises()
    assert storm.to(above) == storm.to(monitor, "email") == []
    second, third, fourth = (storm.raises(4, code=code) for code in ("13", "14", "13"))
    assert [text[1:5] for text in storm.to(above)] == [storm.number(second)]
    assert [text[1:5] for text in storm.to(last)] == [storm.number(third)]
    mailed = [text[1:5] for text in storm.to(monitor, "email")]
    assert mailed == [storm.number(one) for one in (second, third, fourth)]
    assert len(storm.to(monitor)) == 1


def test_a_milder_one_and_an_update_wait_and_disturb_nobody_else(storm: Storm, monitor: Member) -> None:
    above = storm.person(REGIONAL, "regional", "ML07")
    first = storm.raises()
    storm.raises(3, code="12")
    storm.grows(first, 2)
    assert (storm.to(above), storm.to(monitor, "email")) == ([], [])


def test_an_update_that_makes_it_grave_is_news(storm: Storm, monitor: Member) -> None:
    above = storm.person(REGIONAL, "regional", "ML07")
    storm.grows(storm.raises(3), 1, severity=4)
    assert len(storm.to(above)) == len(storm.to(monitor, "email")) == 1


def test_where_one_of_two_monitors_is_reached_nobody_above_is_woken(storm: Storm, monitor: Member) -> None:
    other = storm.person(OTHER_MONITOR, "monitor", "ML0704")
    above = storm.person(REGIONAL, "regional", "ML07")
    storm.raises()
    storm.raises(4, "ML0704")
    assert (len(storm.to(monitor)), len(storm.to(other)), storm.to(above)) == (1, 1, [])


def test_the_updates_of_an_alert_are_one_line_as_it_stands_then(storm: Storm, monitor: Member) -> None:
    first, other = storm.raises(), storm.raises(3, code="12")
    for sources in (2, 3, 4):
        storm.grows(first, sources)
    storm.passes(WINDOW)
    lines = f"A{storm.number(first)} S4 11 ML0701 CORROBORE, A{storm.number(other)} S3 12 ML0701"
    assert storm.to(monitor)[1:] == [f"2 ALERTES {lines}. OUI no=recu AIDE"]


def test_what_somebody_has_answered_drops_out(storm: Storm, monitor: Member) -> None:
    storm.raises()
    second = storm.raises(3, code="12")
    storm.answers(second)
    storm.passes(WINDOW)
    assert len(storm.to(monitor)) == 1
    storm.raises(3, code="15")
    assert len(storm.to(monitor)) == 2, "a window in which nothing waited opens no other"


def test_a_false_alert_is_called_off_for_whoever_heard_of_it(storm: Storm, monitor: Member) -> None:
    first, second = storm.raises(), storm.raises(3, code="12")
    storm.calls_off(second)
    storm.calls_off(first)
    storm.passes(WINDOW)
    assert storm.to(monitor)[1:] == [f"A{storm.number(first)} FAUX 14h05. Alerte annulée."]


def test_what_does_not_fit_goes_first_in_the_next_text(storm: Storm, monitor: Member) -> None:
    storm.raises()
    raised = []
    for _ in range(50):
        raised.append(storm.number(storm.raises(3, code="12")))
        storm.passes(1)
    storm.passes(WINDOW - 50)
    late = storm.number(storm.raises(4, code="14"))
    for _ in range(4):
        storm.passes(WINDOW)
    texts = storm.to(monitor)[1:]
    assert [number for text in texts for number in re.findall(r"A(\d{4}) S", text)] == _after(
        raised, late, texts[0].count(" S3 ")
    )
    assert max(measure(text)[2] for text in texts) == 3
    assert not re.search("autres", " ".join(texts))


def _after(raised: list[str], late: str, at: int) -> list[str]:
    return [*raised[:at], late, *raised[at:]]


def test_a_member_of_a_group_is_answered_by_its_number(bureau: Bureau, storm: Storm) -> None:
    storm.person(MONITOR, "monitor", "ML07")
    storm.raises()
    second, third = storm.raises(3, code="12"), storm.raises(3, code="15")
    storm.passes(WINDOW)
    bureau.sms(MONITOR, f"OUI {storm.number(second)}", "14:20")
    bureau.work()
    assert bureau.told(MONITOR) == [f"A{storm.number(second)} OUI 14h20."]
    states = {row["incident_id"]: row["status"] for row in bureau.rows("SELECT * FROM alerts")}
    assert (states[second], states[third]) == ("acknowledged", "active")


def test_a_reply_to_ones_own_command_waits_for_no_window_and_opens_none(bureau: Bureau, storm: Storm) -> None:
    storm.person(MONITOR, "monitor", "ML07")
    number = storm.number(storm.raises())
    bureau.sms(MONITOR, f"OUI {number}", "14:06")
    bureau.work()
    assert bureau.told(MONITOR) == [f"A{number} OUI 14h06."]
    assert bureau.one("SELECT number FROM windows")["number"] == 1


def test_a_window_lasts_five_minutes_from_when_its_text_leaves(storm: Storm, monitor: Member) -> None:
    storm.stuck = True
    storm.raises()
    second = storm.raises(3, code="12")
    for _ in range(3):
        storm.passes(WINDOW)
    assert storm.bureau.one("SELECT count(*) AS n FROM outbox")["n"] == 1
    storm.stuck = False
    storm.leave()
    storm.passes(WINDOW - 1)
    assert len(storm.to(monitor)) == 1
    storm.passes(1)
    assert storm.to(monitor)[1].startswith(f"A{storm.number(second)} S3")


def test_the_real_way_out_counts_from_the_moment_of_the_request(bureau: Bureau, storm: Storm) -> None:
    storm.person(MONITOR, "monitor", "ML07")
    storm.stuck = True
    storm.raises()
    second = storm.raises(3, code="12")
    storm.passes(WINDOW - 10)
    bureau.work()
    storm.passes(WINDOW - 1)
    bureau.work()
    assert len(bureau.told(MONITOR)) == 1
    storm.passes(1)
    bureau.work()
    assert bureau.told(MONITOR)[1].startswith(f"A{storm.number(second)} S3")


def test_a_crash_while_a_text_is_written_neither_loses_nor_doubles_it(
    storm: Storm, monitor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    storm.raises()
    second = storm.raises(3, code="12")
    with monkeypatch.context() as patched:
        patched.setattr(table, "take", _crash)
        with pytest.raises(KeyboardInterrupt):
            storm.passes(WINDOW)
    assert storm.bureau.one("SELECT count(*) AS n FROM outbox")["n"] == 1
    storm.passes(5)
    storm.passes(WINDOW)
    assert [text[1:5] for text in storm.to(monitor)[1:]] == [storm.number(second)]


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_has_waited_six_hours_stays_on_the_console(storm: Storm, monitor: Member) -> None:
    storm.stuck = True
    storm.raises()
    storm.raises(3, code="12")
    storm.passes(6 * 3600 + 1)
    storm.stuck = False
    storm.leave()
    storm.passes(WINDOW)
    storm.passes(WINDOW)
    assert len(storm.to(monitor)) == 1
    assert storm.bureau.rows("SELECT * FROM held") == []


def test_who_no_longer_serves_is_not_written_to(storm: Storm, monitor: Member) -> None:
    storm.raises()
    storm.raises(3, code="12")
    with storm.bureau.house.database.write() as conn:
        house = storm.bureau.house
        enrolments.retire(conn, house.vault, monitor.id, storm.bureau.watch.at)
    storm.passes(WINDOW)
    assert len(storm.to(monitor)) == 1
    assert storm.bureau.rows("SELECT * FROM held") == []


def test_the_end_of_a_window_is_forgotten_and_its_number_is_not(storm: Storm, monitor: Member) -> None:
    storm.raises()
    with storm.bureau.house.database.write() as conn:
        assert table.purge(conn, storm.clock()) == 0
        assert table.purge(conn, storm.clock() + WINDOW * 1000 + 1) == 1
    row = storm.bureau.one("SELECT * FROM windows")
    assert (row["until"], row["number"]) == (0, 1)


def test_the_delay_of_every_alert_of_a_group_ends_when_it_leaves(bureau: Bureau, storm: Storm) -> None:
    storm.person(MONITOR, "monitor", "ML07")
    bureau.member(RELAY, "relay")
    storm.raises()
    storm.raises(3, code="12")
    storm.raises(3, code="15")
    storm.stuck = True
    storm.passes(WINDOW)
    bureau.work()
    kept = [row["alert_seconds"] for row in bureau.rows("SELECT * FROM alerts WHERE severity = 3")]
    assert kept == [WINDOW, WINDOW]


def test_nothing_is_due_where_nothing_waits(storm: Storm, monitor: Member) -> None:
    storm.raises()
    assert close_due(storm.bureau.house, storm.bureau.watch.at + timedelta(hours=1)) == 0


def test_what_is_new_of_an_alert_is_told_to_whoever_answered_it(storm: Storm, monitor: Member) -> None:
    first = storm.raises()
    storm.answers(first)
    storm.grows(first, 3)
    storm.passes(WINDOW)
    assert "CORROBORE" in storm.to(monitor)[1]


def test_what_is_new_of_an_answered_alert_is_told_among_others(storm: Storm, monitor: Member) -> None:
    first = storm.raises()
    storm.answers(first)
    storm.raises(4, code="13")
    storm.grows(first, 3)
    storm.passes(WINDOW)
    assert f"A{storm.number(first)} S4 11 ML0701 CORROBORE" in storm.to(monitor)[1]


def test_who_asked_for_silence_is_passed_over_and_no_number_of_others_is_opened(
    storm: Storm, monitor: Member
) -> None:
    house = storm.bureau.house
    above = storm.person(REGIONAL, "regional", "ML07")
    for index in range(20):
        storm.person(f"+2237611{index:04d}", "monitor", "ML0603")
    with house.database.write() as conn:
        people.opt_out(conn, house.vault, MONITOR, storm.bureau.watch.at, cause="STOP", channel="twilio")
    with house.database.read() as conn:
        asked: list[str] = []
        event.listen(conn, "before_cursor_execute", lambda *said: asked.append(said[2]))
        now, here = storm.bureau.watch.at, incident_of(adm1="ML07", adm2="ML0701")
        assert reachable(house, conn, now, here) == [above]
        few = len(asked)
        assert len(reachable(house, conn, now)) == 21
    assert len(asked) == 2 * few
