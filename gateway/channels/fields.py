"""The fields of a request, read: who wrote, when, what makes a message one, what is set aside and why."""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from core.messages import InboundMessage, Origin, Parsed, Quarantined
from core.numbers import REGION, Number, read_number
from gateway.channels.base import WebRequest

CLOCK_SLACK = timedelta(minutes=5)
_WITHOUT_PLUS: Final = re.compile(r"[1-9]\d{8,14}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Names:
    """What a provider calls the parts of an SMS. `date`: empty where it tells none.

    `bare`: its numbers come with their country and without a plus, so that `22790000001` is none of ours.
    """

    id: str
    sender: str
    recipient: str
    text: str
    date: str = ""
    bare: bool = False


def digest(*fields: str) -> str:
    """`h(…)` of `channels.md` §4: SHA-256 of the fields joined by the unit separator."""
    return hashlib.sha256("\x1f".join(fields).encode("utf-8", "surrogatepass")).hexdigest()


def as_posted(form: Mapping[str, str], at: datetime, home: str = REGION) -> WebRequest:
    """A listed message as the request that its webhook would have been."""
    fields = tuple(form.items())
    body = urlencode(fields, errors="replace").encode()
    return WebRequest("POST", "", "", {}, fields, body, at, "", home)


def sms(
    request: WebRequest,
    channel: str,
    number: Number,
    *,
    id_: str,
    text: str,
    recipient: str = "",
    sent_at: datetime | None = None,
    origin: Origin = "token",
    media: int = 0,
) -> InboundMessage:
    """What a person wrote, as every channel tells it: what the number says of them is read off the number."""
    return InboundMessage(
        channel=channel,
        external_id=id_,
        urn=number.e164,
        text=text,
        received_at=request.received_at,
        sent_at=sent_at,
        recipient=recipient,
        origin=origin,
        foreign=number.foreign,
        operator=number.operator,
        media=media,
    )


def provider_time(text: str, received_at: datetime) -> datetime | None:
    """The provider's date in UTC; None when it does not parse or lies more than 5 min ahead of our clock."""
    try:
        at = datetime.fromisoformat(text.strip())
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # the first or the last day of the calendar, with an offset
        return None
    return at if at <= received_at + CLOCK_SLACK else None


def read_sms(
    request: WebRequest,
    channel: str,
    names: Names,
    known: Collection[str],
    *,
    text: Callable[[WebRequest], str | None] | None = None,
    time: Callable[[str, datetime], datetime | None] = provider_time,
) -> Parsed:
    """An SMS by the provider's own names. An empty text is a message too.

    Without an id both ends, date and text make one; without a date too, its ten minutes of arrival: who
    writes the same later is heard again, and a repeat that falls into the next ten counts once as any
    near-duplicate does. `text`: None for bytes that no declared alphabet explains.
    """
    number = sender(request, channel, names.sender, known, bare=names.bare)
    if isinstance(number, Quarantined):
        return number
    said = text(request) if text else request.get(names.text)
    if said is None:
        return quarantined(request, channel, "charset", known)
    recipient, date = request.get(names.recipient), request.get(names.date)
    made = digest(request.get(names.sender), recipient, date or arrival(request), said)
    return sms(
        *(request, channel, number),
        id_=request.get(names.id) or made,
        text=said,
        recipient=recipient.removeprefix("tel:"),
        sent_at=time(date, request.received_at),
    )


def sender(
    request: WebRequest, channel: str, field: str, known: Collection[str], *, bare: bool = False
) -> Number | Quarantined:
    """The person who wrote, or the quarantine that a sender of this kind belongs in."""
    written = request.get(field)
    number = read_number(
        f"+{written}" if bare and _WITHOUT_PLUS.fullmatch(written) else written, request.home
    )
    return number if isinstance(number, Number) else quarantined(request, channel, number, known)


def unfit(
    request: WebRequest, channel: str, known: Collection[str], message_id: str, *, understood: bool
) -> Quarantined | None:
    """Where a receipt belongs that names no message, or whose status stands in no table; None: it is one."""
    if not message_id:
        return quarantined(request, channel, "unreadable", known)
    return None if understood else quarantined(request, channel, "unknown_status", known)


def quarantined(request: WebRequest, channel: str, reason: str, known: Collection[str]) -> Quarantined:
    """Kept for the operator by the *names* of its fields.

    A name that the provider does not document may itself be what a person wrote: it is shown as `?`.
    """
    names = tuple(dict.fromkeys(name if name in known else "?" for name, _ in request.form))
    return Quarantined(channel, reason, names)


def arrival(request: WebRequest) -> str:
    """The ten minutes in which a request came, for a message that its provider gives neither id nor date."""
    return request.received_at.isoformat()[: len("2026-07-14T14:0")]


def whole(text: str) -> int:
    """A count in a provider's field; 0 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
