"""Gaps and scores: what follows from the published rows of a table, never a headline (`indicators.md` §3).

Both come of values that the same table shows, so that nothing hidden follows from them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

from core.changes import Sample
from core.derived import COMMUNITY, community_score, gender_gap
from gateway.feeds.csvtable import Row
from gateway.feeds.runs import Runs
from gateway.feeds.shapes import finest

Unit = tuple[Any, ...]
UNIT_KEY: Final = 3
"""So much of the key of a row names the figure, its place and its authority."""
LAST: Final = "~"
"""After every p-code that begins alike."""
_UNIT = ("period", "country", "adm1_code", "adm2_code", "adm3_code", "authority")
_ALL = {"sex": "all", "age": "all", "status": "all", "weighting": "none"}


def of(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """`gender_gap`: women less men, with its interval; `community_score`: the mean of four shares."""
    shown = list(filter(_is_shown, rows))
    return {"gender_gap": _gaps(shown), "community_score": _scores(shown)}


def beside(page: Sequence[Row] | None, table: Runs) -> Mapping[str, list[Row]]:
    """The same of one page of a table; None is all of it. What rests on several rows stands beside the first
    of them, and with that on one page.
    """
    if page is None:
        return of(table)
    return {
        "gender_gap": _gaps(filter(_is_shown, page), filter(_is_shown, _beyond(page, table))),
        "community_score": _scores(filter(_is_shown, _scored(page, table))),
    }


def _beyond(page: Sequence[Row], table: Runs) -> Iterator[Row]:
    """What the last unit of a page has on the next one, where that may be a gap."""
    if not page or page[-1]["sex"] == "all":
        return iter(())
    last = table.key(page[-1])
    return takewhile(lambda row: table.key(row)[:UNIT_KEY] == last[:UNIT_KEY], table.after(last))


def _scored(page: Sequence[Row], table: Runs) -> list[Row]:
    """The units of a page whose score begins on it, in all the shares that it is the mean of; nothing where
    the table lacks one of these.
    """
    first, *others = COMMUNITY
    begun = [row for row in page if row["indicator"] == first]
    if not begun:
        return []
    low, high = finest(begun[0]), finest(begun[-1]) + LAST
    found = [list(table.between((other, low), (other, high))) for other in others]
    if not all(found):
        return []
    units = {_unit(row) for row in begun}
    return [*begun, *(row for rows in found for row in rows if _unit(row) in units)]


def _is_shown(row: Row) -> bool:
    return row["value"] is not None and bool(row["n_eff"] and row["denominator"])


def _gaps(shown: Iterable[Row], beyond: Iterable[Row] = ()) -> list[Row]:
    """`beyond`: men of units whose women are among the shown."""
    found: dict[tuple[str, Unit], dict[str, Sample]] = defaultdict(dict)
    for row in (*shown, *(row for row in beyond if row["sex"] == "m")):
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
