"""What is accepted, as the inbox keeps it: sealed, under the mark of the provider's id."""

from datetime import datetime
from typing import Any

from core.messages import InboundMessage, OptOut, Receipt
from store.inbox import Entry, seal_entry
from store.vault import Vault

Acceptable = InboundMessage | Receipt | OptOut


def entry_of(vault: Vault, parsed: Acceptable, at: datetime) -> Entry:
    """The entry of an SMS, a receipt or an opt-out. Numbers and ids are inside the seal only (P15, P20)."""
    kind, body = _content(parsed)
    return seal_entry(
        vault,
        channel=parsed.channel,
        kind=kind,
        external_id=parsed.external_id,
        body=body,
        received_at=at,
        sent_at=parsed.sent_at if isinstance(parsed, InboundMessage) else None,
    )


def _content(parsed: Acceptable) -> tuple[str, dict[str, Any]]:
    if isinstance(parsed, InboundMessage):
        return "sms", _sms(parsed)
    if isinstance(parsed, Receipt):
        return "receipt", _receipt(parsed)
    return "optout", {"urn": parsed.urn, "cause": parsed.cause}


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


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "message_id": receipt.message_id,
        "status": receipt.status,
        "code": receipt.reason,
        "temporary": receipt.temporary,
        "opted_out": receipt.opted_out,
    }
