"""From bytes to fields: the size, the time and the alphabet of what a provider posts."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from functools import lru_cache
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from gateway.channels.base import Channel, WebRequest
from gateway.house import House

LARGEST: Final = 16 * 1024
BODY_SECONDS: Final = 10.0
MOST_FIELDS: Final = 100
FORM_TYPE: Final = "application/x-www-form-urlencoded"
ALPHABETS: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "windows-1252": "windows-1252",
}


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a body, or the reason why there are none.

    `damaged`: bytes that the declared alphabet does not explain stand as U+FFFD.
    """

    fields: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    damaged: bool = False


async def read_body(request: Request) -> bytes:
    """At most 16 KB within 10 s, counted while it arrives. Raises HTTPException 413 or 408."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _counted(request)
    except (TimeoutError, ClientDisconnect):
        raise HTTPException(408) from None


async def _counted(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413)
    return bytes(body)


def read_fields(channel: Channel, request: Request, body: bytes) -> Form:
    """The fields where the channel has them. Never raises."""
    if channel.reads == "json":
        return read_json(body)
    if channel.reads == "bytes":
        return read_bytes(request.scope["query_string"] if request.method == "GET" else body)
    return read_form(request.headers.get("content-type", ""), body)


def read_json(body: bytes) -> Form:
    """The values of an object and of those inside it, each under its own name; what is null is not there."""
    text = body.decode("utf-8", "replace")
    try:
        found = json.loads(text)
        fields = tuple(islice(_leaves(found), MOST_FIELDS + 1))
    except (ValueError, RecursionError):
        return Form(reason="unreadable")
    if not isinstance(found, dict) or len(fields) > MOST_FIELDS:
        return Form(reason="too_many_fields" if fields else "unreadable")
    return Form(fields, damaged="\ufffd" in text and not _is_utf8(body))


def _leaves(value: Any) -> Iterator[tuple[str, str]]:
    for name, inner in value.items() if isinstance(value, dict) else ():
        for one in inner if isinstance(inner, list) else (inner,):
            if isinstance(one, dict):
                yield from _leaves(one)
            elif one is not None:
                yield name, one if isinstance(one, str) else json.dumps(one)


def _is_utf8(body: bytes) -> bool:
    try:
        return bool(body.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def read_bytes(sent: bytes) -> Form:
    """The fields of a query or a form, each byte of theirs a letter of ISO-8859-1."""
    try:
        fields = parse_qsl(sent.decode("latin-1"), True, encoding="latin-1", max_num_fields=MOST_FIELDS)
    except ValueError:
        return Form(reason="too_many_fields")
    return Form(tuple(fields))


def read_form(content_type: str, body: bytes) -> Form:
    """The fields in order, blank ones too. Never raises."""
    alphabet = _alphabet(content_type)
    if alphabet is None:
        return Form(reason="unreadable")
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:  # raw bytes where percent-escapes belong
        text = "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in body)
    return _parsed(text, alphabet)


@lru_cache(maxsize=64)
def _alphabet(content_type: str) -> str | None:
    """How the percent-escapes of a form are to be read; None when it is none, or in no alphabet we know."""
    declared = Message()
    declared["content-type"] = content_type or FORM_TYPE
    alphabet = ALPHABETS.get(str(declared.get_param("charset", "utf-8")).lower())
    return alphabet if declared.get_content_type() == FORM_TYPE else None


def _parsed(text: str, alphabet: str) -> Form:
    def fields(errors: str) -> tuple[tuple[str, str], ...]:
        return tuple(parse_qsl(text, True, encoding=alphabet, errors=errors, max_num_fields=MOST_FIELDS))

    try:
        return Form(fields("strict"))
    except UnicodeDecodeError:
        return Form(fields("replace"), damaged=True)
    except ValueError:
        return Form(reason="too_many_fields")


def web_request(request: Request, form: Form, body: bytes, at: datetime, house: House) -> WebRequest:
    """The request as plain values; path and query as they were sent."""
    raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    return WebRequest(
        method=request.method,
        path=raw_path.decode("latin-1"),
        query=request.scope["query_string"].decode("latin-1"),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.raw},
        form=form.fields,
        body=body,
        received_at=at,
        public_url=house.settings.public_url,
        home=house.country.facts.number_region,
    )
