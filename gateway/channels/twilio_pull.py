"""Twilio, asked what people wrote to us: `GET …/Messages.json?To=…&DateSent>=YYYY-MM-DD`, newest first.

The cursor is an hour before which everything is kept: the listing is read back to it each time, so that a
message that appears late is found too. It moves only with the last page: a pull that breaks off begins anew.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from core.errors import LasomiError
from core.messages import InboundMessage
from core.numbers import REGION
from core.periods import hour_of
from gateway.channels.base import Listed, Page
from gateway.channels.fields import as_posted, digest, provider_time
from gateway.channels.twilio import parse_sms

PAGE_SIZE: Final = 1000
FIRST_LOOK: Final = timedelta(hours=72)
OVERLAP: Final = timedelta(hours=1)
FIELDS: Final[Mapping[str, str]] = {
    "sid": "MessageSid",
    "from": "From",
    "to": "To",
    "body": "Body",
    "num_media": "NumMedia",
}
Message = Mapping[str, Any]


class ListClient(Protocol):
    """The part of the official SDK that asks."""

    account_sid: str
    api: Any

    def request(self, method: str, uri: str) -> Any: ...


def pull(
    client: ListClient, cursor: str | None, now: datetime, *, recipient: str = "", home: str = REGION
) -> Iterator[Page]:
    """Back to the cursor, or through the last three days. Raises LasomiError when Twilio does not say."""
    since = datetime.fromisoformat(cursor) if cursor else hour_of(now - FIRST_LOOK)
    listing = f"/2010-04-01/Accounts/{client.account_sid}/Messages.json"
    asked = {"To": recipient, "DateSent>": since.date().isoformat(), "PageSize": str(PAGE_SIZE)}
    path: str | None = f"{listing}?{urlencode({name: value for name, value in asked.items() if value})}"
    newest = since
    while path:
        answer = _answer(client, path)
        messages = _messages(answer)
        dates = [date for date in map(_sent, messages) if date is not None]
        newest = max([newest, *(date for date in dates if date <= now)])
        path = _next(answer, listing) if _reaches(dates, since) else None
        reached = since if path else max(since, hour_of(newest - OVERLAP))
        yield Page(tuple(_listed(one, now, home) for one in messages if _came_in(one)), reached.isoformat())


def _answer(client: ListClient, path: str) -> Mapping[str, Any]:
    said = client.request("GET", client.api.absolute_url(path))
    if said.status_code != 200:
        raise LasomiError(f"http_{said.status_code}", retryable=True)
    try:
        answer = json.loads(said.text)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise LasomiError("unreadable_answer", retryable=True)
    return answer


def _messages(answer: Mapping[str, Any]) -> Sequence[Message]:
    messages = answer.get("messages")
    if not isinstance(messages, list):
        raise LasomiError("unreadable_answer", retryable=True)
    return [message if isinstance(message, dict) else {} for message in messages]


def _next(answer: Mapping[str, Any], listing: str) -> str | None:
    """The page after this one. An address that is not this listing's own is not followed."""
    uri = answer.get("next_page_uri")
    if not uri:
        return None
    if not isinstance(uri, str) or not uri.startswith(f"{listing}?"):
        raise LasomiError("unreadable_answer", retryable=True)
    return uri


def _reaches(dates: Sequence[datetime], since: datetime) -> bool:
    """Whether what comes after this page may still be news: its messages are the older ones."""
    return not dates or max(dates) >= since


def _came_in(message: Message) -> bool:
    return message.get("direction") == "inbound"


def _sent(message: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(message.get("date_sent") or message.get("date_created")))
    except (ValueError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _listed(message: Message, now: datetime, home: str) -> Listed:
    given = {posted: message.get(name) for name, posted in FIELDS.items()}
    posted = {name: str(value) for name, value in given.items() if value is not None}
    request = as_posted(posted, now, home)
    parsed, sent = parse_sms(request), _sent(message)
    if isinstance(parsed, InboundMessage) and sent is not None:
        parsed = replace(parsed, sent_at=provider_time(sent.isoformat(), now))
    return Listed(str(message.get("sid") or digest(request.body.decode())), parsed, request.body)
