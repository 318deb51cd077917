"""A phone with a SIM as gateway: the app "SMS Gateway for Android" (capcom6, Apache-2.0), local or private.

One JSON object an event, signed: `X-Signature` = hex HMAC-SHA256(key, body + `X-Timestamp`). Field names are
those of the app (`channels.md` §8):

SMS in      deviceId event=sms:received id webhookId payload {messageId message sender? recipient?
            phoneNumber simNumber? receivedAt}
receipt     … event=sms:sent|sms:delivered|sms:failed|system:ping payload {messageId phoneNumber reason? …}

The app posts the same SMS again under another event id: who wrote what at which second makes it one.
"""

import hashlib
import hmac
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from core.messages import (
    Ignored,
    OutboundMessage,
    Parsed,
    Quarantined,
    Receipt,
    ReceiptStatus,
    SendResult,
)
from gateway.channels.base import (
    PING,
    Answer,
    Channel,
    Get,
    Kind,
    Post,
    Reply,
    Secrets,
    WebRequest,
    judged,
    unreadable,
)
from gateway.channels.fields import arrival, digest, provider_time, quarantined, sender, sms

NAME: Final = "android"

_FIELDS = (
    "deviceId event id webhookId messageId message sender recipient phoneNumber simNumber receivedAt sentAt "
    "deliveredAt failedAt reason health partsCount"
)
FIELDS: Final = frozenset(_FIELDS.split())

EVENTS: Final[Mapping[str, ReceiptStatus]] = MappingProxyType(
    {"sms:sent": "sent", "sms:delivered": "delivered", "sms:failed": "failed"}
)
SIGN: Final = "system:ping"
STATES: Final[Mapping[str, ReceiptStatus]] = MappingProxyType(
    {
        "Pending": "accepted",
        "Processed": "accepted",
        "Sent": "sent",
        "Delivered": "delivered",
        "Failed": "failed",
    }
)
URGENT: Final = 100
"""From this priority on the app's own limits do not hold a message back."""
TO_THE_SECOND: Final = len("2026-07-14T14:05:00")
EMPTY: Final = Answer(content_type="application/json", body="{}")


def verify(request: WebRequest, secrets: Secrets) -> bool:
    """An old timestamp is not refused: the app tries for two days, and a repeat changes nothing."""
    signature, key = request.headers.get("x-signature", ""), secrets.shared_key
    signed = request.body + request.headers.get("x-timestamp", "").encode()
    ours = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    return bool(key) and hmac.compare_digest(ours.encode(), signature.lower().encode())


def parse_sms(request: WebRequest) -> Parsed:
    """`sender` since February 2026; older apps have `phoneNumber` only."""
    event = request.get("event")
    if event != "sms:received":
        known = event in EVENTS or event == SIGN
        return Ignored(NAME, event) if known else quarantined(request, NAME, "unreadable", FIELDS)
    number = sender(request, NAME, "sender" if request.get("sender") else "phoneNumber", FIELDS)
    if isinstance(number, Quarantined):
        return number
    text, at = request.get("message"), request.get("receivedAt")
    sent_at = provider_time(at, request.received_at)
    second = sent_at.isoformat()[:TO_THE_SECOND] if sent_at else at or arrival(request)
    return sms(
        *(request, NAME, number),
        id_=digest(request.get("deviceId"), number.e164, second, text),
        text=text,
        recipient=request.get("recipient"),
        sent_at=sent_at,
        origin="proven",
    )


def parse_receipt(request: WebRequest) -> Parsed:
    """A ping tells that the phone is there. A delivery comes once for each part of a long SMS."""
    event, message_id = request.get("event"), request.get("messageId")
    if event == SIGN:
        return Ignored(NAME, PING)
    if event not in EVENTS:
        return quarantined(request, NAME, "unknown_status", FIELDS)
    if not message_id or not request.get("id"):
        return quarantined(request, NAME, "unreadable", FIELDS)
    return Receipt(
        channel=NAME,
        external_id=request.get("id"),
        message_id=message_id,
        status=EVENTS[event],
        reason=request.get("reason"),
    )


def answer(_kind: Kind, _request: WebRequest) -> Answer:
    return EMPTY


def send(post: Post, message: OutboundMessage, *, path: str = "/messages", sim: int = 0) -> SendResult:
    """Under the id of our attempt, by which the phone is asked later. `sim`: the first, the second, 0 any.

    Raises SendFailed when no verdict came.
    """
    body = {
        "id": message.attempt,
        "textMessage": {"text": message.text},
        "phoneNumbers": [message.urn],
        "ttl": 3600,
        "withDeliveryReport": True,
        **({"simNumber": sim} if sim else {}),
        **({"priority": URGENT} if message.purpose == "alert" else {}),
    }
    return read_answer(post(path, body))


def ask(get: Get, message: OutboundMessage, *, path: str = "/messages") -> SendResult | None:
    """What the phone says of our attempt; None where it knows of none. Raises SendFailed."""
    said = get(f"{path}/{message.attempt}")
    return None if said.status == 404 else read_answer(said)


def read_answer(said: Reply) -> SendResult:
    """The state that the app names. Raises SendFailed(ambiguous) for a success that cannot be read."""
    if not said.success:
        return judged(said)
    body: Mapping[str, Any] = said.json()
    state, found = str(body.get("state")), body.get("id")
    if state not in STATES or not isinstance(found, str) or not found:
        raise unreadable()
    return SendResult(STATES[state], found, state)


CHANNEL: Final = Channel(
    NAME, verify, MappingProxyType({"sms": parse_sms, "receipt": parse_receipt}), answer, reads="json"
)
