"""Bins of time that nest: ISO weeks, week-quarters, calendar quarters (`protection.md`, Words)."""

from datetime import UTC, date, datetime, timedelta


def day(at: datetime) -> str:
    return at.date().isoformat()


def iso_week(at: datetime | date) -> str:
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02d}"


def quarter(at: datetime | date) -> str:
    """The calendar quarter, `2026-Q3`: ratings."""
    return f"{at.year}-Q{(at.month - 1) // 3 + 1}"


def week_quarter(at: datetime | date) -> str:
    """The quarter of the week's Thursday, `2026-Q3w`: reports and contacts."""
    thursday = at + timedelta(days=4 - at.isoweekday())
    return f"{quarter(thursday)}w"


def month(at: datetime | date) -> str:
    return f"{at.year}-{at.month:02d}"


def bounds(period: str) -> tuple[date, date]:
    """First and last day of a day, an ISO week, a month, a quarter or a week-quarter.

    Raises ValueError on anything else.
    """
    if "-W" in period:
        year, week = period.split("-W")
        first = date.fromisocalendar(int(year), int(week), 1)
        return first, first + timedelta(days=6)
    if period.endswith("w"):
        first, last = bounds(period[:-1])
        return _week_quarter_bounds(first, last)
    if "-Q" in period:
        year, number = period.split("-Q")
        if number not in {"1", "2", "3", "4"}:
            raise ValueError(period)
        first = date(int(year), int(number) * 3 - 2, 1)
        return first, _month_end(date(int(year), int(number) * 3, 1))
    if len(period) == 7:
        first = date.fromisoformat(f"{period}-01")
        return first, _month_end(first)
    only = date.fromisoformat(period)
    return only, only


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _week_quarter_bounds(first: date, last: date) -> tuple[date, date]:
    start = first - timedelta(days=first.weekday())
    if start + timedelta(days=3) < first:
        start += timedelta(days=7)
    end = last - timedelta(days=last.weekday())
    if end + timedelta(days=3) > last:
        end -= timedelta(days=7)
    return start, end + timedelta(days=6)


def weeks_of(period: str) -> tuple[str, ...]:
    """The ISO weeks of a week-quarter: 12 to 14."""
    first, last = bounds(period)
    return tuple(iso_week(first + timedelta(days=n)) for n in range(0, (last - first).days, 7))


def end_of(period: str) -> datetime:
    """The moment after a period's last second."""
    return datetime.combine(bounds(period)[1] + timedelta(days=1), datetime.min.time(), UTC)


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def stamp(at: datetime, zero: str = "+00:00") -> str:
    """A moment as it is published: UTC, whole seconds and a numeric offset, never Z (`standards.md` §1).

    `zero` is how the format spells UTC: CAP 1.2 wants `-00:00`.
    """
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}{zero}"


def step_of(at: datetime, minutes: int = 5) -> datetime:
    """Rounded down to five minutes: an exact time joined with an operator's log is a name (P66)."""
    return at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)
