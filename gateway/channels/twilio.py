"""Twilio: SMS both ways and receipts. Form-encoded POST, signed in `X-Twilio-Signature`.

SMS in      MessageSid SmsMessageSid SmsSid AccountSid From To Body NumMedia NumSegments SmsStatus ApiVersion
            ToCountry FromCountry … MessagingServiceSid? OptOutType (STOP|START|HELP)?
receipt     MessageSid MessageStatus ErrorCode? To RawDlrDoneDate?, in no guaranteed order

The body of the answer to an SMS matters: a `text/plain` one is sent to the person.
"""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    RequestValidator,
    add_port,
    get_signature_algorithm,
    remove_port,
)

from core.errors import SendFailed
from core.messages import (
    OptOut,
    OutboundMessage,
    Parsed,
    Quarantined,
    Receipt,
    ReceiptStatus,
    SendResult,
)
from gateway.channels.base import (
    Answer,
    Channel,
    Kind,
    Secrets,
    WebRequest,
    unreadable,
)
from gateway.channels.fields import digest, quarantined, sender, sms, unfit, whole

NAME: Final = "twilio"

_FIELDS = (
    "MessageSid SmsMessageSid SmsSid AccountSid From To Body NumMedia NumSegments SmsStatus ApiVersion "
    "ToCountry ToState ToCity ToZip FromCountry FromState FromCity FromZip MessagingServiceSid OptOutType "
    "MessageStatus ErrorCode RawDlrDoneDate"
)
FIELDS: Final = frozenset(_FIELDS.split())

STATUSES: Final[Mapping[str, ReceiptStatus]] = MappingProxyType(
    {
        "accepted": "accepted",
        "scheduled": "accepted",
        "queued": "accepted",
        "sending": "accepted",
        "sent": "sent",
        "partially_delivered": "sent",
        "delivered": "delivered",
        "read": "delivered",
        "undelivered": "failed",
        "failed": "failed",
        "canceled": "failed",
    }
)
OPTED_OUT: Final = "21610"
ASK_SLACK: Final = timedelta(seconds=60)
"""By how much our clocks may differ."""
ASKED_MOST: Final = 100
THROTTLED: Final = frozenset({"429", "20429", "63018"})
PERMANENT: Final = frozenset({"21211", "21408", "21614", "30004", "30005", "30006", "30007"})
TEMPORARY: Final = frozenset({"30001", "30003", "30008"})

