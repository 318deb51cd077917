"""What crosses the door: messages in and out, receipts, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SessionEvent = Literal["none", "new", "resume", "close"]
Origin = Literal["proven", "token", "unproven"]
ReceiptStatus = Literal["accepted", "sent", "delivered", "failed"]
Purpose = Literal["alert", "answer", "task", "neutral", "bulletin", "cap"]


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a long SMS: its sender's reference, its place among `total` (`channels.md` §14)."""

    reference: int
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One SMS, or one request of a USSD call.

    `external_id` is what makes it the same message when the provider repeats it (`channels.md` §4).
    `urn` is an E.164 number, in RAM only. `text` is kept as sent; for USSD it is everything typed so far,
    joined by `*`. `recipient` is our short code or service code. `part`: of a long SMS this is one piece.
    """

    channel: str
    external_id: str
    urn: str
    text: str
    received_at: datetime
    sent_at: datetime | None = None
    recipient: str = ""
    session_id: str | None = None
    session_event: SessionEvent = "none"
    origin: Origin = "token"
    foreign: bool = False
    operator: str = "unknown"
    media: int = 0
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message of ours. `status` is None when nothing is to change."""

    channel: str
    external_id: str
    message_id: str
    status: ReceiptStatus | None
    reason: str = ""
    temporary: bool = False
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class OptOut:
    """A person asked the provider never to be written to again."""

    channel: str
    external_id: str
    urn: str
    cause: str


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """The operator says that a USSD call is over."""

    channel: str
    session_id: str
    urn: str
    service_code: str
    status: str
    inputs: str = ""
    hops: int = 0
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What an authenticated provider sent and nobody can read yet. `fields` are names, never values."""

    channel: str
    reason: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    """A notice that asks nothing of us (a subscription, a ping)."""

    channel: str
    reason: str


Parsed = InboundMessage | Receipt | OptOut | SessionEnd | Quarantined | Ignored


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A text on its way to a number. `text` is wire text: GSM-7, at most 160."""

    id: str
    channel: str
    urn: str
    text: str
    purpose: Purpose
    attempt: str = ""


@dataclass(frozen=True, slots=True)
class SendResult:
    """The provider's own word on one attempt. `opted_out`: it says this person must not be written to."""

    status: ReceiptStatus
    provider_id: str = ""
    code: str = ""
    retryable: bool = False
    opted_out: bool = False
    operator_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What a USSD call has told so far, by key (`code`, `place`, `occurred`, `victims`, `basis`, ...)."""

    values: Mapping[str, str] = field(default_factory=dict)
