"""`/v1/alerts`: what monitors were told. Others read it once a named person has released it (P66, P67)."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from core.capwords import CERTAINTY, urgency
from core.disclosure import at_least
from core.periods import step_of
from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import envelope
from gateway.feeds.csvtable import Row, columns
from gateway.feeds.errors import Faulty
from gateway.feeds.openapi import answers, told
from gateway.feeds.shapes import units
from gateway.house import House
from store import alerts, switches

COLUMNS = columns(
    "alert_id,number,event_id,code,severity,urgency,certainty,state,status,sources,country,adm1_code,adm1_name,"
    "adm2_code,adm2_name,adm3_code,adm3_name,raised,acknowledged,expires,alert_seconds,ack_seconds",
    "#alert+id,#alert+number,#event+id,#event+code,#severity+num,#alert+urgency,#alert+certainty,"
    "#status+verification,#status+alert,#meta+sources+num,#country+code,#adm1+code,#adm1+name,#adm2+code,"
    "#adm2+name,#adm3+code,#adm3+name,#date+raised,#date+acknowledged,#date+expires,#delay+alert+num,"
    "#delay+acknowledgement+num",
    {"severity": None, "sources": None, "alert_seconds": 1, "ack_seconds": 1},
)


class AlertQuery(envelope.Query):
    place: str | None = Field(
        None, max_length=40, description="code d'une région, d'un cercle, d'une commune"
    )


def add(router: APIRouter, house: House, door: Door) -> None:
    may_read = Depends(door.require("alerts", MONITOR))

    @router.get("/alerts", summary="Alertes", responses=told("alerts", AlertQuery))
    def listing(
        request: Request, query: Annotated[AlertQuery, Query()], reader: Annotated[Reader, may_read]
    ) -> Response:
        if query.place and house.country.gazetteer.get(query.place) is None:
            raise Faulty("unknown_place", name=query.place)
        rows = [row for row in shown(house, reader) if query.place is None or query.place in _places(row)]
        rows.sort(key=order)
        return envelope.reply(house.country, request, query, _table(rows))

    @router.get(
        "/alerts/{alert_id}",
        summary="Une alerte",
        responses=answers({"application/json": {"schema": {"$ref": "#/components/schemas/alert"}}}),
    )
    def single(request: Request, alert_id: str, reader: Annotated[Reader, may_read]) -> Response:
        found = next((row for row in shown(house, reader) if row["alert_id"] == alert_id), None)
        if found is None:
            raise Faulty("not_found")
        return envelope.one(house.country, request, found, sensitivity=sensitivity(reader))


def sensitivity(reader: Reader) -> envelope.Sensitivity:
    """Private alerts are severe; those released to named partners are high (`standards.md` §1)."""
    return "severe" if reader.areas else "high"


def shown(house: House, reader: Reader) -> list[Row]:
    """Every alert that this key may read."""
    with house.database.read() as conn:
        listed = alerts.listing(conn, areas=sorted(reader.areas), released=reader.may("alerts"))
        closed = switches.closed(conn)
    return [
        _row(house, each, own_area=reader.watches(each.adm2, each.adm1, _country(house)))
        for each in listed
        if each.adm2 not in closed
    ]


def order(row: Row) -> tuple[str, str]:
    return str(row["raised"]), str(row["alert_id"])


def _country(house: House) -> str:
    return house.country.code.upper()


def _places(row: Row) -> tuple[str | None, ...]:
    return row["adm1_code"], row["adm2_code"], row["adm3_code"]


def _table(rows: list[Row]) -> envelope.Table:
    newest = max((date.fromisoformat(str(row["raised"])[:10]) for row in rows), default=None)
    return envelope.Table("alerts", COLUMNS, rows, order, "high", newest)


def _row(house: House, listed: alerts.Listed, *, own_area: bool) -> Row:
    alert = listed.alert
    fine = own_area or alert.state == "verified"
    place = house.country.gazetteer.get(alert.area if fine else listed.adm2 or listed.adm1 or alert.area)
    return {
        "alert_id": alert.id,
        "number": alert.number,
        "event_id": alert.incident,
        "code": alert.code,
        "severity": alert.severity,
        "urgency": urgency(alert),
        "certainty": CERTAINTY[alert.state],
        "state": alert.state,
        "status": alert.status,
        "sources": alert.sources if own_area else at_least(alert.sources),
        "country": _country(house),
        **units(house.country, place),
        "raised": stepped(alert.raised_at),
        "acknowledged": stepped(alert.acked_at) if own_area and alert.acked_at else None,
        "expires": stepped(alert.expires_at),
        "alert_seconds": listed.alert_seconds if own_area else None,
        "ack_seconds": listed.ack_seconds if own_area else None,
    }


def stepped(at: datetime) -> str:
    """Rounded down to five minutes: an exact time joined with an operator's log is a name."""
    return envelope.stamp(step_of(at))
