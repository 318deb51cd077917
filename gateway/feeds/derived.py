"""Gaps and scores: what follows from the published rows of a table, never a headline (`indicators.md` §3).

Both come of values that the same table shows, so that nothing hidden follows from them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from core.changes import Sample
from core.derived import COMMUNITY, community_score, gender_gap
from gateway.feeds.csvtable import Row

Unit = tuple[Any, ...]
_UNIT = ("period", "country", "adm1_code", "adm2_code", "adm3_code", "authority")
_ALL = {"sex": "all", "age": "all", "status": "all", "weighting": "none"}


def of(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """`gender_gap`: women less men, with its interval; `community_score`: the mean of four shares."""
    shown = [row for row in rows if row["value"] is not None and row["n_eff"] and row["denominator"]]
    return {"gender_gap": _gaps(shown), "community_score": _scores(shown)}


def _gaps(shown: Iterable[Row]) -> list[Row]:
    found: dict[tuple[str, Unit], dict[str, Sample]] = defaultdict(dict)
    for row in shown:
        if row["sex"] in {"f", "m"} and _is(row, "age", "status", "weighting"):
            found[row["indicator"], _unit(row)][row["sex"]] = _sample(row)
    return [
        {"indicator": indicator, **_named(unit), **_gap(sexes["f"], sexes["m"])}
        for (indicator, unit), sexes in found.items()
        if len(sexes) == 2
    ]


def _gap(women: Sample, men: Sample) -> Mapping[str, Any]:
    gap = gender_gap(women, men)
    numbers = {"value": gap.difference, "ci_lower": gap.lower, "ci_upper": gap.upper}
    return {name: round(number, 4) for name, number in numbers.items()} | {"is_gap": gap.alone}


def _scores(shown: Iterable[Row]) -> list[Row]:
    found: dict[Unit, dict[str, Sample]] = defaultdict(dict)
    for row in shown:
        if row["indicator"] in COMMUNITY and _is(row, *_ALL):
            found[_unit(row)][row["indicator"]] = _sample(row)
    scores = ((unit, community_score(shares)) for unit, shares in found.items())
    return [{**_named(unit), "value": score} for unit, score in scores if score is not None]


def _is(row: Row, *names: str) -> bool:
    return all(row[name] == _ALL[name] for name in names)


def _unit(row: Row) -> Unit:
    return tuple(row[name] for name in _UNIT)


def _named(unit: Unit) -> dict[str, Any]:
    return dict(zip(_UNIT, unit, strict=True))


def _sample(row: Row) -> Sample:
    return Sample(row["numerator"] / row["denominator"], row["n_eff"])
