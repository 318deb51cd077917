"""A handset at the end of a wire: what `lasomi phone`, the demo and the tests hold in their hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.switchboard import Screen


class NoNetworkError(RuntimeError):
    """The telco does not answer, or (RefusedError) refuses; the sentence says why."""


class RefusedError(NoNetworkError):
    """The telco answers, and does not take this number, channel or key."""


@dataclass(slots=True)
class Phone:
    """`client` reaches the telco (its base address is the telco's)."""

    client: httpx.Client
    number: str
    channel: str = "africastalking"
    call: str = ""
    _seen: int = field(default=0, repr=False)

    def dial(self, code: str) -> Screen:
        answer = self._ask("dial", {"code": code})
        return self._turn({**answer, "call": answer["call"]})

    def answer(self, keys: str) -> Screen:
        return self._turn({"call": self.call, **self._ask("answer", {"call": self.call, "keys": keys})})

    def hang_up(self) -> None:
        if self.call:
            self._ask("hangup", {"call": self.call})
        self.call = ""

    def play(self, code: str, keys: Sequence[str]) -> Screen:
        """Dials and presses one answer after the other, until the call ends or the keys do.

        `~3` is a mark from 1 to 4 for a question that is not known beforehand: where it is answered by yes
        and no, 3 and 4 are the first of its keys, and lower ones the second.
        """
        screen = self.dial(code)
        for key in keys:
            if screen.ends:
                break
            screen = self.answer(_marked(screen.text, key[1:]) if key.startswith("~") else key)
        return screen

    def write(self, text: str) -> bool:
        """An SMS to the service: whether the gateway took it."""
        return bool(self._ask("sms", {"channel": self.channel, "text": text})["taken"])

    def read(self, most: int | None = None) -> list[dict[str, Any]]:
        """The SMS that came since the last look, the oldest first; at most so many."""
        answer = self.client.get(f"/handset/{self.number}/inbox", params={"after": self._seen})
        messages: list[dict[str, Any]] = answer.raise_for_status().json()["messages"][:most]
        self._seen = messages[-1]["serial"] if messages else self._seen
        return messages

    def _turn(self, answer: dict[str, Any]) -> Screen:
        self.call = "" if answer["ends"] else answer["call"]
        return Screen(answer["text"], answer["ends"], answer["lost"])

    def _ask(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self.client.post(f"/handset/{self.number}/{what}", json=body)
        except httpx.HTTPError as fault:
            raise NoNetworkError(f"{self.client.base_url}: {fault}") from fault
        told: dict[str, Any] = answer.json()
        if answer.is_error:
            raise RefusedError(told["error"])
        return told


def _marked(screen: str, mark: str) -> str:
    if re.search(rf"^{mark} ", screen, re.MULTILINE) and re.search("^4 ", screen, re.MULTILINE):
        return mark
    return "1" if mark in {"3", "4"} else "2"
