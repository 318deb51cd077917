"""G10, G11 and E8: whether authorities answer, and how soon, by quarter (`indicators.md` §3, §5.2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from core.country import Country
from core.definitions import Indicator
from core.disclosure import Entry, Sum, suppress
from core.indicators import SHOWN_FROM, Figure, figure, regime
from core.warning import Referred, due, first_response, responses
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import LEVELS, Series, row

ALL = ""
"""Beside the types of authority: all of them."""
EVERY_CASE = "complete"
Cell = tuple[str, str]
"""A place and a type of authority."""


def rows(
    country: Country,
    indicator: Indicator,
    period: str,
    cases: Iterable[Referred],
    *,
    level: int,
    since: datetime,
    until: datetime,
) -> list[Row]:
    """The country and its regions, every type of authority by itself and all together; never finer."""
    if level > LEVELS["adm1"]:
        return []
    cells = _cells(country, due(cases, since, until))
    hidden = _hidden(cells)
    return [
        _row(country, indicator, period, cell, _figure(indicator, found, until, hidden.get(_key(cell), "")))
        for cell, found in sorted(cells.items())
        if (len(cell[0]) > len(country.code)) == bool(level)
    ]


def _cells(country: Country, cases: Iterable[Referred]) -> Mapping[Cell, list[Referred]]:
    found: dict[Cell, list[Referred]] = defaultdict(list)
    for case in cases:
        for place in filter(None, (country.code.upper(), case.adm1)):
            for authority in (ALL, str(case.authority)):
                found[place, authority].append(case)
    return found


def _hidden(cells: Mapping[Cell, list[Referred]]) -> dict[str, str]:
    """Types add up to all of them, regions to the country: nothing hidden follows from what is shown."""
    entries = {
        _key(cell): Entry(_key(cell), len(found), "" if len(found) >= SHOWN_FROM else f"k<{SHOWN_FROM}")
        for cell, found in cells.items()
    }
    sums: dict[str, list[str]] = defaultdict(list)
    shortest = min((len(place) for place, _ in cells), default=0)
    for place, authority in cells:
        if authority != ALL:
            sums[_key((place, ALL))].append(_key((place, authority)))
    for place, authority in cells:
        if len(place) > shortest:
            sums[f"{_key((place[:shortest], authority))}|regions"].append(_key((place, authority)))
    return suppress(
        entries.values(), [Sum(total.split("|")[0], tuple(parts)) for total, parts in sums.items()]
    )


def _key(cell: Cell) -> str:
    return "/".join(cell)


def _figure(indicator: Indicator, cases: list[Referred], until: datetime, reason: str) -> Figure:
    if indicator.formula == "response":
        share = responses(cases)
        return figure(share.part, share.whole, reason=reason)
    n = len(cases)
    if reason:
        return Figure("suppressed", reason)
    wait = first_response(cases, until)
    return Figure(regime(n, n), "", wait.day, wait.lower, wait.upper, n=n, n_eff=float(n))


def _row(country: Country, indicator: Indicator, period: str, cell: Cell, shown: Figure) -> Row:
    place, authority = cell
    series = Series(indicator.id, indicator.name["fr"], period, authority, EVERY_CASE)
    told = dict(row(country, country.gazetteer.get(place), series, shown))
    if indicator.formula == "wait" and not shown.suppressed and shown.value is None:
        told["method"] += ";median=not_reached"
    return told
