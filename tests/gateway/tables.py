"""The tables of the channels, read once for every runner that plays them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from gateway.channels.base import WebRequest
from gateway.reading import Form, read_bytes, read_json

AT = datetime(2026, 7, 14, 14, 5, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "cases" / "channels"


def table(channel: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{channel}.yaml").read_text("utf-8"))
    return cases


def request_of(case: Mapping[str, Any]) -> WebRequest:
    """The request of a case, its fields read as the webhook reads them."""
    if "json" in case:
        body = json.dumps(case["json"], ensure_ascii=False).encode()
        return _request(read_json(body), body=body)
    if "query" in case:
        return _request(read_bytes(case["query"].encode()), query=case["query"])
    if "post" in case:
        return _request(read_bytes(case["post"].encode()), body=case["post"].encode())
    return posted(case["form"])


def _request(form: Form, *, body: bytes = b"", query: str = "") -> WebRequest:
    assert not form.reason
    method = "GET" if query else "POST"
    return WebRequest(
        method, "/hooks/x/token/sms", query, {}, form.fields, body, AT, "https://lasomi.example.org"
    )


def posted(
    form: Mapping[str, str] | list[tuple[str, str]],
    *,
    path: str = "/hooks/x/token/sms",
    query: str = "",
    headers: Mapping[str, str] | None = None,
    public_url: str = "https://lasomi.example.org",
) -> WebRequest:
    """A request as the webhook hands it to a channel."""
    fields = tuple(form.items()) if isinstance(form, Mapping) else tuple(form)
    body = urlencode(fields, errors="surrogatepass").encode()
    return WebRequest("POST", path, query, dict(headers or {}), fields, body, AT, public_url)
