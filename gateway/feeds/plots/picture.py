"""A drawing of an indicator and the table that stands beside it: the same rows, twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.feeds.csvtable import Row
from gateway.feeds.plots import curves, map, words  # noqa: A004  it is a map
from gateway.feeds.plots.strands import Found, Kind, PlotQuery, Strand, found
from gateway.feeds.table import Table
from gateway.feeds.voice import Voice
from gateway.house import House


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a drawing. `value` says it itself where it is hidden, `remark` why."""

    of: str
    period: str
    value: str
    interval: str
    n: str
    remark: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`svg` is the drawing, `lines` its table; `table` the rows that both are made of."""

    kind: Kind
    title: str
    svg: str
    lines: Sequence[Line]
    table: Table

    @property
    def filename(self) -> str:
        return f"{self.table.filename}-{self.kind}.svg"


def picture(house: House, name: str, query: PlotQuery, scope: str) -> Picture:
    """One drawing as somebody of this scope may see it. Raises Faulty."""
    seen, voice = found(house, name, query, scope), Voice(house.say, house.country, query.lang)
    if query.kind == "series":
        svg, told = curves.series(voice, seen), list(_of_strands(voice, seen, seen.strands[: curves.MOST]))
    elif query.kind == "regions":
        svg, told = curves.regions(voice, seen), list(_of_strands(voice, seen, curves.one(seen)))
    else:
        svg, told = map.drawn(house, voice, seen), list(_of_strands(voice, seen, curves.one(seen)))
    return Picture(query.kind, words.title(voice, seen), svg, told, seen.table)


def _of_strands(voice: Voice, seen: Found, strands: Sequence[Strand]) -> Iterator[Line]:
    for strand in strands:
        for period in seen.periods:
            yield _line(voice, seen, strand, period)


def _line(voice: Voice, seen: Found, strand: Strand, period: str) -> Line:
    row: Row | None = strand.rows.get(period)
    why = words.reasons(voice.say, voice.lang).get(str(row["suppressed"]), "") if row else ""
    return Line(
        words.named(voice, strand),
        words.period(voice, period),
        words.shown(voice, seen.indicator, row),
        words.interval(voice, seen.indicator, row),
        "" if row is None or row["n"] is None else voice.number(row["n"]),
        why,
    )
