"""Africa's Talking, asked what people wrote to us: `GET /version1/messaging`, oldest first, 100 a page.

{"SMSMessageData": {"Messages": [{"linkId", "text", "to", "id", "date", "from"}]}}

The cursor is the id of the last message. Ids are whole numbers here and have been seen as UUIDs in webhooks:
`store.copies` finds what came both ways.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Protocol

from core.errors import LasomiError
from core.messages import InboundMessage
from core.numbers import REGION
from gateway.channels.africastalking import parse_sms
from gateway.channels.base import Listed, Page
from gateway.channels.fields import as_posted, digest

START: Final = "0"
LONGEST_ID: Final = 64
FIELDS: Final = ("linkId", "text", "to", "id", "date", "from")


class FetchClient(Protocol):
    """The part of the official SDK's `SMSService` that lists."""

    def fetch_messages(self, last_received_id: str | None = None) -> Any: ...


def pull(client: FetchClient, cursor: str | None, now: datetime, home: str = REGION) -> Iterator[Page]:
    """Until a page brings nothing newer. Raises LasomiError `unreadable_answer`."""
    after, goes_on = cursor or START, True
    while goes_on:
        messages = read_page(client.fetch_messages(after))
        last = _last(messages, after)
        yield Page(tuple(_listed(message, now, home) for message in messages), last)
        goes_on, after = last != after, last


def read_page(body: object) -> Sequence[Mapping[str, str]]:
    """The messages of an answer, each with its fields as text. The SDK hands over text, not JSON."""
    try:
        said = json.loads(body) if isinstance(body, str) else body
        messages = said["SMSMessageData"]["Messages"]  # type: ignore[index]  # whatever it is, it is checked
    except (ValueError, KeyError, TypeError):
        messages = None
    if not isinstance(messages, list):
        raise LasomiError("unreadable_answer", retryable=True)
    return [_fields(message) for message in messages]


def _fields(message: object) -> Mapping[str, str]:
    said = message if isinstance(message, dict) else {}
    given = {name: said.get(name) for name in FIELDS}
    return {name: str(value) for name, value in given.items() if isinstance(value, str | int)}


def _last(messages: Sequence[Mapping[str, str]], after: str) -> str:
    """The greatest id where ids are numbers, else that of the last message. Old ones move nothing."""
    ids = [message.get("id", "") for message in messages]
    fit = [one for one in ids if one and len(one) <= LONGEST_ID]
    numbers = [one for one in fit if _is_number(one)]
    if numbers and _is_number(after):
        return max([after, *numbers], key=int)
    return fit[-1] if fit else after


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _listed(message: Mapping[str, str], now: datetime, home: str) -> Listed:
    request = as_posted(message, now, home)
    parsed = parse_sms(request)
    if isinstance(parsed, InboundMessage):
        parsed = replace(parsed, origin="proven")
    return Listed(message.get("id") or digest(*message.values()), parsed, request.body)
