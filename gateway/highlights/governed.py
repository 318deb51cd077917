"""Section 6: what changed in the last closed quarter, where it may be called so (`indicators.md` §5.6)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from core.changes import Sample, change, changed
from core.definitions import Indicator
from core.periods import bounds
from gateway.feeds import bins, cube, shapes
from gateway.feeds.csvtable import Row
from gateway.house import House

PUBLIC: Final = "public"
Unit = tuple[str, str, str]
"""An indicator, a region, a type of authority."""


def governance(house: House, week: str) -> dict[str, Any]:
    """The published regional values of the quarter that was last closed when the week ended, and its changes.

    Changes are sought among all of them at once: the more is compared, the less is called one.
    """
    ended = datetime.combine(bounds(week)[1] + timedelta(days=1), time(), UTC)
    quarter = bins.latest("proportion", PUBLIC, ended)
    now, before = _shown(house, quarter), _shown(house, _previous(quarter))
    compared = {
        unit: change(_sample(before[unit]), _sample(row)) for unit, row in now.items() if unit in before
    }
    moved = set(changed(compared))
    return {
        "quarter": quarter,
        "before": _previous(quarter),
        "compared": len(compared),
        "values": [
            _value(unit, row, moved=unit in moved, before=before.get(unit))
            for unit, row in sorted(now.items())
        ],
    }


def _shown(house: House, quarter: str) -> dict[Unit, Row]:
    """What is published of a quarter, by region."""
    return {
        (str(row["indicator"]), str(row["adm1_code"]), str(row["authority"])): row
        for each in _rated(house)
        for row in cube.rows(house, each, quarter, cube.Cut(shapes.LEVELS["adm1"], PUBLIC))
        if row["value"] is not None and row["weighting"] == shapes.UNWEIGHTED
    }


def _rated(house: House) -> list[Indicator]:
    return [each for each in house.country.indicators if each.formula == "proportion"]


def _value(unit: Unit, row: Row, *, moved: bool, before: Row | None) -> Mapping[str, Any]:
    names = ("value", "ci_lower", "ci_upper", "n", "quality")
    told = dict(zip(("indicator", "region", "authority"), unit, strict=True))
    was = before["value"] if moved and before else None
    return {**told, **{name: row[name] for name in names}, "changed_from": was}


def _sample(row: Row) -> Sample:
    return Sample(row["numerator"] / row["denominator"], row["n_eff"])


def _previous(quarter: str) -> str:
    last: date = bounds(quarter)[0] - timedelta(days=1)
    return bins.latest("proportion", PUBLIC, datetime.combine(last + timedelta(days=1), time(), UTC))
