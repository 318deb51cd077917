"""The code lists that every other product speaks in: places, categories, definitions of the indicators."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from core.definitions import Baseline, Indicator
from core.placenames import joined
from core.places import Gazetteer, Place
from core.taxonomy import Category
from gateway.auth import Door
from gateway.feeds import envelope
from gateway.feeds.csvtable import Row, columns
from gateway.feeds.errors import Faulty
from gateway.feeds.openapi import told
from gateway.feeds.table import Feature
from gateway.house import House

PLACE_COLUMNS = columns(
    "code,name,level,parent,edition,adm1_code,adm2_code,adm3_code,region_2023,lat,lon,precision",
    "#loc+code,#loc+name,#loc+level,#loc+parent+code,#meta+edition,#adm1+code,#adm2+code,#adm3+code,"
    "#region+2023,#geo+lat,#geo+lon,#geo+precision",
    {"lat": 5, "lon": 5},
)
CATEGORY_COLUMNS = columns(
    "code,parent,name_fr,name_en,severity,lane,phase",
    "#event+code,#event+group+code,#event+type+fr,#event+type+en,#severity+num,#meta+lane,#event+phase",
    {"severity": None},
)
DEFINITION_COLUMNS = columns(
    "indicator,name_fr,name_en,formula,numerator,denominator,unit_counted,minimum,direction,dimension,anchor,baseline",
    "#indicator+code,#indicator+name+fr,#indicator+name+en,#indicator+method,#indicator+numerator,"
    "#indicator+denominator,#indicator+unit,#indicator+min+num,#indicator+direction,#indicator+group,"
    "#indicator+source,#indicator+baseline",
    {"minimum": None},
)


class PlaceQuery(envelope.MapQuery):
    """Places by level, by parent, by name."""

    level: Literal["adm1", "adm2", "adm3", "town", "locality"] | None = Field(None, description="niveau")
    parent: str | None = Field(None, max_length=40, description="code de l'unité qui contient le lieu")
    name: str | None = Field(None, max_length=80, description="nom, sans égard aux accents ni aux majuscules")


LEVELS = {"adm1": 1, "adm2": 2, "adm3": 3, "town": 4, "locality": 5}
LEVEL_NAMES = {number: name for name, number in LEVELS.items()}


def add(router: APIRouter, house: House, door: Door) -> None:
    """The three lists; any key reads them."""
    any_key = [Depends(door.require())]

    @router.get("/places", summary="Lieux", dependencies=any_key, responses=told("places", PlaceQuery))
    def places(request: Request, query: Annotated[PlaceQuery, Query()]) -> Response:
        return envelope.reply(house.country, request, query, place_table(house, query))

    @router.get(
        "/taxonomy",
        summary="Catégories",
        dependencies=any_key,
        responses=told("taxonomy", envelope.Query),
    )
    def taxonomy(request: Request, query: Annotated[envelope.Query, Query()]) -> Response:
        return envelope.reply(house.country, request, query, category_table(house))

    @router.get(
        "/indicators/definitions",
        summary="Définitions des indicateurs",
        dependencies=any_key,
        responses=told("definitions", envelope.Query),
    )
    def definitions(request: Request, query: Annotated[envelope.Query, Query()]) -> Response:
        return envelope.reply(house.country, request, query, definition_table(house))


def by_code(row: Row) -> str:
    return str(row["code"])


def by_indicator(row: Row) -> str:
    return str(row["indicator"])


def place_table(house: House, query: PlaceQuery) -> envelope.Table:
    gazetteer = house.country.gazetteer
    if query.parent and query.parent != house_code(house) and gazetteer.get(query.parent) is None:
        raise Faulty("unknown_place", name=query.parent)
    found = [
        place
        for place in named(gazetteer, query.name)
        if (query.level is None or place.level == LEVELS[query.level])
        and (query.parent is None or query.parent in (place.parent, *gazetteer.ancestors(place.code)))
        and place.code != query.parent
    ]
    return places_of(house, found)


def places_of(house: House, found: Iterable[Place]) -> envelope.Table:
    rows = [place_row(place) for place in sorted(found, key=lambda place: place.code)]
    meta = {"edition": house.country.gazetteer.edition}
    return envelope.Table(
        "places", PLACE_COLUMNS, rows, lambda row: (by_code(row),), "low", meta=meta, feature=placed
    )


def placed(row: Row) -> Feature:
    return Feature(by_code(row), (row["lon"], row["lat"]))


def named(gazetteer: Gazetteer, name: str | None) -> Iterable[Place]:
    """The places of which a name, in any of its spellings, contains this; all when none is given."""
    if name is None:
        return gazetteer.places.values()
    wanted = joined(name)
    codes = {code for key, held in gazetteer.names.items() if wanted in key for code in held}
    return (gazetteer.places[code] for code in codes)


def house_code(house: House) -> str:
    """The country as the parent of its regions."""
    return house.country.code.upper()


def place_row(place: Place) -> Row:
    return {
        "code": place.code,
        "name": place.name,
        "level": LEVEL_NAMES[place.level],
        "parent": place.parent,
        "edition": place.edition,
        "adm1_code": place.adm1,
        "adm2_code": place.adm2,
        "adm3_code": place.adm3,
        "region_2023": place.region_2023 or None,
        "lat": round(place.lat, 5),
        "lon": round(place.lon, 5),
        "precision": place.precision,
    }


def category_table(house: House) -> envelope.Table:
    rows = sorted(map(category_row, house.country.taxonomy.categories.values()), key=by_code)
    meta = {"taxonomy_version": house.country.taxonomy.version}
    return envelope.Table("taxonomy", CATEGORY_COLUMNS, rows, lambda row: (by_code(row),), "low", meta=meta)


def category_row(category: Category) -> Row:
    return {
        "code": category.code,
        "parent": category.parent,
        "name_fr": category.label.get("fr"),
        "name_en": category.label.get("en"),
        "severity": category.severity,
        "lane": category.lane,
        "phase": category.phase,
        "label": dict(category.label),
        "maps": dict(category.maps),
    }


def definition_table(house: House) -> envelope.Table:
    rows = sorted(map(definition_row, house.country.indicators), key=by_indicator)
    return envelope.Table("definitions", DEFINITION_COLUMNS, rows, lambda row: (by_indicator(row),), "low")


def definition_row(indicator: Indicator) -> Row:
    return {
        "indicator": indicator.id,
        "name_fr": indicator.name.get("fr"),
        "name_en": indicator.name.get("en"),
        "formula": indicator.formula,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "unit_counted": indicator.unit_counted,
        "minimum": indicator.minimum,
        "direction": indicator.direction,
        "dimension": indicator.dimension,
        "anchor": indicator.anchor,
        "baseline": indicator.baseline_period or "; ".join(map(_baseline, indicator.baseline)) or None,
        "question": dict(indicator.question),
        "disaggregation": list(indicator.disaggregation),
        "baselines": [asdict(each) for each in indicator.baseline],
        "targets": [asdict(each) for each in indicator.targets],
        "milestone": indicator.milestone,
        "hsc": list(indicator.hsc),
        "nap": list(indicator.nap),
    }


def _baseline(told: Baseline) -> str:
    """In one cell: `0.34 (2022, Afrobarometer…)`, and what it is of when that is something narrower."""
    return f"{told.value:g} ({', '.join(filter(None, (told.about, told.date, told.source)))})"
