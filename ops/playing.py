"""Plays transcripts line by line, on the flows themselves or over a telco, and finds where they differ."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from core.country import Country
from flows.engine import Turn
from flows.nodes import Flows
from ops.callers import Caller, UnreadableError, read_caller
from sandbox import transcript
from sandbox.phone import Phone
from sandbox.switchboard import Screen
from sandbox.transcript import Step, one_line

PATIENCE_SECONDS: Final = 10.0
NO_CALLER: Final = "@ ?"
UNKNOWN_MARK: Final = "?"


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of a transcript, and what came instead."""

    line: int
    expected: str
    found: str


class Line(Protocol):
    """Something on which a transcript is played. Each returns the line that should have been written; None
    says that nothing can be said of it here."""

    skipped: int

    def caller(self, text: str) -> str | None: ...
    def type(self, text: str) -> str | None: ...
    def screen(self) -> str | None: ...
    def kept(self) -> str | None: ...
    def write(self, text: str) -> str | None: ...
    def received(self) -> str | None: ...


def differences(steps: Iterable[Step], line: Line) -> Iterator[Difference]:
    """The first difference of every call: what follows it follows from it."""
    heeded, begun = True, False
    for step in steps:
        begins = step.mark == transcript.CALLER
        heeded, begun = heeded or begins, begun or begins
        found = _found(step, line) if begun or step.mark not in transcript.MARKS else NO_CALLER
        if heeded and found is not None and found != str(step):
            heeded = False
            yield Difference(step.number, str(step), found)


def _found(step: Step, line: Line) -> str | None:
    said: dict[str, Callable[[], str | None]] = {
        transcript.CALLER: lambda: line.caller(step.text),
        transcript.TYPED: lambda: line.type(step.text),
        transcript.SHOWN: line.screen,
        transcript.LAST: line.screen,
        transcript.KEPT: line.kept,
        transcript.WROTE: lambda: line.write(step.text),
        transcript.CAME: line.received,
    }
    return said.get(step.mark, lambda: UNKNOWN_MARK)()


@dataclass(slots=True)
class OnFlows:
    """The flows of the installed program. SMS are passed over: they are the workers', not the flows'."""

    country: Country
    flows: Flows
    calling: Caller | None = None
    skipped: int = 0

    def caller(self, text: str) -> str | None:
        try:
            self.calling = read_caller(text, self.country, self.flows)
        except UnreadableError as fault:
            self.calling = None
            return str(fault)
        return None

    def type(self, text: str) -> str | None:
        if self.calling:
            self.calling.type(text)
        return None

    def screen(self) -> str | None:
        turn = self.calling and self.calling.turn()
        return shown(turn.text, ends=turn.ends) if turn else None

    def kept(self) -> str | None:
        return f"{transcript.KEPT} {told(self.calling.turn())}" if self.calling else None

    def write(self, _text: str) -> str | None:
        return None

    def received(self) -> str | None:
        return None


@dataclass(slots=True)
class OnTelco:
    """A running sandbox; raises NoNetworkError. `phone` gives a phone that has never called.

    Only a caller who is new can be played: what a house knows of the others cannot be said from outside.
    """

    phone: Callable[[], Phone]
    held: Phone | None = None
    last: Screen | None = None
    skipped: int = 0

    def caller(self, text: str) -> str | None:
        self.hang_up()
        self.held, self.last = (self.phone() if text == "new" else None), None
        self.skipped += self.held is None
        return None

    def type(self, text: str) -> str | None:
        if self.held is None or (self.last and self.last.ends and not text.endswith("#")):
            return None
        dials = text.startswith("*") and text.endswith("#")
        self.last = self.held.dial(text) if dials else self.held.answer(text)
        return None

    def screen(self) -> str | None:
        return shown(self.last.text, ends=self.last.ends) if self.last else None

    def kept(self) -> str | None:
        return None

    def write(self, text: str) -> str | None:
        taken = self.held is None or self.held.write(text)
        return None if taken else f"{transcript.WROTE} ?"

    def received(self) -> str | None:
        """The next SMS that reaches the phone, in time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.held is not None and time.monotonic() < deadline:
            if came := self.held.read(most=1):
                return f"{transcript.CAME} {one_line(came[0]['text'])}"
            time.sleep(0.2)
        return None if self.held is None else transcript.CAME

    def hang_up(self) -> None:
        if self.held is not None:
            self.held.hang_up()


def shown(text: str, *, ends: bool) -> str:
    return f"{transcript.LAST if ends else transcript.SHOWN} {one_line(text)}".rstrip()


def told(turn: Turn) -> str:
    """What a call has told so far, as after `=`: a kind, its marks, the answers."""
    marks = [mark for mark in ("confirmed", "protected", "erased", "resumed") if getattr(turn, mark)]
    kind = "nothing" if turn.kind == "none" else turn.kind
    return " ".join([kind, *marks, *(f"{key}={value}" for key, value in turn.answers.items())])
