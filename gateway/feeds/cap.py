"""`/v1/alerts/{id}.cap`: what was issued of an alert, version by version (`standards.md` §5).

Whoever reads an alert reads its messages, under the same rules as `gateway.feeds.alerts`: those of the circle
with a key of the area, those to partners once a named person has released it. A chain that has ended is read
to its end: the last message says that the alert stands no more.
"""

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from core.cap import MEDIA, write
from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import envelope
from gateway.feeds.errors import Faulty
from gateway.feeds.openapi import answers
from gateway.house import House
from store import alerts, cap, switches
from store.cap import Message

TEXT: Final = {MEDIA: {"schema": {"type": "string"}}}
MOST: Final = 200
"""Alerts whose messages one answer may tell of."""


class CapQuery(BaseModel):
    """A name that is not listed is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int | None = Field(None, ge=1, description="numéro de version ; sans lui, la plus récente")


def add(router: APIRouter, house: House, door: Door) -> None:
    may_read = Depends(door.require("alerts", MONITOR))

    @router.get("/alerts/{alert_id}.cap", summary="Une alerte, en CAP 1.2", responses=answers(TEXT))
    def document(
        request: Request,
        alert_id: str,
        query: Annotated[CapQuery, Query()],
        reader: Annotated[Reader, may_read],
    ) -> Response:
        found = messages(house, reader, only=alert_id)
        chosen = _newest(found) if query.version is None else _of_version(found, query.version)
        if chosen is None:
            raise Faulty("not_found")
        return envelope.document(
            request,
            write(chosen.document),
            MEDIA,
            sensitivity="severe" if chosen.audience == "circle" else "high",
            changed=chosen.cites.sent.date(),
        )


def messages(house: House, reader: Reader, *, only: str = "") -> list[Message]:
    """The messages that this key may read, of the newest alerts or of one, by alert and version."""
    with house.database.read() as conn:
        listed = alerts.issued(conn, areas=sorted(reader.areas), partners=reader.may("alerts"))
        closed = switches.closed(conn)
        listed = [each for each in listed if only in {"", each.alert.id} and each.adm2 not in closed][-MOST:]
        chain = cap.chain(conn, *(each.alert.id for each in listed))
    country = house.country.code.upper()
    own = {each.alert.id for each in listed if reader.watches(each.adm2, each.adm1, country)}
    return [each for each in chain if each.alert in own or _is_for(reader, each)]


def _is_for(reader: Reader, message: Message) -> bool:
    """Outside the circle of its place: what was released, and only with a key for that."""
    return message.audience == "partners" and reader.may("alerts")


def _newest(found: Iterable[Message]) -> Message | None:
    """The last that tells of the alert itself: an acknowledgement tells of a person."""
    telling = [each for each in found if each.type != "Ack"]
    return telling[-1] if telling else None


def _of_version(found: Iterable[Message], version: int) -> Message | None:
    return next((each for each in found if each.version == version), None)
