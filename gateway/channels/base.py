"""What every channel is made of: a request as plain values, answers both ways, and what a refusal means."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from core.errors import SendFailed
from core.messages import OutboundMessage, Parsed, SendResult
from core.numbers import REGION
from gateway.refusals import refuse

Kind = Literal["sms", "receipt", "ussd", "ussd-end", "optout"]
"""The last part of a webhook's path."""


@dataclass(frozen=True, slots=True)
class WebRequest:
    """One authenticated-by-path webhook call. `form` holds every field in order, blanks kept.

    `path` and `query` are as they were sent; signatures are computed over `public_url` and them, never over
    the request's host. `headers` have lower-case names. `home`: whose numbers are no foreign ones (ISO).
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    form: tuple[tuple[str, str], ...]
    body: bytes
    received_at: datetime
    public_url: str
    home: str = REGION

    def get(self, name: str) -> str:
        """The first value of a field as it may be kept, "" when it is absent."""
        return next((plain(value) for field, value in self.form if field == name), "")

    def raw(self, name: str) -> bytes:
        """The bytes of a field's first value, of a channel that `reads` them."""
        return next((value.encode("latin-1", "replace") for field, value in self.form if field == name), b"")

    def has(self, name: str) -> bool:
        return any(field == name for field, _ in self.form)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a channel checks a request against. `shared_key` is `NAME:SECRET`, or empty."""

    account: str = ""
    auth_token: str = ""
    shared_key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider hears. Two of them send the body to the person: see each channel."""

    status: int = 200
    content_type: str = "text/plain; charset=utf-8"
    body: str = ""


def silence(_kind: Kind, _request: WebRequest) -> Answer:
    """200 and nothing: what most providers are answered."""
    return Answer()


@dataclass(frozen=True, slots=True)
class Channel:
    """One provider: plain functions, no socket. `parsers` has a reader for each address it may post to.

    `reads`: where its fields stand. `bytes` are those of a query or a form, each byte a letter (ISO-8859-1),
    for whoever says in another field how its text is written.
    """

    name: str
    verify: Callable[[WebRequest, Secrets], bool]
    parsers: Mapping[Kind, Callable[[WebRequest], Parsed]]
    answer: Callable[[Kind, WebRequest], Answer] = silence
    reads: Literal["form", "json", "bytes"] = "form"
    methods: frozenset[str] = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider's own address answered. `headers` have their names as in `Retry-After`."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Mapping[str, Any]:
        """The object in the body; an empty one where there is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


Post = Callable[[str, Mapping[str, Any]], Reply]
"""Fields to a path below a provider's address, as it wants them. Raises SendFailed for want of an answer."""
Get = Callable[[str], Reply]
Send = Callable[[OutboundMessage], SendResult]
Ask = Callable[[OutboundMessage, datetime], SendResult | None]
"""What became of a message whose request left at that moment and was not answered; None: nobody knows."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A message in a provider's listing, read as if it had been posted; `raw` is the form of that post."""

    id: str
    parsed: Parsed
    raw: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a listing. Once it is kept, the next pull may begin at `cursor`: never before."""

    messages: tuple[Listed, ...]
    cursor: str


Pull = Callable[[str | None, datetime], Iterator[Page]]
"""Everything people wrote to us since a cursor (None: since always), page by page.

Raises LasomiError when the provider does not say.
"""

PING = "ping"
"""Why a notice is ignored by which a line says that it is there."""


def plain(text: str) -> str:
    """Text as it may be kept: no NUL, no lone surrogate; everything else byte for byte."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def unsigned(_request: WebRequest, _secrets: Secrets) -> bool:
    """No signature exists: whoever knows the secret address is the provider."""
    return True


def unreadable() -> SendFailed:
    """A success that cannot be read is no verdict: it may have left, and is never blindly sent again."""
    return SendFailed("unreadable_answer", retryable=False, ambiguous=True)


def judged(said: Reply, *, refused_us: Collection[int] = (401, 403)) -> SendResult:
    """What an HTTP answer that is no success means, where the provider has no codes of its own.

    `refused_us`: it is our account that is refused, not the message. Raises SendFailed for what may go
    another time: too many at once, or a provider that is in trouble.
    """
    if said.status == 429 or said.status >= 500:
        refuse(said.status, said.headers)
    code = f"http_{said.status}"
    return SendResult("failed", code=code, operator_alarm=said.status in refused_us)
