"""G12 by quarter: whether what authorities call settled is settled, for the country and its regions."""

from collections.abc import Iterable, Mapping, Sequence

from core.confirmed import Judged, confirmed, unsaid
from core.country import Country
from core.definitions import Indicator
from core.indicators import SHOWN_FROM, Figure, figure
from gateway.feeds.answered import Cell, at_level, audited, cells, hidden
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import LEVELS, Series, row


def rows(
    country: Country, indicator: Indicator, period: str, cases: Iterable[Judged], *, level: int
) -> list[Row]:
    """A cell shows from ten cases on that ten people have judged."""
    if level > LEVELS["adm1"]:
        return []
    found = _cells(country, cases)
    why = hidden(found, is_small)
    return [
        _row(country, indicator, period, cell, judged, why.get(cell, ""))
        for cell, judged in at_level(country, found, level)
    ]


def exposed(country: Country, cases: Iterable[Judged]) -> list[str]:
    """The exact audit of `rows` (P58): the names of what is not hidden well."""
    return audited(_cells(country, cases), is_small)


def is_small(judged: Sequence[Judged]) -> bool:
    share = confirmed(judged)
    return min(share.whole, share.reporters) < SHOWN_FROM


def _cells(country: Country, cases: Iterable[Judged]) -> Mapping[Cell, list[Judged]]:
    return cells(country, (case for case in cases if case.is_answered))


def _row(
    country: Country, indicator: Indicator, period: str, cell: Cell, judged: Sequence[Judged], why: str
) -> Row:
    place, authority = cell
    share = confirmed(judged)
    shown: Figure = figure(share.part, share.whole, reason=why)
    extra = {"dont_know": None if shown.suppressed else unsaid(judged)}
    series = Series(indicator.id, indicator.name["fr"], period, authority, extra=extra)
    return row(country, country.gazetteer.get(place), series, shown)
