"""What a plot is drawn from: the rows of `/v1/indicators`, strand by strand, none of them worked out anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.definitions import Indicator
from core.periods import bounds, iso_week, quarter
from core.places import Place
from gateway.feeds import bins, envelope, indicators
from gateway.feeds.csvtable import Row
from gateway.feeds.errors import Faulty
from gateway.feeds.indicators import LevelName
from gateway.feeds.shapes import LEVELS, UNWEIGHTED, finest
from gateway.feeds.table import Table
from gateway.house import House

Kind = Literal["series", "regions", "map"]
Lang = Literal["fr", "en"]
BACK: Final = {True: 12, False: 7}
"""How many periods before the last one are shown: a quarter of weeks, two years of quarters."""
MOST_UNITS: Final = 60
NOWHERE: Final = frozenset({"count", "rate"})
"""Formulas that have no figure of the country as a whole."""
WHOLE: Final = {"sex": "all", "age": "all", "status": "all", "weighting": UNWEIGHTED}


class PlotQuery(BaseModel):
    """Which drawing of an indicator. A name or a value that is not listed is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind = Field("series", description="courbe, petites courbes par unité, carte")
    authority: str | None = Field(None, pattern=r"^[0-9]$", description="type d'autorité, de 1 à 7")
    place: str | None = Field(None, max_length=40, description="unité, ou celle dont on veut les parties")
    level: LevelName | None = Field(None, description="adm0 à adm3, selon la portée de la clé")
    period: str | None = Field(
        None, pattern=r"^20[0-9]{2}-(Q[1-4]|W[0-9]{2})$", description="de la carte ; la dernière des courbes"
    )
    from_: envelope.Day | None = Field(
        None, alias="from", description="courbes : élargi à la période entière"
    )
    to: envelope.Day | None = Field(None, description="courbes : élargi à la période entière")
    lang: Lang = Field("fr", description="langue des mots du dessin")


@dataclass(frozen=True, slots=True)
class Strand:
    """One series of one place: its rows by period. What has no row has no answers."""

    indicator: str
    authority: str
    place: str
    rows: Mapping[str, Row]

    @property
    def name(self) -> tuple[str, str]:
        return self.indicator, self.authority


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
    indicator = indicators.asked(house, name)[0]
    level = query.level or _level(query, indicator, scope)
    units = [] if query.kind == "series" else _units(house, query, level)
    given = {"indicator": name, "place": query.place, "level": level, **_when(house, indicator, query, scope)}
    asked = indicators.IndicatorQuery.model_validate({key: value for key, value in given.items() if value})
    table = indicators.table(house, asked, scope)
    if not table.meta["periods"]:
        raise Faulty("not_open", name=str(query.to or query.from_))
    strands = [each for each in _strands(table.rows) if query.authority in {None, each.authority or None}]
    return Found(indicator, strands, sorted(table.meta["periods"], key=bounds), units, table)


def _strands(rows: Iterable[Row]) -> list[Strand]:
    """The whole of each unit, unweighted: groups and weights stand in the tables."""
    kept: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in rows:
        if all(row[name] == value for name, value in WHOLE.items()):
            key = (str(row["indicator"]), str(row["authority"] or ""), finest(row))
            kept.setdefault(key, {})[row["period"]] = row
    return [Strand(*key, by_period) for key, by_period in kept.items()]


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
    if bins.is_week(bins.named(last, scope, house.clock())) != bins.by_week(indicator.formula):
        raise Faulty("bad_parameter", name="period")
    return {"from": _first(last), "to": bounds(last)[1]}


def _first(last: str) -> date:
    """The first day of the window that ends with a period."""
    period = last
    for _ in range(BACK[bins.is_week(last)]):
        before = bounds(period)[0] - timedelta(days=1)
        period = iso_week(before) if bins.is_week(last) else quarter(before)
    return bounds(period)[0]
