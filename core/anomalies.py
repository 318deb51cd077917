"""Series that leave their habits: EARS C1, C2 and C3 for days, CUSUM for weeks (`alerts.md` §3, §13).

A series counts incidents; None is a missing day or week, which is not zero. The last value is the one that is
looked at. A flag is advice to an analyst and never an incident. EARS is that of Hutwagner, Thompson, Seeman
and Treadwell (2003), made for series without much history; CUSUM that of Page (1954).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Final

from core.rules import AnomalyRules

Counts = Sequence[int | None]
DAYS: Final = 7
"""Of a baseline of EARS: with one of them missing there is none."""
GAP: Final = 2
"""Days that C2 and C3 leave between the baseline and the day."""
C3_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Flag:
    """One alarm of one method: the count `x`, the `baseline` it is held against, and the statistic `value`.

    For C3 `x` is the count of the day and its two before.
    """

    method: str
    x: int
    baseline: float
    value: float


@dataclass(frozen=True, slots=True)
class Week:
    """One week of CUSUM: the sum after it, and the mean of its baseline, None where weeks are lacking."""

    sum: float
    mean: float | None
    alarm: bool


def c1(days: Counts, rules: AnomalyRules) -> Flag | None:
    """The last day against the seven before: z in standard deviations; None where one is missing."""
    return _score("C1", days, 0, rules)


def c2(days: Counts, rules: AnomalyRules) -> Flag | None:
    """The same with two days between: a rise that is slow does not hide itself in its own baseline."""
    return _score("C2", days, GAP, rules)


def c3(days: Counts, rules: AnomalyRules) -> Flag | None:
    """What three days have in excess of one standard deviation each, together."""
    last = c2(days, rules)
    if last is None:
        return None
    ends = [days[: len(days) - back] for back in range(C3_DAYS)]
    scores = [score.value for end in ends if (score := c2(end, rules))]
    counts = [x for x in days[-C3_DAYS:] if x is not None]
    return Flag("C3", sum(counts), last.baseline, sum(max(0.0, value - 1) for value in scores))


def ears(days: Counts, rules: AnomalyRules) -> list[Flag]:
    """The methods that alarm on the last day."""
    alarms = ((c1, rules.score), (c2, rules.score), (c3, rules.excess))
    found = [(method(days, rules), least) for method, least in alarms]
    return [flag for flag, least in found if flag and flag.value >= least and flag.x >= rules.least_count]


def cusum(weeks: Counts, rules: AnomalyRules, resets: Collection[int] = ()) -> list[Week]:
    """Every week of a series in its order. `resets`: the weeks in which somebody acknowledged its alarm.

    The baseline is the mean of the weeks before, without those in alarm. A week that is missing, or has too
    few before it, leaves the sum as it was.
    """
    found: list[Week] = []
    for week, x in enumerate(weeks):
        before = 0.0 if not found or week in resets else found[-1].sum
        mean = _mean(weeks, found, rules)
        known = x is not None and mean is not None
        after = cusum_step(before, x or 0, mean or 0.0, rules) if known else before
        found.append(Week(after, mean, alarm=known and after >= rules.cusum_alarm))
    return found


def cusum_step(before: float, x: int, mean: float, rules: AnomalyRules) -> float:
    """S = max(0, S + (x − μ) / max(1, √μ) − 0.5)."""
    return max(0.0, before + (x - mean) / max(1.0, sqrt(mean)) - rules.cusum_allowance)


def _mean(weeks: Counts, found: Sequence[Week], rules: AnomalyRules) -> float | None:
    first = max(0, len(found) - rules.baseline_weeks)
    quiet = [weeks[n] for n in range(first, len(found)) if not found[n].alarm]
    known = [x for x in quiet if x is not None]
    return fmean(known) if len(known) >= rules.least_weeks else None


def _score(method: str, days: Counts, gap: int, rules: AnomalyRules) -> Flag | None:
    last = len(days) - 1
    end = last - gap
    baseline = [x for x in days[max(0, end - DAYS) : max(0, end)] if x is not None]
    x = days[last] if days else None
    if x is None or len(baseline) < DAYS:
        return None
    mean = fmean(baseline)
    return Flag(method, x, mean, (x - mean) / max(stdev(baseline), rules.least_deviation))
