"""What a plot is drawn from: the rows of `/v1/indicators`, strand by strand, none of them worked out anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.definitions import Indicator
from core.groups import ALL
from core.periods import bounds, iso_week, quarter
from core.places import Place
from gateway.feeds import bins, envelope, indicators
from gateway.feeds.csvtable import Row
from gateway.feeds.errors import Faulty
from gateway.feeds.indicators import By, LevelName
from gateway.feeds.shapes import LEVELS, UNWEIGHTED, finest
from gateway.feeds.table import Table
from gateway.house import House

Kind = Literal["series", "regions", "map"]
Lang = Literal["fr", "en"]
BACK: Final = {True: 12, False: 7}
"""How many periods before the last one are shown: a quarter of weeks, two years of quarters."""
MOST_UNITS: Final = 60
NOWHERE: Final = frozenset({"count", "rate", "contacts"})
"""Formulas that have no figure of the country as a whole."""


class PlotQuery(BaseModel):
    """Which drawing of an indicator. A name or a value that is not listed is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind = Field("series", description="courbe, petites courbes par unité, carte")
    authority: str | None = Field(None, pattern=r"^[0-9]$", description="type d'autorité, de 1 à 7")
    place: str | None = Field(None, max_length=40, description="unité, ou celle dont on veut les parties")
    level: LevelName | None = Field(None, description="adm0 à adm3, selon la portée de la clé")
    period: str | None = Field(None, pattern=bins.NAMES, description="de la carte ; la dernière des courbes")
    from_: envelope.Day | None = Field(
        None, alias="from", description="courbes : élargi à la période entière"
    )
    to: envelope.Day | None = Field(None, description="courbes : élargi à la période entière")
    by: By | None = Field(None, description="notations par groupe, une dimension à la fois")
    group: str | None = Field(None, max_length=20, description="un seul groupe de `by` : f, 25-34, ussd…")
    lang: Lang = Field("fr", description="langue des mots du dessin")


@dataclass(frozen=True, slots=True)
class Strand:
    """One series of one place: its rows by period. What has no row has no answers. `group` is one of a
    dimension, `all` together where none is asked for.
    """

    indicator: str
    authority: str
    place: str
    group: str
    rows: Mapping[str, Row]

    @property
    def name(self) -> tuple[str, str, str]:
        return self.indicator, self.authority, self.group


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a drawing: its strands in the fixed order of the feed, its periods, and their table."""

    indicator: Indicator
    strands: Sequence[Strand]
    periods: Sequence[str]
    units: Sequence[Place]
    table: Table

    @property
    def rows(self) -> list[Row]:
        return [row for strand in self.strands for row in strand.rows.values()]


def found(house: House, name: str, query: PlotQuery, scope: str) -> Found:
    """What somebody of this scope may see drawn. Raises Faulty as `/v1/indicators` does."""
    if query.group and not query.by:
        raise Faulty("bad_parameter", name="group")
    indicator = indicators.asked(house, name)[0]
    level = query.level or _level(query, indicator, scope)
    units = [] if query.kind == "series" else _units(house, query, level)
    given = {"indicator": name, "place": query.place, "level": level, "by": query.by}
    given |= _when(house, indicator, query, scope)
    asked = indicators.IndicatorQuery.model_validate({key: value for key, value in given.items() if value})
    table = indicators.table(house, asked, scope)
    if not table.meta["periods"]:
        raise Faulty("not_open", name=str(query.to or query.from_))
    strands = [each for each in _strands(table.rows, query.by) if _is_wanted(each, query)]
    return Found(indicator, strands, sorted(table.meta["periods"], key=bounds), units, table)


def _strands(rows: Iterable[Row], by: By | None) -> list[Strand]:
    """Each unit unweighted, and after it its groups where they are asked for: weights stand in the tables."""
    kept: dict[tuple[str, str, str, str], dict[str, Row]] = {}
    for row in rows:
        if row["weighting"] == UNWEIGHTED:
            group = str(row["group"]) if by else ALL
            key = (str(row["indicator"]), str(row["authority"] or ""), finest(row), group)
            kept.setdefault(key, {})[row["period"]] = row
    order: dict[tuple[str, ...], int] = {}
    for key in kept:
        order.setdefault(key[:-1], len(order))
    first = sorted(kept, key=lambda key: (order[key[:-1]], key[-1] != ALL))
    return [Strand(*key, kept[key]) for key in first]


def _is_wanted(strand: Strand, query: PlotQuery) -> bool:
    """All groups are curves of one place; places are compared of one group."""
    group = query.group or (None if query.kind == "series" else ALL)
    return query.authority in {None, strand.authority or None} and group in {None, strand.group}


def _level(query: PlotQuery, indicator: Indicator, scope: str) -> LevelName | None:
    """A curve of the country, or of the unit named; units inside it for the other two."""
    if query.kind == "series":
        whole = query.place is None and scope != "public" and indicator.formula not in NOWHERE
        return "adm0" if whole else None
    inside: dict[int, LevelName] = {2: "adm1", 4: "adm2", 6: "adm3", 8: "adm3"}
    return inside.get(len(query.place or ""), "adm1")


def _units(house: House, query: PlotQuery, level: LevelName | None) -> list[Place]:
    """Every unit of the level, also those without a row. Faulty where they are too many to draw."""
    units = house.country.gazetteer.units(LEVELS[level or "adm1"])
    area = query.place or house.country.code.upper()
    inside = sorted((each for each in units if each.code.startswith(area)), key=lambda each: each.code)
    if not 0 < len(inside) <= MOST_UNITS:
        raise Faulty("bad_parameter", name="place")
    return inside


def _when(house: House, indicator: Indicator, query: PlotQuery, scope: str) -> Mapping[str, Any]:
    if query.from_ or query.to:
        if query.kind == "map" or query.period:
            raise Faulty("bad_parameter", name="from" if query.from_ else "to")
        return {"from": query.from_, "to": query.to}
    if query.kind == "map":
        return {"period": query.period}
    last = query.period or bins.latest(indicator.formula, scope, house.clock())
    if not bins.fits(bins.named(last, scope, house.clock()), indicator.formula):
        raise Faulty("bad_parameter", name="period")
    return {"from": _first(last), "to": bounds(last)[1]}


def _first(last: str) -> date:
    """The first day of the window that ends with a period."""
    period = last
    for _ in range(BACK[bins.is_week(last)]):
        before = bounds(period)[0] - timedelta(days=1)
        period = iso_week(before) if bins.is_week(last) else quarter(before)
    return bounds(period)[0]
