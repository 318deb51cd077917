"""The focal person hears that something waits: the line of every task, at fixed hours, at most once (P39)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.alerts import TASK
from core.country import Country
from store import protected
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REPORTER, STRANGER, Bureau, moment
from workers import focal

HELP = "mon mari me frappe, j'ai peur"
FOCAL = OTHER_MONITOR


@pytest.fixture
def lane(bureau: Bureau, cared_for: Country) -> Bureau:
    """A focal person and a monitor; what arrives at 14:05 is sealed."""
    bureau.house = replace(bureau.house, country=cared_for)
    bureau.member(FOCAL, "gbv_focal", "ML")
    bureau.member(MONITOR, "monitor")
    return bureau


def at(bureau: Bureau, clock: str, day: str = "2026-07-14") -> int:
    """How many were told by now, at a moment of the clock."""
    bureau.watch.at = moment(clock, day)
    bureau.passes()
    bureau.house.keys.issue(bureau.watch.at)
    focal.tell_due(bureau.house, bureau.watch.at)
    bureau.work()
    return bureau.told(FOCAL).count(TASK)


def test_the_line_leaves_at_the_next_fixed_hour_and_once(lane: Bureau) -> None:
    for _ in range(3):
        lane.sms(REPORTER, HELP, "14:05")
    assert [at(lane, clock) for clock in ("14:05", "15:59", "16:00", "16:01", "20:00")] == [0, 0, 1, 1, 1]
    assert lane.told(FOCAL) == [TASK]
    assert lane.told(MONITOR) == lane.told(REPORTER) == []


def test_however_many_come_she_hears_once_in_four_hours(lane: Bureau) -> None:
    heard = []
    for n, clock in enumerate(("14:05", "15:00", "16:00", "17:00", "18:30", "19:59", "20:00", "20:30")):
        if clock not in {"17:00", "20:30"}:
            lane.sms(REPORTER, f"{HELP} {n}", clock)
            lane.work()
        heard.append(at(lane, clock))
    assert heard == [0, 0, 1, 1, 1, 1, 2, 2]


def test_at_night_nobody_is_woken(lane: Bureau) -> None:
    lane.sms(REPORTER, HELP, "19:00")
    lane.work()
    lane.sms(STRANGER, HELP, "20:30")
    lane.work()
    assert at(lane, "21:00") == 0
    day = "2026-07-15"
    assert [at(lane, clock, day) for clock in ("00:00", "06:59", "07:00", "08:00")] == [0, 0, 1, 1]


def test_of_what_is_gone_nobody_hears(lane: Bureau) -> None:
    lane.sms(REPORTER, HELP)
    lane.work()
    with lane.house.database.write() as conn:
        (waits,) = protected.locked(conn, lane.watch.at)
        assert protected.destroy(conn, waits)
    assert at(lane, "16:00") == 0
    assert lane.rows("SELECT * FROM rounds WHERE name = 'task'") == []


def test_who_is_off_duty_hears_later(lane: Bureau) -> None:
    lane.sms(REPORTER, HELP)
    lane.work()
    with lane.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE staff SET on_call = NOT on_call")
    assert at(lane, "16:00") == 0
    with lane.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE staff SET on_call = NOT on_call")
    assert at(lane, "17:10") == 1


def test_nothing_of_what_was_written_is_in_the_outbox(lane: Bureau) -> None:
    """The row looks like that of any other task, and its moment is an hour of the clock."""
    lane.sms(REPORTER, HELP, "14:17")
    lane.work()
    (waits,) = lane.rows("SELECT id FROM protected")
    at(lane, "16:00")
    (row,) = lane.rows("SELECT * FROM outbox")
    assert row["cause"].startswith("task:")
    assert waits["id"] not in str(row)
    assert row["alert_id"] is None


def test_without_a_focal_person_nothing_is_sealed_and_nobody_is_told(bureau: Bureau) -> None:
    bureau.member(FOCAL, "gbv_focal", "ML")
    bureau.sms(REPORTER, HELP)
    bureau.work(after=timedelta(seconds=1))
    assert at(bureau, "16:00") == 0
    for table in ("protected", "outbox", "rounds"):
        assert bureau.rows(f"SELECT * FROM {table}") == []


@pytest.mark.parametrize(
    ("text", "region"),
    [("mon mari me frappe a Gao", "ML07"), ("61 Mopti", "ML05"), ("mon mari me frappe", "ML")],
)
def test_it_counts_for_the_region_understood_and_nothing_finer(lane: Bureau, text: str, region: str) -> None:
    """P37: the home region, else the one that was named, else the country."""
    lane.sms(STRANGER, text)
    lane.work()
    (row,) = lane.rows("SELECT place, n FROM counters WHERE name = 'protected'")
    assert (row["place"], row["n"]) == (region, 1)
