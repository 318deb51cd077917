"""Lines to providers that have no SDK of ours to use: requests over kept connections, and their tokens."""

import base64
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import requests

from core.errors import SendFailed
from gateway.channels.base import Get, Post, Reply

LIMITS: Final = (3.0, 30.0)
"""Seconds to connect, and to wait for a byte of the answer."""
RENEW_SECONDS: Final = 50 * 60.0
"""Orange's tokens live for an hour."""
OAUTH: Final = "/oauth/v3/token"


class Token:
    """Orange's bearer token: fetched when there is none, renewed after fifty minutes (`channels.md` §7)."""

    def __init__(
        self,
        ask: Callable[[], str],
        seconds: float = RENEW_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._seconds, self._clock = ask, seconds, clock
        self._lock = threading.Lock()
        self._value, self._until = "", 0.0

    def value(self) -> str:
        """Raises SendFailed when none is given: nothing has left then."""
        with self._lock:
            if not self._value or self._clock() >= self._until:
                self._value, self._until = self._ask(), self._clock() + self._seconds
            return self._value

    def refused(self, value: str) -> None:
        """The next call asks for another, unless somebody has already."""
        with self._lock:
            if self._value == value:
                self._value = ""


def form_post(session: requests.Session, base: str) -> Post:
    def post(path: str, fields: Mapping[str, Any]) -> Reply:
        return _reply(session.post(base + path, data=fields, timeout=LIMITS, allow_redirects=False))

    return post


def json_post(session: requests.Session, base: str) -> Post:
    def post(path: str, fields: Mapping[str, Any]) -> Reply:
        return _reply(session.post(base + path, json=fields, timeout=LIMITS, allow_redirects=False))

    return post


def text_post(session: requests.Session, base: str) -> Post:
    """The field `text` as the body, all others as headers."""

    def post(path: str, fields: Mapping[str, Any]) -> Reply:
        headers = {name: value for name, value in fields.items() if name != "text"}
        headers["Content-Type"] = "text/plain; charset=UTF-8"
        said = session.post(
            base + path,
            data=fields["text"].encode(),
            headers=headers,
            timeout=LIMITS,
            allow_redirects=False,
        )
        return _reply(said)

    return post


def getter(session: requests.Session, base: str) -> Get:
    def get(path: str) -> Reply:
        return _reply(session.get(base + path, timeout=LIMITS, allow_redirects=False))

    return get


def with_token(session: requests.Session, base: str, token: Token) -> Post:
    """Each request bears the token; where it is refused, once more with a new one."""

    def once(path: str, fields: Mapping[str, Any], bearer: str) -> Reply:
        headers = {"Authorization": f"Bearer {bearer}"}
        said = session.post(base + path, json=fields, headers=headers, timeout=LIMITS, allow_redirects=False)
        return _reply(said)

    def post(path: str, fields: Mapping[str, Any]) -> Reply:
        bearer = token.value()
        said = once(path, fields, bearer)
        if said.status != 401:
            return said
        token.refused(bearer)
        return once(path, fields, token.value())

    return post


def ask_token(session: requests.Session, base: str, client: str, secret: str) -> str:
    """OAuth 2.0 client credentials (RFC 6749 §4.4). Raises SendFailed: no message has left then."""
    basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
    try:
        said = session.post(
            base + OAUTH,
            data={"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {basic}"},
            timeout=LIMITS,
            allow_redirects=False,
        )
    except requests.RequestException:
        raise SendFailed("no_token", retryable=True) from None
    found = _reply(said).json().get("access_token")
    if said.status_code != 200 or not isinstance(found, str) or not found:
        raise SendFailed("no_token", retryable=True)
    return found


def _reply(said: requests.Response) -> Reply:
    said.encoding = "utf-8"
    return Reply(said.status_code, said.text, said.headers)
