"""Silence and completeness (`alerts.md` §8): relays expected and heard, what is marked, who is told."""

from datetime import date, timedelta

from core.contacts import Member
from core.duty import Leave
from store import completeness, duty, notices
from store.notices import Notice
from tests.workers.bureau import MONITOR, Bureau, moment
from workers.completeness import close_weeks, tell_silence
from workers.duties import Tick, chores

WEEK = "2026-W29"
NEXT_MONDAY = moment("00:05", "2026-07-20")


def number(n: int) -> str:
    return f"+223760000{n:02d}"


def relays(bureau: Bureau, count: int, area: str = "ML0701", first: int = 20) -> list[Member]:
    """On the roster since before the week."""
    at, bureau.watch.at = bureau.watch.at, moment("08:00", "2026-07-01")
    found = [bureau.member(number(first + n), "relay", area) for n in range(count)]
    bureau.watch.at = at
    return found


def end_of_week(bureau: Bureau) -> int:
    bureau.work()
    bureau.watch.at = NEXT_MONDAY
    return close_weeks(bureau.house, NEXT_MONDAY)


def open_(bureau: Bureau, kind: str) -> list[Notice]:
    with bureau.house.database.read() as conn:
        return [one for one in notices.open_notices(conn, ["ML"]) if one.kind == kind]


def weeks(bureau: Bureau) -> dict[str, tuple[int, int]]:
    with bureau.house.database.read() as conn:
        found = completeness.weeks(conn, since=WEEK, until=WEEK)
    return {one.area: (one.reporting, one.expected) for one in found}


def test_five_of_nine_is_too_few_and_told_once(bureau: Bureau) -> None:
    relays(bureau, 9)
    for n in range(4):
        bureau.sms(number(20 + n), "RAS")
    bureau.sms(number(24), "22 ANSONGO")
    assert end_of_week(bureau) == 1
    assert weeks(bureau) == {"ML0701": (5, 9)}
    (drop,) = open_(bureau, "drop")
    assert (drop.area, drop.told) == ("ML0701", {"week": WEEK, "reporting": 5, "expected": 9})
    assert close_weeks(bureau.house, NEXT_MONDAY) == 0
    assert len(open_(bureau, "drop")) == 1


def test_a_clock_that_nobody_believes_closes_no_week(bureau: Bureau) -> None:
    """It may stand eight days ahead; the week is closed once the time is sure."""
    relays(bureau, 9)
    due = {duty.name: duty for duty in chores(bureau.house)}
    for sure in (None, NEXT_MONDAY):
        for name in ("completeness", "silence", "anomalies"):
            due[name].carry_out(Tick(NEXT_MONDAY, sure))
        assert bool(weeks(bureau)) == bool(open_(bureau, "drop")) == (sure is not None)


def test_six_of_ten_is_enough(bureau: Bureau) -> None:
    relays(bureau, 10)
    for n in range(6):
        bureau.sms(number(20 + n), "00")
    end_of_week(bureau)
    assert weeks(bureau) == {"ML0701": (6, 10)}
    assert open_(bureau, "drop") == []


def test_who_is_away_is_not_expected_and_counts_if_they_write(bureau: Bureau) -> None:
    away, wrote, *_ = relays(bureau, 3)
    with bureau.house.database.write() as conn:
        for member in (away, wrote):
            duty.add_leave(conn, member.id, Leave(date(2026, 7, 13), date(2026, 7, 14)))
    bureau.sms(number(21), "RAS")
    bureau.sms(number(22), "RAS")
    end_of_week(bureau)
    assert weeks(bureau) == {"ML0701": (2, 2)}


def test_who_came_in_the_middle_of_the_week_is_not_expected(bureau: Bureau) -> None:
    relays(bureau, 1)
    bureau.member(number(30), "relay", "ML0701")
    bureau.sms(number(20), "RAS")
    end_of_week(bureau)
    assert weeks(bureau) == {"ML0701": (1, 1)}


def test_a_cercle_without_relays_has_no_completeness(bureau: Bureau) -> None:
    bureau.sms(number(40), "22 GAO")
    end_of_week(bureau)
    with bureau.house.database.read() as conn:
        (found,) = completeness.weeks(conn, since=WEEK, until=WEEK)
    assert (found.area, found.share, found.phones) == ("ML0703", None, 1)
    assert open_(bureau, "drop") == []


def test_a_week_waits_until_its_messages_are_read(bureau: Bureau) -> None:
    relays(bureau, 1)
    bureau.sms(number(20), "RAS")
    assert close_weeks(bureau.house, NEXT_MONDAY) == 0
    bureau.work()
    assert close_weeks(bureau.house, NEXT_MONDAY) == 1
    assert weeks(bureau) == {"ML0701": (1, 1)}


def test_a_relay_silent_for_more_than_a_week_is_told_once_and_nobody_writes_to_them(bureau: Bureau) -> None:
    relays(bureau, 2)
    bureau.member(MONITOR, "monitor")
    bureau.sms(number(20), "RAS")
    bureau.work()
    at = bureau.watch.at + timedelta(days=7)
    assert [tell_silence(bureau.house, at) for _ in range(2)] == [1, 0]
    later = at + timedelta(seconds=1)
    assert [tell_silence(bureau.house, later) for _ in range(2)] == [1, 0]
    assert {one.area for one in open_(bureau, "silence")} == {"ML0701"}
    assert {str(one.told) for one in open_(bureau, "silence")} == {"{'days': 7}"}
    bureau.work()
    assert bureau.told(number(20)) == bureau.told(number(21)) == bureau.told(MONITOR) == []


def test_who_speaks_again_is_silent_no_more(bureau: Bureau) -> None:
    relays(bureau, 1)
    assert tell_silence(bureau.house, bureau.watch.at) == 1
    bureau.sms(number(20), "RAS")
    bureau.work()
    assert tell_silence(bureau.house, bureau.watch.at) == 0
    assert open_(bureau, "silence") == []


def test_leave_is_no_silence(bureau: Bureau) -> None:
    (member,) = relays(bureau, 1)
    with bureau.house.database.write() as conn:
        duty.add_leave(conn, member.id, Leave(date(2026, 7, 2), date(2026, 7, 12)))
    assert tell_silence(bureau.house, bureau.watch.at) == 0
    assert tell_silence(bureau.house, moment("00:01", "2026-07-20")) == 1


def test_a_new_quarter_forgets_no_silence_and_invents_none(bureau: Bureau) -> None:
    bureau.watch.at = moment("08:00", "2026-09-01")
    bureau.house.keys.issue(bureau.watch.at)
    bureau.passes()
    bureau.member(number(20), "relay")
    bureau.watch.at = moment("08:00", "2026-09-25")
    bureau.house.keys.issue(bureau.watch.at)
    bureau.sms(number(20), "RAS")
    bureau.work()
    early = moment("08:00", "2026-09-30")
    assert tell_silence(bureau.house, early) == 0
    assert tell_silence(bureau.house, moment("08:01", "2026-10-02")) == 1
