"""When a period of duty holds, and a day of leave (`alerts.md` §4): a table of hours, weekdays and nights."""

from datetime import UTC, date, datetime, time

import pytest

from core.contacts import Member
from core.duty import Duty, Leave

JULY = date(2026, 7, 13)  # a Monday
ALWAYS = Duty(JULY)
OFFICE = Duty(JULY, None, "12345", time(8), time(18))
NIGHTS = Duty(JULY, date(2026, 7, 19), "1234567", time(18), time(6))
SUNDAY = Duty(JULY, None, "7")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("duty", "moment", "holds"),
    [
        (ALWAYS, at(12, 23, 59), False),
        (ALWAYS, at(13, 0), True),
        (ALWAYS, at(31, 12), True),
        (OFFICE, at(14, 7, 59), False),
        (OFFICE, at(14, 8), True),
        (OFFICE, at(14, 17, 59), True),
        (OFFICE, at(14, 18), False),
        (OFFICE, at(18, 12), False),  # Saturday
        (NIGHTS, at(13, 5), False),  # the night before the first
        (NIGHTS, at(13, 18), True),
        (NIGHTS, at(14, 3), True),
        (NIGHTS, at(14, 6), False),
        (NIGHTS, at(20, 5, 59), True),  # the last night ends on the day after
        (NIGHTS, at(20, 18), False),
        (SUNDAY, at(19, 0), True),
        (SUNDAY, at(20, 0), False),
    ],
)
def test_when_a_period_holds(duty: Duty, moment: datetime, holds: bool) -> None:
    assert duty.covers(moment) is holds


def test_leave_is_of_whole_days_both_included() -> None:
    member = Member("a", ("relay",), ("ML0701",), leave=(Leave(date(2026, 7, 14), date(2026, 7, 16), "b"),))
    away = [day for day in range(12, 19) if member.away(date(2026, 7, day))]
    assert away == [14, 15, 16]


@pytest.mark.parametrize(
    ("ties", "code", "places", "party"),
    [
        (("2:ML070102",), "51", ("ML07", "ML0701", "ML070102"), True),
        (("2:ML070102",), "51", ("ML07", "ML0701", "ML070103"), False),
        (("2:ML070102",), "51", ("ML07", "ML0701", None), True),  # known to its cercle: it may be there
        (("2:ML070102",), "51", ("ML07", "ML0703", None), False),
        (("3:ML0701",), "54", ("ML07", "ML0701", "ML070102"), True),
        (("5:ML",), "52", ("ML06", "ML0603", None), True),
        (("2:ML070102",), "51", (None, None, None), True),
        (("2:ML070102",), "11", ("ML07", "ML0701", "ML070102"), False),
        (("2:ML070102",), "55", ("ML07", "ML0701", "ML070102"), False),
        ((), "52", ("ML07", "ML0701", "ML070102"), False),
    ],
)
def test_who_is_a_party(
    ties: tuple[str, ...], code: str, places: tuple[str | None, ...], party: bool
) -> None:
    assert Member("a", ("monitor",), ("ML",), affiliations=ties).is_party(code, places) is party


@pytest.mark.parametrize(
    ("authority", "unit", "own"),
    [("2", "ML070102", True), ("1", "ML070102", False), ("2", "ML070103", False), ("2", "ML07010203", True)],
)
def test_whose_own_authority_it_is(authority: str, unit: str, own: bool) -> None:
    member = Member("a", ("relay",), ("ML0701",), affiliations=("2:ML070102",))
    assert member.serves_in(authority, unit) is own
