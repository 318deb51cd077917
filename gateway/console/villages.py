"""Ratings by village for the steering committee: a cercle at a time, by place, never by rank."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.definitions import Indicator
from core.disclosure import K_RATINGS
from gateway.console.figures import SCOPE, Line, percent, remark
from gateway.feeds import bins, cube, shapes, villages
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import LEVELS
from gateway.house import House

DEFAULT: Final = "G1"


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen: figures by code, cercles by p-code; and what was."""

    indicators: Mapping[str, str]
    cercles: Mapping[str, str]
    indicator: str
    cercle: str


@dataclass(frozen=True, slots=True)
class Table:
    """One authority of one commune: its published total, then its villages."""

    commune: str
    authority: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Shown:
    period: str
    choice: Choice
    tables: Sequence[Table]


def shown(
    house: House, asked: Mapping[str, str], areas: Collection[str], ties: Collection[str], lang: str
) -> Shown:
    """The last published quarter. Of an authority that the reader is tied to there is nothing (P47)."""
    rated = {each.id: each for each in house.country.indicators if each.formula == "proportion"}
    indicator = rated.get(asked.get("indicator", ""), rated[DEFAULT])
    period = bins.latest(indicator.formula, SCOPE, house.clock())
    found = [
        row
        for row in cube.published(house, indicator, period, villages.PART)
        if any(_commune(row).startswith(area) for area in areas)
        and f"{row['authority']}:{_commune(row)}" not in ties
    ]
    cercles = {str(row["adm2_code"]): str(row["adm2_name"]) for row in found}
    cercle = asked.get("cercle", "")
    if cercle not in cercles:
        cercle = min(cercles, default="")
    names = {key: f"{key} · {each.name.get(lang) or each.name['fr']}" for key, each in rated.items()}
    mine = [row for row in found if row["adm2_code"] == cercle]
    choice = Choice(names, dict(sorted(cercles.items())), indicator.id, cercle)
    return Shown(period, choice, _tables(house, indicator, period, mine, lang))


def _tables(house: House, indicator: Indicator, period: str, rows: Sequence[Row], lang: str) -> list[Table]:
    totals = cube.rows(house, indicator, period, cube.Cut(LEVELS["adm3"], SCOPE))
    whole = {(_commune(row), str(row["authority"])): row for row in totals}
    inside: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=shapes.order):
        inside.setdefault((_commune(row), str(row["authority"])), []).append(row)
    return [
        Table(
            str(found[0]["adm3_name"]),
            _authority(house, authority, lang),
            [
                _line(house, whole[commune, authority], house.say.ui("la commune", lang), lang),
                *(_line(house, row, _village(house, row, lang), lang) for row in found),
            ],
        )
        for (commune, authority), found in inside.items()
    ]


def _line(house: House, row: Row, name: str, lang: str) -> Line:
    value = row["value"]
    interval = "" if value is None else f"{percent(row['ci_lower'])} – {percent(row['ci_upper'])}"
    said = "" if value is None else percent(value)
    return Line(name, said, _remark(house, row, lang), interval=interval, n=row["n"])


def _remark(house: House, row: Row, lang: str) -> str:
    """A village is one locality: of three nobody asks."""
    if row["suppressed"] == f"k<{K_RATINGS}":
        return house.say.ui("moins de 10 participants", lang)
    return remark(house.say, row, lang)


def _village(house: House, row: Row, lang: str) -> str:
    code = str(row["group"])
    if code == _commune(row):
        return house.say.ui("village non dit", lang)
    place = house.country.gazetteer.get(code)
    return place.name if place else code


def _authority(house: House, key: str, lang: str) -> str:
    label = house.country.authorities[key].label
    return label.get(lang) or label["fr"]


def _commune(row: Row) -> str:
    return str(row["adm3_code"])
