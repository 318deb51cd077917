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

from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import boxes, envelope, released
from gateway.feeds import rows as rowlog
from gateway.feeds.csvtable import Row, columns
from gateway.feeds.errors import Faulty
from gateway.feeds.openapi import told
from gateway.feeds.pieces import Cut, merged
from gateway.feeds.table import Feature
from gateway.house import House
from store.database import ms
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
    return table([merged(released.FIRST, cut) for cut in _readable(house, reader, wanted)])


def table(
    rows: Iterable[Row], changed: date | None = None, *, pieces: Iterable[Cut] | None = None
) -> envelope.Table:
    return envelope.Table(
        "incidents",
        released.COLUMNS,
        rows,
        order,
        "high",
        changed,
        beside=BESIDE,
        feature=feature,
        pieces=pieces,
    )


def streamed(house: House, reader: Reader, query: IncidentQuery) -> envelope.Table:
    """The same as `shown`, for a file of any length."""
    pieces = cuts(house, reader, query)
    return table((merged(released.FIRST, cut) for cut in pieces), pieces=pieces)


def shown(house: House, reader: Reader, query: IncidentQuery) -> Generator[Row, None, None]:
    """Every incident that this key may read now and that was asked for, in the order of the feed."""
    with closing(cuts(house, reader, query)) as found:
        for cut in found:
            yield merged(released.FIRST, cut)


def cuts(house: House, reader: Reader, query: IncidentQuery) -> Generator[Cut, None, None]:
    """The same, as the pieces that rows share."""
    box, seen = boxes.parsed(query.bbox), envelope.already(query)
    with closing(_readable(house, reader, _wanted(house, reader, query, seen))) as found:
        if query.place is None and box is None and not seen:
            yield from found
            return
        for cut in found:
            row = merged(released.FIRST, cut)
            if _fits(row, query, box) and list(order(row)) > seen:
                yield cut


def order(row: Row) -> tuple[str, str]:
    return str(row["date_reported"]), str(row["event_id"])


def feature(row: Row) -> Feature:
    point = None if row["lat"] is None else (row["lon"], row["lat"])
    return Feature(str(row["event_id"]), point)


def _readable(house: House, reader: Reader, wanted: Wanted) -> Generator[Cut, None, None]:
    """What this reader may know by now of what is wanted."""
    now, free, country = ms(house.clock()), reader.may("events"), house.country.code.upper()
    cut = released.cutter(house.country)
    with house.database.read() as conn:
        for event in stream(conn, wanted):
            if event.code in released.NEVER or event.state == "false":
                continue
            own = bool(reader.areas) and reader.watches(event.adm2, event.adm1, country)
            if own or (free and released.is_public(event, now)):
                yield cut(event, own)


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
