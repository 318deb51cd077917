"""A provider outside the house: it takes what we send by either API, and misbehaves when it is told to.

A process of its own, `python -m benchmarks.chaos.provider PORT FILE`. FILE gets one JSON line a send: who,
what, when, and whether it was taken. Whatever the fault, what is `taken` is a message that a phone has got.

    POST /version1/messaging                          Africa's Talking, GET lists what people wrote
    POST /2010-04-01/Accounts/{sid}/Messages.json     Twilio, GET lists both ways
    POST /chaos/faults, /chaos/wrote; GET /chaos/alive
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

from benchmarks.chaos import dialects
from benchmarks.chaos.wire import HOST, Request, Silence, Torn, serve
from ops.kin import end_with_parent

JSON: Final = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Faults:
    """Shares of the sends, from 0 to 1, in this order; what remains is answered well.

    `silent` and `reset` take the message first when `takes`; `black_out` cuts every connection. `only` names
    the one API that misbehaves; no phone answers at the numbers of `deaf`, by any.
    """

    refuse: float = 0.0  # 503
    throttle: float = 0.0  # 429 with Retry-After
    retry_after: int = 2
    silent: float = 0.0
    silent_seconds: float = 35.0
    reset: float = 0.0
    error_body: float = 0.0  # 200, and no one was sent to
    takes: bool = True
    black_out: bool = False
    seed: int = 1
    only: str = ""
    deaf: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remote:
    """The provider as a row sees it."""

    address: str
    records: Path

    def set(self, **faults: Any) -> None:
        """Replaces the faults; none given, none left."""
        httpx.post(f"{self.address}/chaos/faults", json=faults, trust_env=False).raise_for_status()

    def wrote(self, messages: list[dict[str, Any]]) -> None:
        """People wrote these, and no webhook told of it: id, from, to, text, at (seconds since 1970)."""
        httpx.post(f"{self.address}/chaos/wrote", json=messages, trust_env=False).raise_for_status()

    def sends(self) -> list[dict[str, Any]]:
        """Every send that came, oldest first: at, api, to, text, id, taken, said."""
        if not self.records.exists():
            return []
        return [json.loads(line) for line in self.records.read_text(encoding="utf-8").splitlines()]


class Provider:
    """One for a process; `answer` is asked once for each request."""

    def __init__(self, records: Path) -> None:
        self._records = records
        self._faults = Faults()
        self._chance = random.Random(1)
        self._count = 0
        self._wrote: list[dict[str, Any]] = []
        self._sent: list[dict[str, Any]] = []

    async def answer(self, request: Request) -> tuple[int, Mapping[str, str], bytes]:
        path = urlsplit(request.target).path
        if path.startswith("/chaos/"):
            return self._told(path.removeprefix("/chaos/"), request.body)
        api = "twilio" if path.startswith("/2010-04-01/") else "africastalking"
        if self._faults.black_out:
            if request.method == "POST" and path != "/beat":
                self._recorded(api, _form(request), taken=False, fate="black_out")
            raise Torn
        if path == "/beat":
            return 200, {}, b"OK"
        if request.method == "HEAD":  # whether the line stands (`gateway.probes`)
            return 200, {}, b""
        if request.method == "GET":
            return 200, JSON, _encoded(self._listed(api, request))
        return await self._send(api, path, request)

    def _told(self, what: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        if what == "faults":
            self._faults = Faults(**json.loads(body))
            self._chance = random.Random(self._faults.seed)
        elif what == "wrote":
            self._wrote += json.loads(body)
        return 200, JSON, _encoded(asdict(self._faults))

    def _listed(self, api: str, request: Request) -> dict[str, Any]:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.target).query).items()}
        if api == "africastalking":
            return dialects.africastalking_inbox(self._wrote, asked)
        return dialects.twilio_list(self._wrote, self._sent, asked)

    async def _send(self, api: str, path: str, request: Request) -> tuple[int, Mapping[str, str], bytes]:
        form = _form(request)
        fate = self._fate(api, dialects.read(api, form)[0])
        taken = fate == "well" or (fate in {"silent", "reset"} and self._faults.takes)
        message = self._recorded(api, form, taken, fate)
        if fate == "refuse":
            return 503, {}, b"busy"
        if fate == "throttle":
            return 429, {"retry-after": str(self._faults.retry_after)}, b"slower"
        if fate == "reset":
            raise Torn
        if fate == "silent":
            raise Silence(self._faults.silent_seconds)
        if fate == "deaf":
            status, body = dialects.deaf(api, message)
            return status, JSON, _encoded(body)
        account = unquote(path.split("/")[3]) if api == "twilio" else ""
        status, body = dialects.sent(api, message, account, refused=fate == "error_body")
        return status, JSON, _encoded(body)

    def _fate(self, api: str, to: str) -> str:
        if to in self._faults.deaf:
            return "deaf"
        if self._faults.only not in {"", api}:
            return "well"
        drawn, below = self._chance.random(), 0.0
        for name in ("refuse", "throttle", "silent", "reset", "error_body"):
            below += getattr(self._faults, name)
            if drawn < below:
                return name
        return "well"

    def _recorded(self, api: str, form: Mapping[str, str], taken: bool, fate: str) -> dict[str, Any]:
        """On its line before any answer."""
        self._count += 1
        to, text = dialects.read(api, form)
        message = {"id": dialects.new_id(api, self._count), "to": to, "text": text, "at": time.time()}
        with self._records.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**message, "api": api, "taken": taken, "said": fate}) + "\n")
        if taken:
            self._sent.append({**message, "api": api})
        return message


def _form(request: Request) -> Mapping[str, str]:
    return {name: values[0] for name, values in parse_qs(request.body.decode(), True).items()}


def _encoded(value: object) -> bytes:
    return json.dumps(value).encode()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos.provider", description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("records", type=Path)
    parser.add_argument("--host", default=HOST, help="where it listens")
    parser.add_argument("--tied", action="store_true", help="end with the supervisor that holds our input")
    asked = parser.parse_args()
    if asked.tied:
        end_with_parent()
    asyncio.run(serve(asked.port, Provider(asked.records).answer, asked.host))
    return 0


if __name__ == "__main__":
    sys.exit(main())
