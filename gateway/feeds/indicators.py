"""`/v1/indicators`: shares with interval, n and suppression; counts; delays. One cube for all formats."""

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from core.definitions import Indicator
from core.disclosure import finest_level
from core.places import Place
from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import bins, cube, derived, envelope, shapes
from gateway.feeds.csvtable import Row
from gateway.feeds.errors import Faulty
from gateway.feeds.openapi import told
from gateway.feeds.runs import Runs
from gateway.house import House

LevelName = Literal["adm0", "adm1", "adm2", "adm3"]
By = Literal["sex", "age", "status", "language", "channel", "assisted"]
NAMES: dict[int, LevelName] = {0: "adm0", 1: "adm1", 2: "adm2", 3: "adm3"}


class IndicatorQuery(envelope.MapQuery):
    """Without a period, the last published one of each indicator; without a level, regions."""

    indicator: str | None = Field(None, max_length=60, description="code de /v1/indicators/definitions")
    place: str | None = Field(None, max_length=40, description="unité, avec tout ce qu'elle contient")
    level: LevelName | None = Field(None, description="adm0 à adm3, selon la portée de la clé")
    period: str | None = Field(None, pattern=bins.NAMES, description="trimestre 2026-Q3 ou semaine 2026-W29")
    by: By | None = Field(None, description="notations par groupe, une dimension à la fois")
    from_: envelope.Day | None = Field(None, alias="from", description="élargi à la période entière")
    to: envelope.Day | None = Field(None, description="élargi à la période entière")


def add(router: APIRouter, house: House, door: Door) -> None:
    may_read = Depends(door.require("public", "figures", MONITOR))

    @router.get("/indicators", summary="Chiffres", responses=told("indicators", IndicatorQuery))
    def listing(
        request: Request, query: Annotated[IndicatorQuery, Query()], reader: Annotated[Reader, may_read]
    ) -> Response:
        return envelope.reply(house.country, request, query, table(house, query, scope_of(reader)))


def scope_of(reader: Reader) -> str:
    return "figures" if reader.may("figures") or reader.areas else "public"


def table(house: House, query: IndicatorQuery, scope: str) -> envelope.Table:
    """The rows that a question means, as somebody of this scope sees them."""
    place = _place(house, query.place)
    level = _level(query.level, place, scope)
    cut = cube.Cut(shapes.LEVELS[level], scope, query.by)
    wanted = [
        (each, period)
        for each in _by(asked(house, query.indicator), query.by)
        for period in _periods(house, query, each, scope)
    ]
    found = _found(house, query, wanted, cut, place)
    return envelope.Table(
        "indicators",
        shapes.columns_for(cut.level, cut.by),
        found,
        shapes.order,
        "low" if cut.level <= shapes.LEVELS["adm1"] else "moderate",
        max((cube.changed_on(house, *each, scope) for each in wanted), default=None),
        {
            "sampling": shapes.SELF_SELECTED,
            "level": level,
            "periods": sorted({period for _, period in wanted}),
            "wording": "parmi les participants",
        },
        shapes.BESIDE,
        shapes.placed(house.country),
        follows=lambda page: {"derived": derived.beside(page, found)},
    )


def _found(
    house: House,
    query: IndicatorQuery,
    wanted: Iterable[tuple[Indicator, str]],
    cut: cube.Cut,
    place: Place | None,
) -> Runs:
    names = _names(house, query.indicator)
    runs = [cube.rows(house, each, period, cut) for each, period in wanted]
    return Runs(runs, shapes.order, lambda row: _within(row, place) and _is_asked(row, names))


def asked(house: House, name: str | None) -> list[Indicator]:
    """The indicators that a name means: one of them, one of its series, or the two of one figure (G8)."""
    if name is None:
        return list(house.country.indicators)
    named = (name, name.split("_")[0])
    found = [each for each in house.country.indicators if each.id in named or each.part_of == name]
    if not found:
        raise Faulty("bad_parameter", name="indicator")
    return found


def _by(found: Sequence[Indicator], dimension: By | None) -> Sequence[Indicator]:
    """Those of them that can be told apart by a dimension."""
    kept = [each for each in found if dimension is None or dimension in cube.dimensions(each)]
    if not kept:
        raise Faulty("bad_parameter", name="by")
    return kept


def _names(house: House, asked: str | None) -> Collection[str]:
    """What the rows of a question are called: itself, or the two series of one figure (G8)."""
    parts = [each.id for each in house.country.indicators if asked and each.part_of == asked]
    return parts or ([asked] if asked else [])


def _is_asked(row: Row, wanted: Collection[str]) -> bool:
    name = str(row["indicator"])
    return not wanted or any(name == one or name.startswith(f"{one}_") for one in wanted)


def _place(house: House, code: str | None) -> Place | None:
    if code is None or code == house.country.code.upper():
        return None
    place = house.country.gazetteer.get(code)
    if place is None or place.level > shapes.LEVELS["adm3"]:
        raise Faulty("unknown_place", name=code)
    return place


def _level(asked: LevelName | None, place: Place | None, scope: str) -> LevelName:
    """The level to show. The public reads regions, nobody here finer than communes (`indicators.md` §5.5)."""
    level: LevelName = asked or (NAMES[place.level] if place else "adm1")
    finest = finest_level({scope}) or 0
    allowed = [name for number, name in NAMES.items() if number <= finest and (number or scope != "public")]
    if level not in allowed:
        raise Faulty("wrong_level", levels=", ".join(allowed))
    return level


def _periods(house: House, query: IndicatorQuery, indicator: Indicator, scope: str) -> list[str]:
    now, formula = house.clock(), indicator.formula
    if query.period:
        period = bins.named(query.period, scope, now)
        fits = bins.fits(period, formula)
        if query.indicator and not fits:
            raise Faulty("bad_parameter", name="period")
        return [period] if fits else []
    if query.from_ or query.to:
        last = query.to or now.date()
        first = query.from_ or last
        if first > last:
            raise Faulty("bad_parameter", name="from")
        return bins.between(formula, first, last, scope=scope, now=now)
    return [bins.latest(formula, scope, now)]


def _within(row: Row, place: Place | None) -> bool:
    return place is None or place.code in (row["adm1_code"], row["adm2_code"], row["adm3_code"])
