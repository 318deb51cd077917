"""What can be had as points: incidents, the figures of each level, places."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from gateway.auth import MONITOR, Reader
from gateway.feeds import boxes, codes, incidents, indicators
from gateway.feeds.envelope import MOST_ROWS
from gateway.feeds.errors import Faulty
from gateway.feeds.indicators import IndicatorQuery, LevelName
from gateway.feeds.table import Table
from gateway.house import House

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
LEVELS: Final[tuple[LevelName, ...]] = ("adm1", "adm2", "adm3")
PARTS: Final = 8
"""Of the name of a figure (`shapes.placed`)."""
OPEN_ENDS: Final = frozenset({"", ".."})


class ItemsQuery(BaseModel):
    """What the standard names. A limit beyond the most is that most, without an error (its §7.15.3)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bbox: str | None = Field(None, max_length=80, pattern=boxes.PATTERN, description="ouest,sud,est,nord")
    datetime: str | None = Field(
        None, max_length=80, description="instant ou intervalle, élargi aux périodes entières"
    )
    limit: int = Field(10, ge=1, description="au plus 10 000")
    cursor: str | None = Field(None, max_length=400, description="suite, telle que donnée par le lien next")

    @property
    def most(self) -> int:
        return min(self.limit, MOST_ROWS)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """First and last day of the interval, None where it is open. Raises Faulty."""
        if self.datetime is None:
            return None, None
        first, found, last = self.datetime.partition("/")
        days = _day(first), _day(last if found else first)
        if days[0] and days[1] and days[0] > days[1]:
            raise Faulty("bad_parameter", name="datetime")
        return days


@dataclass(frozen=True, slots=True)
class Collection:
    """`table` gives its rows as a reader may see them, `single` the few among which one feature is."""

    id: str
    title: str
    what: str
    scopes: tuple[str, ...]
    table: Callable[[House, Reader, ItemsQuery], Table]
    single: Callable[[House, Reader, str], Table]

    def opens_to(self, reader: Reader) -> bool:
        return not self.scopes or any(
            reader.may(scope) or (scope == MONITOR and reader.areas) for scope in self.scopes
        )


def _day(text: str) -> date | None:
    """A day, or the day of a moment, within what the feed knows."""
    if text in OPEN_ENDS:
        return None
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError as error:
        raise Faulty("bad_parameter", name="datetime") from error
    return min(max(day, FIRST), LAST)


def _incidents(house: House, reader: Reader, query: ItemsQuery) -> Table:
    first, last = query.days
    asked = {"from": first, "to": last, "bbox": query.bbox, "limit": query.most, "cursor": query.cursor}
    return incidents.page(house, reader, incidents.IncidentQuery.model_validate(_given(asked)))


def _incident(house: House, reader: Reader, item: str) -> Table:
    return incidents.single(house, reader, item)


def _figures(level: LevelName) -> Collection:
    def table(house: House, reader: Reader, query: ItemsQuery) -> Table:
        first, last = query.days
        asked = IndicatorQuery.model_validate(_given({"level": level, "from": first, "to": last}))
        return _boxed(indicators.table(house, asked, indicators.scope_of(reader)), query)

    def single(house: House, reader: Reader, item: str) -> Table:
        if len(parts := item.split(".")) != PARTS:
            raise Faulty("not_found")
        asked = {"level": level, "indicator": parts[0], "place": parts[1], "period": parts[-2]}
        try:
            return indicators.table(house, IndicatorQuery.model_validate(asked), indicators.scope_of(reader))
        except (ValueError, Faulty) as error:
            raise Faulty("not_found") from error

    told = {"adm1": "des régions", "adm2": "des cercles", "adm3": "des communes"}[level]
    what = f"Chiffres {told}, au chef-lieu de chaque unité ; parmi les participants."
    scopes = ("public", "figures", MONITOR)
    return Collection(f"indicators-{level}", f"Chiffres {told}", what, scopes, table, single)


def _places(house: House, _reader: Reader, query: ItemsQuery) -> Table:
    return _boxed(codes.place_table(house, codes.PlaceQuery.model_validate({})), query)


def _place(house: House, _reader: Reader, item: str) -> Table:
    found = house.country.gazetteer.get(item)
    return codes.places_of(house, [found] if found else [])


def _boxed(table: Table, query: ItemsQuery) -> Table:
    box, feature = boxes.parsed(query.bbox), table.feature
    if box is None or feature is None:
        return table
    return replace(table, rows=[row for row in table.rows if boxes.holds(box, feature(row).point)])


def _given(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value is not None}


COLLECTIONS: Final[Mapping[str, Collection]] = {
    each.id: each
    for each in (
        Collection(
            "incidents",
            "Incidents diffusés",
            "Événements qu'une personne a laissés partir, au chef-lieu de leur commune ou de leur cercle.",
            ("events", MONITOR),
            _incidents,
            _incident,
        ),
        *(_figures(level) for level in LEVELS),
        Collection("places", "Lieux", "Unités, villes et villages.", (), _places, _place),
    )
}
