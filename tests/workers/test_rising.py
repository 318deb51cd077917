"""An alert that becomes graver tells those who are on call then, whoever was told before (`alerts.md` §4)."""

from datetime import date, time

import pytest

from core.duty import Duty, Leave
from store import duty
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REGIONAL, Bureau, moment
from tests.workers.storm import Storm
from workers.escalate import climb

TODAY = date(2026, 7, 15)


@pytest.fixture
def storm(bureau: Bureau) -> Storm:
    return Storm(bureau)


def dawns(storm: Storm, clock: str) -> None:
    storm.bureau.watch.at = moment(clock, TODAY.isoformat())
    storm.bureau.house.keys.issue(storm.bureau.watch.at)
    storm.bureau.passes()


def test_it_reaches_who_has_taken_over_since(storm: Storm) -> None:
    early = storm.person(MONITOR, "monitor", "ML0701")
    later = storm.person(OTHER_MONITOR, "monitor", "ML0701")
    with storm.bureau.house.database.write() as conn:
        for member, begins, ends in ((early, 6, 13), (later, 13, 20)):
            duty.add_duty(conn, member.id, Duty(since=TODAY, begins=time(begins), ends=time(ends)))
    dawns(storm, "11:50")
    incident = storm.raises(3)
    assert (len(storm.to(early)), storm.to(later)) == (1, [])
    storm.passes(2 * 3600)
    storm.grows(incident, 2, 4)
    assert [" S4 " in text for text in storm.to(early)] == [False, True]
    assert [" S4 " in text for text in storm.to(later)] == [True]


def test_it_reaches_who_stands_in_for_whom_it_had_told(storm: Storm) -> None:
    away = storm.person(MONITOR, "monitor", "ML0701")
    stand_in = storm.person(OTHER_MONITOR, "monitor", "ML0704")
    with storm.bureau.house.database.write() as conn:
        duty.add_leave(conn, away.id, Leave(TODAY, TODAY, stand_in.id))
    storm.bureau.watch.at = moment("23:50")
    storm.bureau.passes()
    incident = storm.raises(3)
    dawns(storm, "00:30")
    storm.grows(incident, 2, 4)
    assert [" S4 " in text for text in storm.to(stand_in)] == [True]


def test_the_rungs_that_begin_anew_leave_although_somebody_had_answered_before(storm: Storm) -> None:
    """By the real way out: what was acknowledged was another alert, as far as a ladder goes."""
    storm.stuck = True
    storm.person(MONITOR, "monitor", "ML0701")
    storm.person(REGIONAL, "regional", "ML07")
    incident = storm.raises(3)
    storm.bureau.work()
    storm.answers(incident)
    storm.passes(400)
    storm.grows(incident, 2, severity=4)
    storm.bureau.work()
    storm.passes(1800)
    climb(storm.bureau.house, storm.bureau.watch.at)
    storm.bureau.work()
    (text,) = storm.bureau.told(REGIONAL)
    assert " S4 11 ML0701 NON VERIFIE 2 src" in text
    assert "SANS REPONSE 30 min" in text