EMPTY_TWIML: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class _Form:
    """The POST parameters as the validator wants them: each name with all its values."""

    def __init__(self, form: tuple[tuple[str, str], ...]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in form:
            self._values.setdefault(name, []).append(value)

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Any:
        return iter(self._values)

    def getlist(self, name: str) -> list[str]:
        return self._values[name]


def verify(request: WebRequest, secrets: Secrets) -> bool:
    """Whether the signature is Twilio's over our public address, and the account is ours."""
    signature = request.headers.get("x-twilio-signature", "")
    secret, algorithm = _signing(request.headers.get("x-twilio-webhooks-signature-settings", ""), secrets)
    if not signature or not secret or not _ours(request, secrets):
        return False
    plain_url, with_port = _signatures(request, secret, algorithm)
    return bool(_equal(signature, plain_url) | _equal(signature, with_port))


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _signing(header: str, secrets: Secrets) -> tuple[str, str]:
    """The secret and algorithm that the request names; an empty secret when we know no such key."""
    algorithm = get_signature_algorithm(header)
    if not header:
        return secrets.auth_token, HMAC_SHA1
    name, _, secret = secrets.shared_key.partition(":")
    named = dict(part.strip().partition("=")[::2] for part in header.split(","))
    if algorithm not in {HMAC_SHA1, HMAC_SHA256} or not name or named.get("key") != name:
        return "", algorithm
    return secret, algorithm


def _signatures(request: WebRequest, secret: str, algorithm: str) -> tuple[str, str]:
    """With and without the default port: the provider is not consistent about it."""
    query = f"?{request.query}" if request.query else ""
    url = urlsplit(f"{request.public_url.rstrip('/')}{request.path}{query}")
    form = _Form(request.form)
    validator = RequestValidator(secret)
    return (
        str(validator.compute_signature(remove_port(url), form, algorithm)),
        str(validator.compute_signature(add_port(url), form, algorithm)),
    )


def _ours(request: WebRequest, secrets: Secrets) -> bool:
    return bool(secrets.account) and _equal(request.get("AccountSid"), secrets.account)


def parse_sms(request: WebRequest) -> Parsed:
    """`NumMedia` is counted and never fetched. `OptOutType=STOP` is Twilio's word that the person left."""
    number = sender(request, NAME, "From", FIELDS)
    if isinstance(number, Quarantined):
        return number
    sid = request.get("MessageSid") or request.get("SmsMessageSid") or request.get("SmsSid")
    if not sid:
        return quarantined(request, NAME, "unreadable", FIELDS)
    if request.get("OptOutType") == "STOP":
        return OptOut(NAME, sid, number.e164, "provider")
    return sms(
        *(request, NAME, number),
        id_=sid,
        text=request.get("Body"),
        recipient=request.get("To"),
        origin="proven",
        media=whole(request.get("NumMedia")),
    )


def parse_receipt(request: WebRequest) -> Parsed:
    sid, status, code = request.get("MessageSid"), request.get("MessageStatus"), request.get("ErrorCode")
    if other := unfit(request, NAME, FIELDS, sid, understood=status in STATUSES):
        return other
    return Receipt(
        channel=NAME,
        external_id=digest(sid, status),
        message_id=sid,
        status=STATUSES[status],
        reason=code,
        temporary=code in TEMPORARY or code in THROTTLED,
        opted_out=code == OPTED_OUT,
    )


def answer(kind: Kind, _request: WebRequest) -> Answer:
    """Empty TwiML after an SMS: nothing is sent to the person."""
    return Answer(content_type="text/xml", body=EMPTY_TWIML) if kind == "sms" else Answer()


class TwilioClient(Protocol):
    """The part of the official SDK that sends: `client.messages.create(...)`."""

    @property
    def messages(self) -> Any: ...


def send(
    client: TwilioClient,
    message: OutboundMessage,
    *,
    sender: str = "",
    service: str = "",
    callback: str = "",
) -> SendResult:
    """By the Messaging Service when there is one, else from our number; the text as written.

    Raises SendFailed when no verdict came back.
    """
    source = {"messaging_service_sid": service} if service else {"from_": sender}
    try:
        made = client.messages.create(
            to=message.urn, body=message.text, status_callback=callback, smart_encoded=False, **source
        )
    except TwilioRestException as refused:
        return read_refusal(refused.status, str(refused.code or ""))
    except TwilioException as strange:
        raise unreadable() from strange
    return read_created(made.sid, made.status)


def ask(client: TwilioClient, message: OutboundMessage, began: datetime) -> SendResult | None:
    """Looks for a message that was never answered among those to its number since then, the newest first.

    Raises SendFailed when Twilio does not say.
    """
    try:
        listed = client.messages.list(to=message.urn, page_size=ASKED_MOST, limit=ASKED_MOST)
    except TwilioException as strange:
        raise SendFailed("unreadable_answer", retryable=True) from strange
    since = began - ASK_SLACK
    ours = (each for each in listed if each.body == message.text and _left_since(each, since))
    return next((read_created(each.sid, each.status) for each in ours), None)


def _left_since(listed: Any, since: datetime) -> bool:
    made = listed.date_created
    outbound = str(listed.direction or "").startswith("outbound")
    return outbound and isinstance(made, datetime) and made.astimezone(UTC) >= since


def read_created(sid: object, status: object) -> SendResult:
    """A 2xx without the id of a message is no verdict: it may have left."""
    if not isinstance(sid, str) or not sid:
        raise unreadable()
    return SendResult(STATUSES.get(str(status), "accepted"), sid)


def read_refusal(http_status: int, code: str) -> SendResult:
    """What an error of Twilio's means for us. A code that is not in the tables is decided by the status."""
    if code == OPTED_OUT:
        return SendResult("failed", code=code, opted_out=True)
    if code in PERMANENT:
        return SendResult("failed", code=code)
    again = code in THROTTLED or code in TEMPORARY or http_status == 429 or http_status >= 500
    refused_us = http_status in {401, 403}
    return SendResult(
        "failed", code=code or f"http_{http_status}", retryable=again or refused_us, operator_alarm=refused_us
    )


CHANNEL: Final = Channel(NAME, verify, MappingProxyType({"sms": parse_sms, "receipt": parse_receipt}), answer)
