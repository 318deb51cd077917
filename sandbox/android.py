"""A phone with a SIM as gateway, as its app posts, signs and answers (`channels.md` §8)."""

import hashlib
import hmac
from typing import Any
from uuid import uuid4

from sandbox.exchange import Arrived, Written
from sandbox.line import Line

DEVICE = "ffffffff00000000000000000000beef"


def sms(written: Written, line: Line) -> dict[str, Any]:
    """The id of the event is not that of the SMS: the app may post one SMS under two of them."""
    payload = {
        "messageId": hashlib.sha256(written.text.encode()).hexdigest()[:8],
        "message": written.text,
        "sender": written.sender,
        "recipient": line.short_code,
        "phoneNumber": written.sender,
        "simNumber": 1,
        "receivedAt": written.at.isoformat(timespec="milliseconds"),
    }
    return _event("sms:received", payload)


def receipt(message: Arrived, status: str) -> dict[str, Any]:
    """`status`: sent, delivered or failed."""
    return _event(f"sms:{status}", {"messageId": message.id, "phoneNumber": message.number, "simNumber": 1})


def ping() -> dict[str, Any]:
    return _event("system:ping", {"health": {"status": "pass"}})


def signed(body: bytes, key: str, timestamp: str) -> dict[str, str]:
    """The headers of a post: hex HMAC-SHA256 over the body and the timestamp."""
    signature = hmac.new(key.encode(), body + timestamp.encode(), hashlib.sha256).hexdigest()
    return {"X-Signature": signature, "X-Timestamp": timestamp}


def _event(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"deviceId": DEVICE, "event": name, "id": uuid4().hex, "webhookId": "lasomi", "payload": payload}
