"""`/v1/incidents`: released events, coarse and late; to monitors also the open ones of their own area."""

from collections.abc import Generator, Iterable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from core.reports import Incident
from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import boxes, envelope, released
from gateway.feeds import rows as rowlog
from gateway.feeds.csvtable import Row, columns
from gateway.feeds.errors import Faulty
from gateway.feeds.openapi import told
from gateway.feeds.table import Feature
from gateway.house import House
from store.eventstream import Wanted, stream

BESIDE = columns("region_2023", "#region+2023", {})


class IncidentQuery(envelope.AnyQuery):
    """Windows are widened to whole ISO weeks: a free one could be subtracted down to a person (P57)."""

    format: Literal["json", "csv", "xlsx", "geojson", "acled"] = Field("json", description=envelope.SHAPE)
    place: str | None = Field(
        None, max_length=40, description="code d'une région, d'un cercle, d'une commune"
    )
    code: str | None = Field(None, pattern=r"^[0-9]{1,2}$", description="catégorie, ou premier chiffre")
    state: Literal["unverified", "corroborated", "verified", "unresolved"] | None = Field(None)
    from_: envelope.Day | None = Field(None, alias="from", description="élargi au lundi")
    to: envelope.Day | None = Field(None, description="élargi au dimanche")
    bbox: str | None = Field(None, max_length=80, pattern=boxes.PATTERN, description="ouest,sud,est,nord")


def add(router: APIRouter, house: House, door: Door) -> None:
    may_read = Depends(door.require("events", MONITOR))

    @router.get("/incidents", summary="Incidents diffusés", responses=told("incidents", IncidentQuery))
    def listing(
        request: Request, query: Annotated[IncidentQuery, Query()], reader: Annotated[Reader, may_read]
    ) -> Response:
        return envelope.reply(house.country, request, query, page(house, reader, query))


def page(house: House, reader: Reader, query: IncidentQuery) -> envelope.Table:
    """What a question means to this reader, from its cursor on: a page, and one row more."""
    if reader.may("events"):
        rowlog.note(
            house, reader.key, "incidents", query.model_dump(exclude_unset=True, by_alias=True, mode="json")
        )
    with closing(shown(house, reader, query)) as found:
        rows = list(islice(found, query.limit + 1))
    newest = max((date.fromisoformat(row["date_updated"]) for row in rows), default=None)
    return table(rows, newest)


def single(house: House, reader: Reader, event: str) -> envelope.Table:
    """The event of an id, or nothing, as far as this reader may know."""
    wanted = Wanted(areas=sorted(reader.areas), released=reader.may("events"), event=event)
    if reader.may("events"):
        rowlog.note(house, reader.key, "incidents", {"event": event[:40]})
    with house.database.read() as conn:
        found = [_row(house, reader, each, free, house.clock()) for each, free in stream(conn, wanted)]
    return table([row for row in found if row is not None])


def table(rows: Iterable[Row], changed: date | None = None) -> envelope.Table:
    return envelope.Table(
        "incidents", released.COLUMNS, rows, order, "high", changed, beside=BESIDE, feature=feature
    )


def shown(house: House, reader: Reader, query: IncidentQuery) -> Generator[Row, None, None]:
    """Every incident that this key may read now and that was asked for, in the order of the feed."""
    box, seen, now = boxes.parsed(query.bbox), envelope.already(query), house.clock()
    wanted = _wanted(house, reader, query, seen)
    with house.database.read() as conn:
        for incident, released_at in stream(conn, wanted):
            row = _row(house, reader, incident, released_at, now)
            if row is not None and _fits(row, query, box) and list(order(row)) > seen:
                yield row


def order(row: Row) -> tuple[str, str]:
    return str(row["date_reported"]), str(row["event_id"])


def feature(row: Row) -> Feature:
    point = None if row["lat"] is None else (row["lon"], row["lat"])
    return Feature(str(row["event_id"]), point)


def _row(
    house: House, reader: Reader, incident: Incident, released_at: datetime | None, now: datetime
) -> Row | None:
    if incident.code in released.NEVER or incident.state == "false":
        return None
    own = bool(reader.areas) and reader.watches(incident.adm2, incident.adm1, house.country.code.upper())
    if not own and not (reader.may("events") and released.is_public(incident, released_at, now)):
        return None
    country = house.country
    return released.row(incident, country.gazetteer, country.taxonomy, country.code.upper(), own_area=own)


def _wanted(house: House, reader: Reader, query: IncidentQuery, seen: list[str]) -> Wanted:
    """What the store can leave out: the rows themselves are looked at once more (`_fits`)."""
    if query.place and house.country.gazetteer.get(query.place) is None:
        raise Faulty("unknown_place", name=query.place)
    if query.from_ and query.to and query.from_ > query.to:
        raise Faulty("bad_parameter", name="from")
    first = [day for day in (query.from_ and monday(query.from_), _day(seen)) if day]
    return Wanted(
        areas=sorted(reader.areas),
        released=reader.may("events"),
        since=_midnight(max(first)) if first else None,
        until=_midnight(monday(query.to) + timedelta(days=7)) if query.to else None,
        place=query.place,
        code=query.code or "",
        state=query.state,
    )


def _fits(row: Row, query: IncidentQuery, box: boxes.Box | None) -> bool:
    """Filters read what the row shows, never what it hides."""
    return (
        query.place is None or query.place in (row["adm1_code"], row["adm2_code"], row["adm3_code"])
    ) and (box is None or boxes.holds(box, feature(row).point))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _day(seen: list[str]) -> date | None:
    """The day at which a cursor stands. Raises Faulty for one of another product."""
    if not seen:
        return None
    try:
        return date.fromisoformat(seen[0])
    except ValueError as error:
        raise Faulty("bad_parameter", name="cursor") from error
