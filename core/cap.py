"""A CAP 1.2 document: what it says, and its bytes (`standards.md` §5).

Our own small writer: elements in the order of the schema, UTC as `-00:00`, no control character. What the
schema does not catch is looked for in the bytes themselves (`core.capchecks`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from core.periods import stamp

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA: Final = "application/cap+xml"
UTC_ZERO: Final = "-00:00"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")

MsgType = Literal["Alert", "Update", "Cancel", "Ack"]
Scope = Literal["Private", "Restricted"]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message, as a later one names it."""

    sender: str
    identifier: str
    sent: datetime

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{stamp(self.sent, UTC_ZERO)}"


@dataclass(frozen=True, slots=True)
class Info:
    """What is told, in one language. `codes` and `parameters` are names with their values."""

    language: str
    categories: tuple[str, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    codes: Pairs
    expires: datetime
    sender_name: str
    headline: str
    description: str
    parameters: Pairs
    area: str
    place: str


@dataclass(frozen=True, slots=True)
class Document:
    """One message. `exercise` is the number of the drill that it belongs to; `source` a role, for an Ack."""

    own: Reference
    type: MsgType
    scope: Scope
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    source: str = ""
    exercise: str = ""
    references: tuple[Reference, ...] = ()
    incident: str = ""
    infos: tuple[Info, ...] = ()


_DECLARATION: Final = "<?xml version='1.0' encoding='UTF-8'?>\n"


def write(document: Document) -> bytes:
    """UTF-8 with its declaration."""
    alert = Element("alert", xmlns=NAMESPACE)
    _fill(alert, _head(document))
    for info in document.infos:
        part = SubElement(alert, "info")
        _fill(part, _told(info))
        _named(part, "eventCode", info.codes)
        _fill(part, _words(info))
        _named(part, "parameter", info.parameters)
        area = SubElement(part, "area")
        _fill(area, [("areaDesc", info.area)])
        _named(area, "geocode", [("P-code", info.place)])
    return (_DECLARATION + tostring(alert, encoding="unicode")).encode("utf-8", "xmlcharrefreplace")


def clean(text: str) -> str:
    """Without control characters and line breaks: an XML writer emits them without complaint."""
    return _CONTROL.sub(" ", text).strip()


def address(name: str) -> str:
    """One name in `addresses`: quoted where it has a space."""
    return f'"{name}"' if " " in name else name


def _head(document: Document) -> Iterator[tuple[str, str]]:
    """`code` is unused; empty elements are left out."""
    yield "identifier", document.own.identifier
    yield "sender", document.own.sender
    yield "sent", stamp(document.own.sent, UTC_ZERO)
    yield "status", "Exercise" if document.exercise else "Actual"
    yield "msgType", document.type
    yield "source", document.source
    yield "scope", document.scope
    yield "restriction", document.restriction
    yield "addresses", " ".join(address(name) for name in document.addresses)
    yield "note", document.exercise
    yield "references", " ".join(str(each) for each in document.references)
    yield "incidents", document.incident


def _told(info: Info) -> Iterator[tuple[str, str]]:
    yield "language", info.language
    for category in info.categories:
        yield "category", category
    yield "event", info.event
    yield "urgency", info.urgency
    yield "severity", info.severity
    yield "certainty", info.certainty


def _words(info: Info) -> Iterator[tuple[str, str]]:
    yield "expires", stamp(info.expires, UTC_ZERO)
    yield "senderName", info.sender_name
    yield "headline", info.headline
    yield "description", info.description


def _fill(parent: Element, pairs: Iterable[tuple[str, str]]) -> None:
    for name, text in pairs:
        if said := clean(text):
            SubElement(parent, name).text = said


def _named(parent: Element, name: str, pairs: Iterable[tuple[str, str]]) -> None:
    for key, value in pairs:
        _fill(SubElement(parent, name), [("valueName", key), ("value", value)])
