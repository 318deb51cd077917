"""Orange's SMS API for the Middle East and Africa: JSON both ways, a bearer token that is renewed.

SMS in      inboundSMSMessageNotification {callbackData? inboundSMSMessage {senderAddress destinationAddress
            message messageId? dateTime}}                           ("SMS response", switched on by Orange)
receipt     deliveryInfoNotification {deliveryInfo {address deliveryStatus} callbackData}
                                                                (`callbackData`: the id of our request)

No signature exists: the secret path is the proof. Addresses are written `tel:+223…` (`channels.md` §7).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from core.messages import (
    OutboundMessage,
    Parsed,
    Receipt,
    ReceiptStatus,
    SendResult,
)
from gateway.channels.base import (
    Channel,
    Post,
    Reply,
    WebRequest,
    judged,
    unreadable,
    unsigned,
)
from gateway.channels.fields import Names, digest, quarantined, read_sms

NAME: Final = "orange"

_FIELDS = (
    "senderAddress destinationAddress message messageId dateTime callbackData address deliveryStatus "
    "senderName resourceURL"
)
FIELDS: Final = frozenset(_FIELDS.split())
SMS: Final = Names("messageId", "senderAddress", "destinationAddress", "message", "dateTime")

STATUSES: Final[Mapping[str, ReceiptStatus]] = MappingProxyType(
    {
        "MessageWaiting": "accepted",
        "DeliveredToNetwork": "sent",
        "DeliveryUncertain": "sent",
        "DeliveredToTerminal": "delivered",
        "DeliveryImpossible": "failed",
    }
)


def parse_sms(request: WebRequest) -> Parsed:
    return read_sms(request, NAME, SMS, FIELDS)


def parse_receipt(request: WebRequest) -> Parsed:
    """Matched by `callbackData` alone: a number never tells which of its messages is meant."""
    status, request_id = request.get("deliveryStatus"), request.get("callbackData")
    if not request_id:
        return quarantined(request, NAME, "unknown_message", FIELDS)
    if status not in STATUSES:
        return quarantined(request, NAME, "unknown_status", FIELDS)
    return Receipt(
        channel=NAME,
        external_id=digest(request_id, request.get("address"), status),
        message_id=request_id,
        status=STATUSES[status],
        reason=status if STATUSES[status] == "failed" else "",
    )


def send(post: Post, message: OutboundMessage, *, sender: str, name: str = "") -> SendResult:
    """`sender` is our number in E.164; `name` a registered one that is shown in its place.

    `post` carries the token and renews it once when it is refused. Raises SendFailed when no verdict came.
    """
    address = f"tel:{sender}"
    asked = {
        "address": f"tel:{message.urn}",
        "senderAddress": address,
        **({"senderName": name} if name else {}),
        "outboundSMSTextMessage": {"message": message.text},
    }
    path = f"/smsmessaging/v1/outbound/{quote(address, safe='')}/requests"
    return read_answer(post(path, {"outboundSMSMessageRequest": asked}))


def read_answer(said: Reply) -> SendResult:
    """403 is an empty or expired bundle, or a country that the contract leaves out."""
    if said.success:
        return SendResult("accepted", _request_id(said.json()), str(said.status))
    return judged(said)


def _request_id(body: Mapping[str, Any]) -> str:
    """The last part of the address of our request. Raises SendFailed(ambiguous) where there is none."""
    inner = body.get("outboundSMSMessageRequest")
    url = inner.get("resourceURL") if isinstance(inner, dict) else body.get("resourceURL")
    found = url.rstrip("/").rpartition("/")[2] if isinstance(url, str) else ""
    if not found:
        raise unreadable()
    return found


CHANNEL: Final = Channel(
    NAME, unsigned, MappingProxyType({"sms": parse_sms, "receipt": parse_receipt}), reads="json"
)
