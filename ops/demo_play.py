"""Plays the script on the sandbox telco: phones write and dial, monitors read their alerts and answer."""

import heapq
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, groupby
from pathlib import Path
from typing import Any

import httpx

from ops.demo_clock import DemoClock
from ops.demo_script import Call, Duty, Sms
from sandbox.phone import Phone

ALERT = re.compile(r"A(\d{4}) S\d ")
PHONES_AT_ONCE = 4
MINUTE = timedelta(minutes=1)
Event = Sms | Call


@dataclass(frozen=True, slots=True)
class Stage:
    """What the player is handed. `rest` returns when all that was accepted is carried out and sent; `passes`
    lets the house's own time go on with the clock; `waits` says whether an alert has a window or a rung to
    wait for, and `tend` does what is due of these: how many texts.
    """

    telco: httpx.Client
    clock: DemoClock
    keys_file: Path
    service_code: str
    rest: Callable[[], None]
    pace: Callable[[timedelta], None]
    passes: Callable[[timedelta], None]
    waits: Callable[[], bool]
    tend: Callable[[], int]
    told: Callable[[int], None]


@dataclass(slots=True)
class Watch:
    """The monitors, each with a phone in hand: what they write about the alerts that reach them."""

    telco: httpx.Client
    duties: Mapping[str, Duty]
    known: set[tuple[str, str]] = field(default_factory=set)
    seen: int = 0

    def replies(self, now: datetime) -> list[Sms]:
        """Answers to what arrived since the last look, each at its time. An alert is answered once."""
        answer = self.telco.get("/handset/arrivals", params={"after": self.seen}).raise_for_status()
        messages = answer.json()["messages"]
        self.seen = messages[-1]["serial"] if messages else self.seen
        return [reply for message in messages for reply in self._to(message, now)]

    def _to(self, message: Mapping[str, Any], now: datetime) -> Iterable[Sms]:
        found, duty = ALERT.match(message["text"]), self.duties.get(message["number"])
        if found is None or duty is None or (duty.number, found[1]) in self.known:
            return
        self.known.add((duty.number, found[1]))
        yield _reply(duty, now, duty.answers_after, f"OUI {found[1]}")
        if duty.verifies_after is not None and " S4 " in message["text"]:
            yield _reply(duty, now, duty.verifies_after, f"VRAI {found[1]}")


def _reply(duty: Duty, now: datetime, minutes: int, text: str) -> Sms:
    return Sms(now + timedelta(minutes=minutes), duty.number, duty.channel, text)


class Player:
    def __init__(self, stage: Stage, duties: Sequence[Duty]) -> None:
        self._stage = stage
        self._watch = Watch(stage.telco, {duty.number: duty for duty in duties})

    def play_quarter(self, ratings: Sequence[Call]) -> None:
        """Days of ratings: the order of the calls of a day makes no difference, so some go at once."""
        with ThreadPoolExecutor(PHONES_AT_ONCE) as phones:
            for _, calls in groupby(ratings, key=lambda call: call.at.date()):
                listed = list(calls)
                self._forward(listed[0].at)
                for _ in phones.map(self._do, listed):
                    self._stage.told(1)
                self._stage.rest()

    def play_day(self, events: Sequence[Event]) -> None:
        """In the order of time, the monitors' answers among them."""
        order = count()
        waiting = [(event.at, next(order), event) for event in events]
        while waiting:
            if not self._written_before(waiting[0][0]):
                at, _, event = heapq.heappop(waiting)
                self._forward(at)
                self._do(event)
                self._stage.told(1)
                if waiting and waiting[0][0] <= at:
                    continue
            self._stage.rest()
            for reply in self._watch.replies(self._stage.clock.now()):
                heapq.heappush(waiting, (reply.at, next(order), reply))

    def _written_before(self, at: datetime) -> bool:
        """Minute by minute, while a window or a rung is waited for: whether the house wrote to somebody."""
        clock = self._stage.clock
        while clock.now() + MINUTE < at and self._stage.waits():
            self._forward(clock.now() + MINUTE)
            if self._stage.tend():
                return True
        return False

    def _forward(self, to: datetime) -> None:
        self._stage.pace(to - self._stage.clock.now())
        self._stage.passes(self._stage.clock.advance(to, self._stage.keys_file))

    def _do(self, event: Event) -> None:
        if isinstance(event, Sms):
            Phone(self._stage.telco, event.number, event.channel).write(event.text)
            return
        phone = Phone(self._stage.telco, event.number)
        phone.play(self._stage.service_code, event.keys)
        if event.hangs_up:
            phone.hang_up()
