"""Beside each figure where it started, where it should be, what changed (`indicators.md` §5.6, §7)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from core.changes import Change, Sample, change, changed
from core.definitions import Baseline, Indicator
from core.disclosure import is_open
from core.indicators import Interval
from core.logframe import GATEWAY, Unit, baseline_of, breaks_method, first_day, milestone, status
from gateway.feeds.csvtable import Row
from gateway.feeds.runs import Dressed, Rows

OF_SHARES: Final = frozenset({"proportion", "response", "confirmed"})
"""Formulas whose differences have an interval."""
FIGURES: Final = "figures"
PANEL: Final = "not available"
"""McNemar's test of the phones of both quarters: the key of their pseudonyms is gone, and nobody is followed
from one to the other (§5.6).
"""
Key = tuple[Any, ...]
_KEY: Final = (
    "indicator",
    "adm3_code",
    "adm2_code",
    "adm1_code",
    "authority",
    "sex",
    "age",
    "status",
    "weighting",
    "group",
)
_CUTS: Final = ("sex", "age", "status")
_NOTHING: Final = dict.fromkeys(("baseline", "baseline_of", "target", "target_status", "change"))
_SAID: Final = ("date", "source", "method", "n")


def begun(indicator: Indicator, period: str, now: datetime) -> str:
    """The first full quarter, whose values are the baseline of a later one; "" where there is none."""
    first = indicator.baseline_period
    return first if first and first_day(first) < first_day(period) and is_open(first, FIGURES, now) else ""


def beside(indicator: Indicator, rows: Rows, before: Iterable[Row]) -> Dressed:
    """The rows with baseline, target and status, set beside each when it is read. `before` are those of the
    first full quarter.
    """
    known = {_key(row): row for row in before if row["value"] is not None}
    if not known and not indicator.baseline and not indicator.targets:
        return Dressed(rows, _alone)
    compared = _compared(indicator, rows, known) if known or _subtracts(indicator) else {}
    real = set(changed(compared))

    def dress(row: Row) -> Row:
        key, unit = _key(row), unit_of(indicator, row)
        told = _told(indicator, row, unit, _start(indicator, unit, known.get(key)))
        return {**row, **told, "change": _change(compared.get(key), key in real)}

    return Dressed(rows, dress)


def _alone(row: Row) -> Row:
    """Of an indicator that began nowhere and is to be nowhere."""
    return {**row, **_NOTHING}


def _subtracts(indicator: Indicator) -> bool:
    """Whether a baseline is written down that may be subtracted."""
    return any(each.method == GATEWAY and not each.about for each in indicator.baseline)


def _compared(indicator: Indicator, rows: Rows, known: Mapping[Key, Row]) -> Mapping[Key, Change]:
    """Every change of a table: what is real among them depends on how many there are."""
    found: dict[Key, Change] = {}
    for row in rows:
        key = _key(row)
        first = known.get(key)
        moved = _moved(indicator, row, _start(indicator, unit_of(indicator, row), first), first)
        if moved:
            found[key] = moved
    return found


def unit_of(indicator: Indicator, row: Row) -> Unit:
    """What a row is of, as baselines and targets name it."""
    places = (row["adm3_code"], row["adm2_code"], row["adm1_code"], row["country"])
    groups = (f"{cut}:{row[cut]}" for cut in _CUTS if row[cut] != "all")
    series = str(row["indicator"]).removeprefix(indicator.id).removeprefix("_")
    return Unit(tuple(filter(None, places)), row["authority"] or "", series, " ".join(groups))


def _start(indicator: Indicator, unit: Unit, first: Row | None) -> Baseline | None:
    if first is None:
        return baseline_of(indicator, unit)
    return Baseline(value=first["value"], date=first["period"], source="lasomi", method=GATEWAY, n=first["n"])


def _told(indicator: Indicator, row: Row, unit: Unit, start: Baseline | None) -> Mapping[str, Any]:
    aim = milestone(indicator, unit, row["period"], start)
    breaks = breaks_method(start)
    there = None
    if aim is not None and indicator.direction is not None:
        there = status(_interval(row), aim, indicator.direction)
    return {
        "baseline": start and start.value,
        "baseline_of": start and {name: getattr(start, name) for name in _SAID},
        "target": aim,
        "target_status": there,
        "method": row["method"].replace("method_break=false", f"method_break={str(breaks).lower()}"),
        "method_break": breaks,
    }


def _interval(row: Row) -> Interval | None:
    """None when hidden or missing; of what is counted, not sampled, the value itself. An open end is open."""
    lower, upper = row["ci_lower"], row["ci_upper"]
    if row["value"] is None:
        return None
    if lower is None and upper is None:
        return row["value"], row["value"]
    return 0.0 if lower is None else lower, float("inf") if upper is None else upper


def _moved(indicator: Indicator, row: Row, start: Baseline | None, first: Row | None) -> Change | None:
    """The change since a baseline that may be subtracted; None where there is none."""
    if indicator.formula not in OF_SHARES or row["value"] is None or start is None or breaks_method(start):
        return None
    before = _sample(first) if first else Sample(start.value, start.n or 0)
    return change(before, _sample(row)) if before.size else None


def _sample(row: Row) -> Sample:
    return Sample(row["numerator"] / row["denominator"], row["n_eff"])


def _change(found: Change | None, real: bool) -> Mapping[str, Any] | None:
    if found is None:
        return None
    numbers = {name: round(getattr(found, name), 4) for name in ("difference", "lower", "upper")}
    return {**numbers, "is_change": real, "panel": PANEL}


def _key(row: Row) -> Key:
    return tuple(map(row.get, _KEY))
