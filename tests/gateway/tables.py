"""The tables of the channels, read once for every runner that plays them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from gateway.channels.base import WebRequest

AT = datetime(2026, 7, 14, 14, 5, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "cases" / "channels"


def table(channel: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{channel}.yaml").read_text("utf-8"))
    return cases


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
