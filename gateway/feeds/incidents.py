"""`/v1/incidents`: released events, coarse and late; to monitors also the open ones of their own area."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from core.reports import Incident
from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import envelope, released
from gateway.feeds.csvtable import Row
from gateway.feeds.errors import Faulty
from gateway.house import House
from store import incidents, switches


class IncidentQuery(envelope.Query):
    """Windows are widened to whole ISO weeks: a free one could be subtracted down to a person (P57)."""

    place: str | None = Field(
        None, max_length=40, description="code d'une région, d'un cercle, d'une commune"
    )
    code: str | None = Field(None, pattern=r"^[0-9]{1,2}$", description="catégorie, ou premier chiffre")
    state: Literal["unverified", "corroborated", "verified", "unresolved"] | None = Field(None)
    from_: envelope.Day | None = Field(None, alias="from", description="élargi au lundi")
    to: envelope.Day | None = Field(None, description="élargi au dimanche")
    bbox: str | None = Field(None, max_length=80, description="ouest,sud,est,nord")


def add(router: APIRouter, house: House, door: Door) -> None:
    may_read = Depends(door.require("events", MONITOR))

    @router.get("/incidents", summary="Incidents diffusés")
    def listing(
        request: Request, query: Annotated[IncidentQuery, Query()], reader: Annotated[Reader, may_read]
    ) -> Response:
        if query.place and house.country.gazetteer.get(query.place) is None:
            raise Faulty("unknown_place", name=query.place)
        box = _box(query.bbox)
        rows = [row for row in shown(house, reader) if _wanted(row, query, box)]
        rows.sort(key=order)
        return envelope.reply(house.country, request, query, _table(rows))


def shown(house: House, reader: Reader) -> list[Row]:
    """Every incident that this key may read now."""
    now = house.clock()
    with house.database.read() as conn:
        listed = incidents.listing(conn, areas=sorted(reader.areas), released=reader.may("events"))
        closed = switches.closed(conn)
    rows = (
        _row(house, reader, each.incident, each.released_at, now)
        for each in listed
        if each.incident.code not in released.NEVER
        and each.incident.state != "false"
        and each.incident.adm2 not in closed
    )
    return [row for row in rows if row is not None]


def order(row: Row) -> tuple[str, str]:
    return str(row["date_reported"]), str(row["event_id"])


def _row(
    house: House, reader: Reader, incident: Incident, released_at: datetime | None, now: datetime
) -> Row | None:
    own = reader.watches(incident.adm2, incident.adm1, house.country.code.upper())
    if not own and not (reader.may("events") and released.is_public(incident, released_at, now)):
        return None
    country = house.country
    return released.row(incident, country.gazetteer, country.taxonomy, country.code.upper(), own_area=own)


def _table(rows: list[Row]) -> envelope.Table:
    newest = max((date.fromisoformat(str(row["date_updated"])) for row in rows), default=None)
    return envelope.Table("incidents", released.COLUMNS, rows, order, "high", newest)


def _wanted(row: Row, query: IncidentQuery, box: tuple[float, ...] | None) -> bool:
    """Filters read what the row shows, never what it hides."""
    reported = date.fromisoformat(str(row["date_reported"]))
    return (
        (query.place is None or query.place in (row["adm1_code"], row["adm2_code"], row["adm3_code"]))
        and (query.code is None or str(row["code"]).startswith(query.code))
        and (query.state is None or row["verification"] == query.state)
        and (query.from_ is None or reported >= monday(query.from_))
        and (query.to is None or reported < monday(query.to) + timedelta(days=7))
        and (box is None or _inside(row, box))
    )


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _inside(row: Row, box: tuple[float, ...]) -> bool:
    west, south, east, north = box
    return row["lat"] is not None and west <= row["lon"] <= east and south <= row["lat"] <= north


def _box(text: str | None) -> tuple[float, ...] | None:
    if text is None:
        return None
    try:
        box = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise Faulty("bad_parameter", name="bbox") from error
    if len(box) != 4 or not all(-180 <= side <= 180 for side in box):
        raise Faulty("bad_parameter", name="bbox")
    return box
