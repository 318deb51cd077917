"""What is accepted, as the inbox keeps it: sealed, under the mark of the provider's id."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from core.messages import InboundMessage, OptOut, Parsed, Part, Quarantined, Receipt
from core.numbers import region_of
from gateway.channels import africastalking
from store.copies import Seen, Way, twin
from store.inbox import Entry, seal_entry
from store.vault import Vault

Acceptable = InboundMessage | Receipt | OptOut
MOST_PARTS: Final = 255
"""As many as the header of a long SMS can count (3GPP TS 23.040 §9.2.3.24.1)."""
REASONS: Final = frozenset(
    {
        *("InsufficientCredit", "InvalidLinkId", "UserIsInactive", "UserInBlackList", "UserAccountSuspended"),
        *("NotNetworkSubcriber", "UserNotSubscribedToProduct", "UserDoesNotExist", "DeliveryFailure"),
        *("DoNotDisturbRejection", "AbsentSubscriber", "DeliveryImpossible"),
    }
)
"""Why a message failed, in the words of those providers that use words (`channels.md` §6)."""
CODE: Final = re.compile(r"\d{0,6}|(RESULT|ESME|EC|EXPIRED|REJECTED|UNDELIVERABLE)_[A-Z_]{1,40}")
"""The same in numbers, and in the constants of Android, SMPP and Infobip. No person's number is so short."""
TWO_IDS: Final = frozenset({africastalking.NAME})
"""Channels whose provider may name one SMS differently when it posts and when it lists."""


def admitted(parsed: Parsed, accept_from: Collection[str | None]) -> Parsed:
    """A number of a country that the deployment does not listen to is set aside."""
    if isinstance(parsed, InboundMessage) and parsed.foreign and region_of(parsed.urn) not in accept_from:
        return Quarantined(parsed.channel, "bad_number")
    return parsed


def seen(message: InboundMessage, way: Way) -> Seen:
    return Seen(way, message.urn, message.text)


def seen_twice(message: InboundMessage) -> bool:
    """Whether the same may come by another way, under another id."""
    return message.channel in TWO_IDS and not is_piece(message.part)


def is_piece(part: Part | None) -> bool:
    """Whether the rest of the message is to be waited for; a nonsensical part is a message of its own."""
    return part is not None and 1 <= part.number <= part.total <= MOST_PARTS and part.total > 1


def entry_of(vault: Vault, parsed: Acceptable, at: datetime, way: Way = "posted") -> Entry:
    """The entry of an SMS, a receipt or an opt-out. Numbers and ids are inside the seal only (P15, P20)."""
    kind, body = _content(parsed)
    named = parsed if isinstance(parsed, InboundMessage) and seen_twice(parsed) else None
    return seal_entry(
        vault,
        channel=parsed.channel,
        kind=kind,
        external_id=parsed.external_id,
        body=body | {"way": way} if named else body,
        received_at=at,
        sent_at=parsed.sent_at if isinstance(parsed, InboundMessage) else None,
        twin=twin(vault, named.channel, seen(named, way), at) if named else None,
    )


def _content(parsed: Acceptable) -> tuple[str, dict[str, Any]]:
    if isinstance(parsed, InboundMessage):
        return _message(parsed)
    if isinstance(parsed, Receipt):
        return "receipt", _receipt(parsed)
    return "optout", {"urn": parsed.urn, "cause": parsed.cause}


def _message(message: InboundMessage) -> tuple[str, dict[str, Any]]:
    part = message.part
    if part is None or not is_piece(part):
        return "sms", _sms(message)
    return "part", _sms(message) | {"part": [part.reference, part.number, part.total]}


def _sms(message: InboundMessage) -> dict[str, Any]:
    return {
        "urn": message.urn,
        "text": message.text,
        "sent": message.sent_at.isoformat() if message.sent_at else None,
        "recipient": message.recipient,
        "origin": message.origin,
        "foreign": message.foreign,
        "operator": message.operator,
    }


def documented(reason: str) -> str:
    """A provider's reason as it may be kept: a word or a number of its documentation, else `other`. Words of
    its own may quote a number or a text (P15).
    """
    return reason if reason in REASONS or CODE.fullmatch(reason) else "other"


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "message_id": receipt.message_id,
        "status": receipt.status,
        "code": documented(receipt.reason),
        "temporary": receipt.temporary,
        "opted_out": receipt.opted_out,
    }
