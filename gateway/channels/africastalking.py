"""Africa's Talking: SMS both ways, receipts, opt-outs and USSD.

Form-encoded POST without a signature: the secret path is the proof. Field names are the provider's.

SMS in      linkId? text to id? date from networkCode?
receipt     id status phoneNumber networkCode failureReason? retryCount?
opt-out     senderId phoneNumber
USSD        sessionId phoneNumber networkCode serviceCode text      (text is everything typed so far)
USSD end    date sessionId serviceCode networkCode phoneNumber status cost durationInMillis hopsCount
            hopsMetadata input lastAppResponse errorMessage?
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, Protocol

from core.messages import (
    Ignored,
    OptOut,
    OutboundMessage,
    Parsed,
    Quarantined,
    Receipt,
    ReceiptStatus,
    SendResult,
    SessionEnd,
)
from gateway.channels.base import Channel, WebRequest, unreadable, unsigned
from gateway.channels.fields import (
    Names,
    digest,
    quarantined,
    read_sms,
    sender,
    sms,
    unfit,
    whole,
)

NAME: Final = "africastalking"

_FIELDS = (
    "linkId text to id date from networkCode status phoneNumber failureReason retryCount senderId shortCode "
    "keyword updateType sessionId serviceCode cost durationInMillis hopsCount hopsMetadata input "
    "lastAppResponse errorMessage"
)
FIELDS: Final = frozenset(_FIELDS.split())
SMS: Final = Names(id="id", sender="from", recipient="to", text="text", date="date")

STATUSES: Final[Mapping[str, ReceiptStatus]] = MappingProxyType(
    {
        "Buffered": "accepted",
        "Sent": "sent",
        "Submitted": "sent",
        "Success": "delivered",
        "Rejected": "failed",
        "Failed": "failed",
        "Expired": "failed",
        "AbsentSubscriber": "failed",
    }
)
TEMPORARY: Final = frozenset({"AbsentSubscriber"})
BLACKLISTED: Final = "UserInBlackList"

CODES: Final[Mapping[int, SendResult]] = MappingProxyType(
    {
        100: SendResult("accepted", code="100"),
        101: SendResult("accepted", code="101"),
        102: SendResult("accepted", code="102"),
        401: SendResult("failed", code="401", operator_alarm=True),  # RiskHold
        402: SendResult("failed", code="402", retryable=True, operator_alarm=True),  # InvalidSenderId
        403: SendResult("failed", code="403"),  # InvalidPhoneNumber
        404: SendResult("failed", code="404"),  # UnsupportedNumberType
        405: SendResult("failed", code="405", retryable=True, operator_alarm=True),  # InsufficientBalance
        406: SendResult("failed", code="406", opted_out=True),  # UserInBlacklist
        407: SendResult("failed", code="407"),  # CouldNotRoute
        409: SendResult("failed", code="409"),  # DoNotDisturbRejection
        500: SendResult("failed", code="500", retryable=True),  # InternalServerError
        501: SendResult("failed", code="501", retryable=True),  # GatewayError
        502: SendResult("failed", code="502", retryable=True),  # RejectedByGateway
    }
)
REFUSED_WHOLE: Final = SendResult("failed", code="refused", retryable=True, operator_alarm=True)


class SMSClient(Protocol):
    """The part of the official SDK's `SMSService` that sends."""

    def send(self, message: str, recipients: list[str], sender_id: str | None = None) -> Any: ...


def parse_sms(request: WebRequest) -> Parsed:
    if request.has("updateType"):
        return Ignored(NAME, "subscription")
    return read_sms(request, NAME, SMS, FIELDS)


def parse_receipt(request: WebRequest) -> Parsed:
    message_id, status, reason = request.get("id"), request.get("status"), request.get("failureReason")
    if other := unfit(request, NAME, FIELDS, message_id, understood=status in STATUSES):
        return other
    return Receipt(
        channel=NAME,
        external_id=digest(message_id, status, reason),
        message_id=message_id,
        status=STATUSES[status],
        reason=reason,
        temporary=status in TEMPORARY,
        opted_out=reason == BLACKLISTED,
    )


def parse_optout(request: WebRequest) -> Parsed:
    """One a day and number: a person who comes back may leave again."""
    if request.has("updateType"):
        return Ignored(NAME, "subscription")
    number = sender(request, NAME, "phoneNumber", FIELDS)
    if isinstance(number, Quarantined):
        return number
    day = request.received_at.date().isoformat()
    return OptOut(NAME, digest("optout", request.get("senderId"), number.e164, day), number.e164, "provider")


def parse_ussd(request: WebRequest) -> Parsed:
    """`text` is everything typed since the call began, joined by `*`: the whole of it decides the screen."""
    number = sender(request, NAME, "phoneNumber", FIELDS)
    if isinstance(number, Quarantined):
        return number
    session, code, text = request.get("sessionId"), request.get("serviceCode"), request.get("text")
    if not session:
        return quarantined(request, NAME, "unreadable", FIELDS)
    inputs = text.count("*") + 1 if text else 0
    told = sms(
        *(request, NAME, number),
        id_=digest(session, code, str(inputs), digest(text)),
        text=text,
        recipient=code,
    )
    return replace(told, session_id=session, session_event="resume" if text else "new")


def parse_ussd_end(request: WebRequest) -> Parsed:
    """`input` serves to see whether the path was protected, and is dropped then (P36)."""
    number = sender(request, NAME, "phoneNumber", FIELDS)
    if isinstance(number, Quarantined):
        return number
    if not request.get("sessionId"):
        return quarantined(request, NAME, "unreadable", FIELDS)
    return SessionEnd(
        channel=NAME,
        session_id=request.get("sessionId"),
        urn=number.e164,
        service_code=request.get("serviceCode"),
        status=request.get("status"),
        inputs=request.get("input"),
        hops=whole(request.get("hopsCount")),
        duration_ms=whole(request.get("durationInMillis")),
    )


def send(client: SMSClient, message: OutboundMessage, sender_id: str = "") -> SendResult:
    """One recipient a call. The status code decides, never the word `Success`."""
    return read_answer(client.send(message.text, [message.urn], sender_id or None))


def read_answer(body: object) -> SendResult:
    """The SDK hands over text instead of JSON when the content type carries a charset.

    Raises SendFailed(ambiguous) when a 2xx cannot be read: the message may have left.
    """
    said = _mapping(body).get("SMSMessageData")
    if not isinstance(said, dict) or not isinstance(said.get("Recipients"), list):
        raise unreadable()
    if not said["Recipients"]:
        return REFUSED_WHOLE
    return _recipient(said["Recipients"][0])


def _mapping(body: object) -> Mapping[str, Any]:
    try:
        value = json.loads(body) if isinstance(body, str) else body
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {}


def _recipient(said: object) -> SendResult:
    row = said if isinstance(said, dict) else {}
    code = whole(str(row.get("statusCode", "")))
    if code == 0:
        raise unreadable()
    known = CODES.get(code, SendResult("failed", code=str(code), operator_alarm=True))
    provider_id = str(row.get("messageId") or "") if known.status == "accepted" else ""
    return SendResult(
        known.status, provider_id, known.code, known.retryable, known.opted_out, known.operator_alarm
    )


CHANNEL: Final = Channel(
    NAME,
    unsigned,
    MappingProxyType(
        {
            "sms": parse_sms,
            "receipt": parse_receipt,
            "optout": parse_optout,
            "ussd": parse_ussd,
            "ussd-end": parse_ussd_end,
        }
    ),
)
