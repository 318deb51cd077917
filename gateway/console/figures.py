"""The figures of the last published periods, in the words of `indicators.md` §12."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.definitions import Indicator
from core.languages import Say
from gateway.console import aims
from gateway.feeds import bins, counts, cube, shapes
from gateway.feeds.csvtable import Row
from gateway.feeds.plots.words import reasons
from gateway.house import House

SCOPE = "figures"
LEVEL = shapes.LEVELS["adm2"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a page. `value` is empty when it is not published; `remark` then says why."""

    place: str
    value: str
    remark: str
    authority: str = ""
    interval: str = ""
    n: int | None = None
    code: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class RatingTable:
    id: str
    name: str
    period: str
    rows: Sequence[Line]


def rating_tables(house: House, lang: str) -> list[RatingTable]:
    """G figures of the last closed quarter: the country, then regions, then cercles and communes."""
    rated = [each for each in house.country.indicators if each.formula == "proportion"]
    tables = (_table(house, each, lang) for each in rated)
    return [table for table in tables if table.rows]


def _table(house: House, indicator: Indicator, lang: str) -> RatingTable:
    period = bins.latest(indicator.formula, SCOPE, house.clock())
    levels = sorted(shapes.LEVELS.values())
    rows = [row for level in levels for row in cube.rows(house, indicator, period, cube.Cut(level, SCOPE))]
    name = indicator.name.get(lang) or indicator.name["fr"]
    lines = [_line(house, row, lang) for row in sorted(rows, key=shapes.order)]
    return RatingTable(indicator.id, f"{indicator.id} · {name}", period, lines)


def _line(house: House, row: Row, lang: str) -> Line:
    authority = house.country.authorities[str(row["authority"])]
    return Line(
        place=place(house, row, lang),
        value="" if row["value"] is None else percent(row["value"]),
        remark=" ; ".join(filter(None, (remark(house.say, row, lang), _aims(house.say, row, lang)))),
        authority=authority.label.get(lang) or authority.label["fr"],
        interval="" if row["value"] is None else f"{percent(row['ci_lower'])} – {percent(row['ci_upper'])}",
        n=row["n"],
    )


def _aims(say: Say, row: Row, lang: str) -> str:
    return aims.beside(say, row, lang, percent)


def count_lines(house: House, lang: str) -> tuple[str, list[Line]]:
    """The last published week, region by category: what is not zero."""
    indicator = next(each for each in house.country.indicators if each.formula == "count")
    week = bins.latest(indicator.formula, SCOPE, house.clock())
    rows = cube.rows(house, indicator, week, cube.Cut(shapes.LEVELS["adm1"], SCOPE))
    told = [row for row in sorted(rows, key=shapes.order) if row["value"] != 0]
    return week, [_count(house, row, lang) for row in told]


def _count(house: House, row: Row, lang: str) -> Line:
    code = str(row["code"])
    value = "" if row["value"] is None else str(row["value"])
    return Line(
        place(house, row, lang),
        value,
        remark(house.say, row, lang),
        code=code,
        label=counts.label(house.country, code, lang),
    )


def percent(share: float) -> str:
    """A whole percent: finer than that is not believed."""
    return f"{round(share * 100)} %"


def remark(say: Say, row: Row, lang: str) -> str:
    """`indicatif`, or why the value is not published."""
    if row["suppressed"]:
        return reasons(say, lang)[str(row["suppressed"])]
    return say.ui("indicatif", lang) if row["quality"] == "indicative" else ""


def place(house: House, row: Row, lang: str) -> str:
    names = [row[f"adm{level}_name"] for level in (1, 2, 3)]
    return ", ".join(name for name in reversed(names) if name) or house.country.name.get(lang, "Mali")
