"""What is wrong with a CAP document, as its bytes tell it: also what the schema lets through
(`standards.md` §5, last paragraph).
"""

import re
from collections.abc import Collection, Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring

from core.cap import NAMESPACE
from core.errors import LasomiError

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-00:00")
_NAME = re.compile(r"[^\s,<&\x00-\x1f]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HEAD = (
    "identifier sender sent status msgType source scope restriction addresses code note references "
    "incidents info"
)
_INFO = (
    "language category event responseType urgency severity certainty audience eventCode effective onset "
    "expires senderName headline description instruction web contact parameter resource area"
)
REFERRING: Final = frozenset({"Update", "Cancel", "Ack"})
STATUSES: Final = frozenset({"Actual", "Exercise"})


def checked(xml: bytes, known: Collection[str] | None = None) -> bytes:
    """The same bytes, read again before they leave. Raises LasomiError `cap_faulty` that names each fault.

    `known`: the messages that may be referred to, `sender,identifier,sent`.
    """
    if found := tuple(faults(xml, known)):
        raise LasomiError("cap_faulty", "; ".join(found))
    return xml


def faults(xml: bytes, known: Collection[str] | None = None) -> Iterator[str]:
    """Every rule that is broken, by the element that breaks it."""
    try:
        alert = read(xml)
    except ParseError:
        yield "not well-formed"
        return
    if alert.tag != _tag("alert"):
        yield "alert: not of CAP 1.2"
        return
    yield from _names(alert)
    yield from _order(alert, _HEAD.split())
    yield from _audience(alert)
    yield from _references(alert, known)
    for info in alert.iterfind(_tag("info")):
        yield from _order(info, _INFO.split())
        yield from _info(info)
    for each in alert.iter():
        if _CONTROL.search(each.text or ""):
            yield f"{_bare(each)}: a control character"


def read(xml: bytes) -> Element:
    """Raises ParseError. Only for what we wrote ourselves: nobody else's XML is read here."""
    return fromstring(xml)  # noqa: S314  what we wrote ourselves  # nosec B314


def summary(xml: bytes) -> tuple[str, str]:
    """The identifier, and headline and description in each language, for people."""
    alert = read(xml)
    infos = alert.iterfind(_tag("info"))
    told = [f"{text_of(info, 'headline')}\n{text_of(info, 'description')}" for info in infos]
    return text_of(alert, "identifier"), "\n\n".join(told)


def text_of(alert: Element, name: str) -> str:
    return alert.findtext(_tag(name)) or ""


def _names(alert: Element) -> Iterator[str]:
    for name in ("identifier", "sender"):
        if not _NAME.fullmatch(text_of(alert, name)):
            yield f"{name}: empty, or a character that is forbidden"
    if not _TIME.fullmatch(text_of(alert, "sent")):
        yield "sent: not a time with -00:00"
    if text_of(alert, "status") not in STATUSES:
        yield "status: neither Actual nor Exercise"
    if text_of(alert, "status") == "Exercise" and not text_of(alert, "note"):
        yield "note: an exercise has its number there"


def _audience(alert: Element) -> Iterator[str]:
    needed = {"Restricted": "restriction", "Private": "addresses"}.get(text_of(alert, "scope"))
    if needed is None:
        yield "scope: neither Restricted nor Private"
    elif not text_of(alert, needed):
        yield f"{needed}: missing"


def _references(alert: Element, known: Collection[str] | None) -> Iterator[str]:
    named = text_of(alert, "references").split()
    if bool(named) != (text_of(alert, "msgType") in REFERRING):
        yield "references: a first message has none, any other some"
    for each in named:
        sender, _, rest = each.partition(",")
        identifier, _, sent = rest.partition(",")
        if not (_NAME.fullmatch(sender) and _NAME.fullmatch(identifier) and _TIME.fullmatch(sent)):
            yield "references: not sender,identifier,sent"
        elif known is not None and each not in known:
            yield "references: a message that was never sent"


def _info(info: Element) -> Iterator[str]:
    for name in ("language", "category", "event", "urgency", "severity", "certainty", "headline"):
        if not text_of(info, name):
            yield f"{name}: missing"
    if not _TIME.fullmatch(text_of(info, "expires")):
        yield "expires: not a time with -00:00"
    area = info.find(_tag("area"))
    if area is None or not text_of(area, "areaDesc"):
        yield "areaDesc: missing"
    elif any(area.find(_tag(name)) is not None for name in ("circle", "polygon")):
        yield "area: finer than a p-code"


def _order(parent: Element, names: list[str]) -> Iterator[str]:
    found = [_bare(child) for child in parent]
    if strangers := sorted(set(found) - set(names)):
        yield f"{strangers[0]}: not an element of CAP 1.2"
    elif found != sorted(found, key=names.index):
        yield f"{_bare(parent)}: not in the order of the schema"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _bare(each: Element) -> str:
    return each.tag.rpartition("}")[2]
