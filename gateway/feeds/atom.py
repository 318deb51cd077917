"""`/v1/alerts.atom`: the CAP messages that a key may read, newest first (RFC 4287)."""

from collections.abc import Sequence
from typing import Annotated, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from core.cap import MEDIA, clean
from core.periods import stamp
from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import envelope
from gateway.feeds.cap import MOST, messages
from gateway.feeds.openapi import answers
from gateway.house import House
from store.cap import Message
from store.database import EPOCH

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
TYPE: Final = "application/atom+xml"
TEXT: Final = {TYPE: {"schema": {"type": "string"}}}


def add(router: APIRouter, house: House, door: Door) -> None:
    may_read = Depends(door.require("alerts", MONITOR))

    @router.get("/alerts.atom", summary="Les messages CAP 1.2, en Atom", responses=answers(TEXT))
    def index(request: Request, reader: Annotated[Reader, may_read]) -> Response:
        told = [each for each in messages(house, reader) if each.type != "Ack"]
        told.sort(key=lambda each: (each.cites.sent, each.cites.identifier), reverse=True)
        newest = told[0].cites.sent if told else EPOCH
        sensitivity: envelope.Sensitivity = "severe" if reader.areas else "high"
        body = _feed(house.settings.public_url, told[:MOST])
        changed = newest.date() if told else None
        return envelope.document(request, body, TYPE, sensitivity=sensitivity, changed=changed)


def _feed(home: str, told: Sequence[Message]) -> bytes:
    feed = Element("feed", xmlns=NAMESPACE)
    _put(feed, "id", f"{home}/v1/alerts.atom")
    _put(feed, "title", "Lasomi : alertes")
    _put(feed, "updated", stamp(told[0].cites.sent if told else EPOCH))
    _put(SubElement(feed, "author"), "name", told[0].cites.sender if told else "Lasomi")
    SubElement(feed, "link", rel="self", type=TYPE, href=f"{home}/v1/alerts.atom")
    for message in told:
        _entry(SubElement(feed, "entry"), home, message)
    return bytes(tostring(feed, encoding="UTF-8", xml_declaration=True))


def _entry(entry: Element, home: str, message: Message) -> None:
    """The address of one version: it never tells anything else."""
    cites, info = message.cites, message.document.infos[0]
    href = f"{home}/v1/alerts/{message.alert}.cap?version={message.version}"
    _put(entry, "id", href)
    _put(entry, "title", info.headline)
    _put(entry, "updated", stamp(cites.sent))
    _put(entry, "summary", f"{message.type} {cites.identifier}. {info.description}")
    SubElement(entry, "category", term=message.document.scope)
    SubElement(entry, "link", rel="alternate", type=MEDIA, href=href)


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = clean(text)
