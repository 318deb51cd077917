"""Kannel's smsbox: HTTP on a private link, SMPP behind it. Jasmin shares its addresses (`jasmin.py`).

SMS in      GET id=%I from=%p to=%P ts=%T coding=%c charset=%C smsc=%i text=%b
receipt     GET id=<our attempt> status=%d smsc=%i ts=%T

Kannel sends the body of an answer to the person: ours is empty. The text comes as bytes, and other fields say
in which alphabet (`channels.md` §9).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from core.gsm7 import from_gsm7
from core.messages import (
    OutboundMessage,
    Parsed,
    Receipt,
    ReceiptStatus,
    SendResult,
)
from core.text import is_gsm7
from gateway.channels import jasmin
from gateway.channels.base import (
    Answer,
    Channel,
    Kind,
    Post,
    Reply,
    WebRequest,
    judged,
    plain,
    unreadable,
    unsigned,
)
from gateway.channels.fields import CLOCK_SLACK, Names, digest, read_sms, unfit
from gateway.channels.jasmin import Account

NAME: Final = "kannel"

_FIELDS = "id from to ts coding charset smsc text status"
FIELDS: Final = frozenset(_FIELDS.split()) | jasmin.FIELDS
SMS: Final = Names(id="id", sender="from", recipient="to", text="text", date="ts")
STATUSES: Final[Mapping[str, ReceiptStatus | None]] = MappingProxyType(
    {
        "1": "delivered",
        "2": "failed",
        "34": "failed",  # expired
        "4": "accepted",
        "8": "sent",
        "16": "failed",
        "66": None,  # unknown to the centre
    }
)
ALPHABETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "utf-8": "utf-8",
        "utf-16be": "utf-16-be",
        "ucs-2": "utf-16-be",
        "windows-1252": "windows-1252",
        "cp1252": "windows-1252",
        "iso-8859-1": "iso-8859-1",
    }
)
EIGHT_BITS, TWO_BYTES = "1", "2"
TAKEN: Final = frozenset({"0", "3"})
"""Accepted for delivery; queued for later delivery."""


def parse_sms(request: WebRequest) -> Parsed:
    if jasmin.speaks(request):
        return jasmin.parse_sms(NAME, request)
    return read_sms(request, NAME, SMS, FIELDS, text=_text, time=_moment)


def parse_receipt(request: WebRequest) -> Parsed:
    if jasmin.speaks(request):
        return jasmin.parse_receipt(NAME, request)
    attempt, status, smsc = request.get("id"), request.get("status"), request.get("smsc")
    if other := unfit(request, NAME, FIELDS, attempt, understood=status in STATUSES):
        return other
    return Receipt(
        channel=NAME,
        external_id=digest(attempt, status, smsc),
        message_id=attempt,
        status=STATUSES[status],
        reason=status if STATUSES[status] == "failed" else "",
    )


def answer(_kind: Kind, request: WebRequest) -> Answer:
    return jasmin.ACK if jasmin.speaks(request) else Answer()


def send(post: Post, message: OutboundMessage, account: Account, *, smsc: str = "") -> SendResult:
    """No id comes back that can be relied on: receipts name our attempt. Neither number nor text stands in
    their address, nor the operator's reply, which may quote it. Raises SendFailed when no verdict came back.

    The text is the body and all else is headers: release 1.4.5 refuses a form ("Invalid content-type"), and
    the address of a GET would stand in its log.
    """
    asked = account.fields(message) | {"coding": "0" if is_gsm7(message.text) else TWO_BYTES}
    if smsc:
        asked["smsc"] = smsc
    if account.receipts:
        told = f"{account.receipts}?id={message.attempt}&status=%d&smsc=%i&ts=%T"
        asked |= {"dlr-mask": "31", "dlr-url": told}
    headers = {f"X-Kannel-{name}": value for name, value in asked.items()}
    return read_answer(post("/cgi-bin/sendsms", {**headers, "text": message.text}), message.attempt)


def read_answer(said: Reply, attempt: str) -> SendResult:
    """By the digit before the colon of its answer. 202 with any other leaves the outcome open."""
    if not said.success:
        return judged(said)
    code = said.body.partition(":")[0].strip()
    if code not in TAKEN:
        raise unreadable()
    return SendResult("accepted", attempt, code)


def _text(request: WebRequest) -> str | None:
    """None for bytes that no declared alphabet explains."""
    raw, named = request.raw("text"), request.get("charset").strip().lower()
    try:
        if named:
            return plain(raw.decode(ALPHABETS[named]))
        return plain(_by_coding(raw, request.get("coding")))
    except (KeyError, ValueError):
        return None


def _by_coding(raw: bytes, coding: str) -> str:
    if coding == TWO_BYTES:
        return raw.decode("utf-16-be")
    return raw.decode("windows-1252") if coding == EIGHT_BITS else from_gsm7(raw)


def _moment(seconds: str, received_at: datetime) -> datetime | None:
    """Unix seconds; None where they are none, or more than five minutes ahead of our clock."""
    if len(seconds) > 11 or not seconds.isascii() or not seconds.isdigit():
        return None
    at = datetime.fromtimestamp(int(seconds), UTC)
    return at if at <= received_at + CLOCK_SLACK else None


CHANNEL: Final = Channel(
    NAME,
    unsigned,
    MappingProxyType({"sms": parse_sms, "receipt": parse_receipt}),
    answer,
    reads="bytes",
    methods=frozenset({"GET", "POST"}),
)
