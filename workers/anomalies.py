"""A look at yesterday and at the week before: what left its habits becomes a notice (`alerts.md` §3).

A flag is advice: a line on the console and in the coordinators' digest, never an incident and never an SMS.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from core.anomalies import Flag, cusum, ears
from core.periods import bounds, iso_week
from core.rules import AnomalyRules
from gateway.house import House
from store import completeness, notices, rounds
from store import series as kept
from store.notices import Notice
from workers.completeness import is_read
from workers.series import DAY, WEEK, Days, Whole, daily, series, weekly

DAYS: Final = 14
"""Of a daily series: what C3 asks for, and a little more."""
WEEKS: Final = 52
"""Of a weekly one: a sum that nobody acknowledged goes on so long."""
CUSUM: Final = "CUSUM"


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the series is made of. `until` is the last day of it, included."""

    until: date
    series: Mapping[tuple[str, str], Days]
    whole: Whole
    rules: AnomalyRules
    flagged: Sequence[Notice]


@dataclass(frozen=True, slots=True)
class Found:
    """A series that left its habits. `x` is the count of its last day or week."""

    area: str
    name: str
    period: str
    x: int
    flags: Sequence[Flag]


def watch(house: House, now: datetime) -> int:
    """Looks at each day and week that has ended, once, when all of its messages are read; how many flags.

    Raises LasomiError, retryable, when the store does not answer.
    """
    if house.exercise:
        return 0
    yesterday, week = now.date() - DAY, iso_week(now - WEEK)
    days = _once(house, now, ("days", yesterday.isoformat()), yesterday, _days)
    return days + _once(house, now, ("weeks", week), bounds(week)[1], _weeks)


def _once(
    house: House, now: datetime, what: tuple[str, str], until: date, found: Callable[[Look], list[Found]]
) -> int:
    """How many notices one look raised; it is taken without keeping others from writing."""
    with house.database.read() as conn:
        if rounds.is_done(conn, *what) or not is_read(conn, now, _midnight(until + DAY)):
            return 0
        look = _look(house, conn, until)
    flagged = found(look)
    with house.database.write() as conn:
        if not rounds.begin(conn, *what):
            return 0
        return sum(_tell(conn, now, look, each) for each in flagged)


def _look(house: House, conn: Any, until: date) -> Look:
    """The series up to a day. A week is judged by what is kept of it; while it runs, by the last."""
    rules, first = house.country.alerts, until - WEEKS * WEEK + DAY
    weeks = completeness.weeks(conn, since=iso_week(first), until=iso_week(until))
    counts = kept.counts(conn, _midnight(first), _midnight(until + DAY))
    whole = Whole(
        {(one.area, one.week): one for one in weeks},
        last=max((one.week for one in weeks), default=""),
        begun=min((day for _, _, day in counts), default=until),
        floor=rules.completeness_floor,
    )
    dense = series(counts, until - rules.anomalies.baseline_weeks * WEEK, rules.anomalies.dense)
    return Look(until, dense, whole, rules.anomalies, notices.of_kind(conn, "anomaly"))


def _days(look: Look) -> list[Found]:
    """The series that EARS flags on the last day."""
    days = [look.until - (DAYS - 1 - n) * DAY for n in range(DAYS)]
    found = []
    for (area, name), counted in sorted(look.series.items()):
        counts = daily(counted, look.whole, area, days)
        if flags := ears(counts, look.rules):
            found.append(Found(area, name, look.until.isoformat(), counts[-1] or 0, flags))
    return found


def _weeks(look: Look) -> list[Found]:
    return [
        one
        for (area, name), counted in sorted(look.series.items())
        if (one := _week(look, area, name, counted))
    ]


def _week(look: Look, area: str, name: str, counted: Days) -> Found | None:
    """One open flag is enough: the sum goes on until somebody acknowledges it."""
    weeks = [iso_week(look.until - (WEEKS - 1 - n) * WEEK) for n in range(WEEKS)]
    mine = [one for one in look.flagged if _is_sum(one, area, name)]
    acked = {iso_week(one.acked_at) for one in mine if one.acked_at}
    counts = weekly(counted, look.whole, area, weeks)
    last = cusum(counts, look.rules, {n for n, week in enumerate(weeks) if week in acked})[-1]
    if not last.alarm or last.mean is None or any(one.acked_at is None for one in mine):
        return None
    x = counts[-1] or 0
    return Found(area, name, weeks[-1], x, [Flag(CUSUM, x, last.mean, last.sum)])


def _is_sum(notice: Notice, area: str, name: str) -> bool:
    told = notice.told
    return notice.area == area and told["series"] == name and CUSUM in told["methods"]


def _tell(conn: Any, now: datetime, look: Look, found: Found) -> bool:
    """Names the series, its period, the count, and each method with its baseline and value; with both
    denominators.
    """
    week = look.whole.of(found.area, look.until)
    told = {
        "series": found.name,
        "period": found.period,
        "x": found.x,
        "methods": {one.method: [round(one.baseline, 3), round(one.value, 3)] for one in found.flags},
        "phones": week.phones if week else None,
        "population": week.population if week else None,
    }
    key = f"{found.area}:{found.name}:{found.period}"
    return notices.add(conn, kind="anomaly", key=key, area=found.area, told=told, at=now) is not None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
