"""Infobip's SMS API: JSON both ways, each post a list under `results`.

SMS in      results [{messageId from to text cleanText? keyword? receivedAt smsCount price callbackData?}]
receipt     results [{bulkId? messageId to sentAt doneAt smsCount status {groupId groupName id name} error
            {groupId groupName id name permanent} callbackData? price}]
send        POST /sms/3/messages {messages [{sender destinations [{to messageId}] content {text} webhooks
            {delivery {url} contentType}}]} → messages [{messageId status {groupName name}}]

No signature unless one is agreed on: the secret path is the proof. One post may carry more than one report
unless the account says `maxBucketSize` 1: what carries more is set aside whole, never read in part.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from core.messages import OutboundMessage, Parsed, Quarantined, Receipt, ReceiptStatus, SendResult
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

NAME: Final = "infobip"
_FIELDS = (
    "messageId from to text cleanText keyword receivedAt smsCount pricePerMessage currency callbackData "
    "bulkId sentAt doneAt mccMnc groupId groupName id name description permanent entityId applicationId"
)
FIELDS: Final = frozenset(_FIELDS.split())
SMS: Final = Names("messageId", "from", "to", "text", "receivedAt", bare=True)
STATUSES: Final[Mapping[str, ReceiptStatus]] = MappingProxyType(
    {
        "PENDING_ACCEPTED": "accepted",
        "PENDING_ENROUTE": "sent",
        "PENDING_WAITING_DELIVERY": "sent",
        "DELIVERED_TO_OPERATOR": "sent",
        "DELIVERED_TO_HANDSET": "delivered",
    }
)
GROUPS: Final[Mapping[str, ReceiptStatus]] = MappingProxyType(
    {
        "PENDING": "accepted",
        "DELIVERED": "delivered",
        "UNDELIVERABLE": "failed",
        "EXPIRED": "failed",
        "REJECTED": "failed",
    }
)
"""What a status means whose own name is in no table: its group's."""
NO_CREDIT: Final = frozenset({"REJECTED_NOT_ENOUGH_CREDITS", "REJECTED_PREPAID_PACKAGE_EXPIRED"})
AGAIN: Final = frozenset({"REJECTED_SYSTEM_ERROR", *NO_CREDIT})
NO_ERROR: Final = "NO_ERROR"


def parse_sms(request: WebRequest) -> Parsed:
    """`text` is whole; `cleanText` lacks a keyword."""
    read = read_sms(request, NAME, SMS, FIELDS)
    if isinstance(read, Quarantined) or _one(request) is not None:
        return read
    return quarantined(request, NAME, "unreadable", FIELDS)


def parse_receipt(request: WebRequest) -> Parsed:
    """Status and error bear fields of the same names: they are read where they stand."""
    told = _one(request)
    if told is None or not isinstance(told.get("messageId"), str) or not told["messageId"]:
        return quarantined(request, NAME, "unreadable", FIELDS)
    status, error = _part(told, "status"), _part(told, "error")
    became = _meaning(status)
    if became is None:
        return quarantined(request, NAME, "unknown_status", FIELDS)
    failed, why = became == "failed", str(error.get("name") or NO_ERROR)
    name = str(status.get("name"))
    return Receipt(
        channel=NAME,
        external_id=digest(told["messageId"], name, why),
        message_id=told["messageId"],
        status=became,
        reason=(name if why == NO_ERROR else why) if failed else "",
        temporary=failed and why != NO_ERROR and error.get("permanent") is False,
    )


def send(post: Post, message: OutboundMessage, *, sender: str, receipts: str = "") -> SendResult:
    """Under the id of our attempt. Raises SendFailed when no verdict came."""
    asked: dict[str, Any] = {
        "sender": sender,
        "destinations": [{"to": message.urn.removeprefix("+"), "messageId": message.attempt}],
        "content": {"text": message.text},
    }
    if receipts:
        asked["webhooks"] = {"delivery": {"url": receipts}, "contentType": "application/json"}
    return read_answer(post("/sms/3/messages", {"messages": [asked]}))


def read_answer(said: Reply) -> SendResult:
    """A 200 may hold a refusal: the status of the one message decides."""
    if not said.success:
        return judged(said)
    taken = _only(said.json().get("messages"))
    became = _meaning(_part(taken, "status")) if taken else None
    if taken is None or became is None:
        raise unreadable()
    name, found = str(_part(taken, "status").get("name")), taken.get("messageId")
    id_ = found if isinstance(found, str) else ""
    if became == "failed":
        return SendResult("failed", id_, name, retryable=name in AGAIN, operator_alarm=name in NO_CREDIT)
    if not id_:
        raise unreadable()
    return SendResult(became, id_, name)


def _meaning(status: Mapping[str, Any]) -> ReceiptStatus | None:
    own = STATUSES.get(str(status.get("name")))
    return own or GROUPS.get(str(status.get("groupName")))


def _one(request: WebRequest) -> Mapping[str, Any] | None:
    """The one object under `results`; None for none, for more than one, and for what is no JSON."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return _only(body.get("results")) if isinstance(body, dict) else None


def _only(listed: object) -> Mapping[str, Any] | None:
    found = listed if isinstance(listed, list) else []
    return found[0] if len(found) == 1 and isinstance(found[0], dict) else None


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


CHANNEL: Final = Channel(
    NAME, unsigned, MappingProxyType({"sms": parse_sms, "receipt": parse_receipt}), reads="json"
)
