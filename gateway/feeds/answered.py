"""G10, G11 and E8: whether authorities answer, and how soon, by quarter (`indicators.md` §3, §5.2)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from core.country import Country
from core.definitions import Indicator
from core.disclosure import REST, Entry, Sum, exposures, suppress
from core.indicators import SHOWN_FROM, Figure, figure, regime
from core.warning import Referred, due, first_response, responses
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import LEVELS, Series, row

ALL = ""
"""Beside the types of authority: all of them."""
EVERY_CASE = "complete"
Cell = tuple[str, str]
"""A place and a type of authority."""


class Asked(Protocol):
    """Something that was asked of an authority in a region."""

    @property
    def authority(self) -> int: ...
    @property
    def adm1(self) -> str | None: ...


Case = TypeVar("Case", bound=Asked)
IsSmall = Callable[[Sequence[Case]], bool]


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
    found = cells(country, due(cases, since, until))
    why = hidden(found, is_small)
    return [
        _row(country, indicator, period, cell, _figure(indicator, asked, until, why.get(cell, "")))
        for cell, asked in at_level(country, found, level)
    ]


def exposed(country: Country, cases: Iterable[Referred], *, since: datetime, until: datetime) -> list[str]:
    """The exact audit of `rows` (P58): the names of what is not hidden well."""
    return audited(cells(country, due(cases, since, until)), is_small)


def is_small(asked: Sequence[Asked]) -> bool:
    return len(asked) < SHOWN_FROM


def at_level(country: Country, found: Mapping[Cell, list[Case]], level: int) -> list[tuple[Cell, list[Case]]]:
    """The cells of the country, or of its regions, in the order of the feed."""
    return [each for each in sorted(found.items()) if (len(each[0][0]) > len(country.code)) == bool(level)]


def cells(country: Country, cases: Iterable[Case]) -> Mapping[Cell, list[Case]]:
    """The country and its regions, by type of authority and all together."""
    found: dict[Cell, list[Case]] = defaultdict(list)
    for case in cases:
        for place in filter(None, (country.code.upper(), case.adm1)):
            for authority in (ALL, str(case.authority)):
                found[place, authority].append(case)
    return found


def hidden(found: Mapping[Cell, list[Case]], is_small: IsSmall[Case]) -> dict[Cell, str]:
    """Nothing hidden follows from what is shown, nor can be told to within less than k."""
    why = suppress(*_bound(found, is_small), SHOWN_FROM)
    return {cell: why[_key(cell)] for cell in found if _key(cell) in why}


def audited(found: Mapping[Cell, list[Case]], is_small: IsSmall[Case]) -> list[str]:
    """Who of the hidden follows from what is shown, or nearly does."""
    entries, sums = _bound(found, is_small)
    return exposures(entries, sums, suppress(entries, sums, SHOWN_FROM), SHOWN_FROM)


def _bound(found: Mapping[Cell, list[Case]], is_small: IsSmall[Case]) -> tuple[list[Entry], list[Sum]]:
    """Types add up to all of them, regions and what is of no region to the country."""
    silent = _of_no_region(found)
    entries = [
        Entry(
            _key(cell),
            len(asked),
            f"k<{SHOWN_FROM}" if is_small(asked) else "",
            silent=cell in silent,
            least=float(cell not in silent),
        )
        for cell, asked in (*found.items(), *silent.items())
    ]
    types: dict[str, list[str]] = defaultdict(list)
    regions: dict[str, list[str]] = defaultdict(list)
    shortest = min((len(place) for place, _ in found), default=0)
    for place, authority in (*found, *silent):
        if authority != ALL:
            types[_key((place, ALL))].append(_key((place, authority)))
        if len(place) > shortest:
            regions[_key((place[:shortest], authority))].append(_key((place, authority)))
    sums = (*types.items(), *regions.items())
    return entries, [Sum(total, tuple(parts)) for total, parts in sums]


def _of_no_region(found: Mapping[Cell, list[Case]]) -> Mapping[Cell, list[Case]]:
    """What no table tells, and the country less its regions does."""
    none = {
        (f"{place}{REST}", authority): [case for case in asked if case.adm1 is None]
        for (place, authority), asked in found.items()
    }
    return {cell: asked for cell, asked in none.items() if asked}


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
