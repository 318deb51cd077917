"""Conversations as they were, in a form that a person writes and `lasomi play` plays.

A line begins with a mark; `#` begins a comment. `@` says who calls, `>` is what is typed into a call (the
service code dials), `<` the screen that follows and `<<` the last one, its rows parted by ` / `. `=` is what
the call has told so far. `sms>` is an SMS that the phone sends, `sms<` one that reaches it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

CALLER, TYPED, SHOWN, LAST, KEPT, WROTE, CAME = "@", ">", "<", "<<", "=", "sms>", "sms<"
MARKS: Final = frozenset({CALLER, TYPED, SHOWN, LAST, KEPT, WROTE, CAME})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a transcript; `number` counts from 1."""

    number: int
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.text}".rstrip()


def steps(text: str) -> Iterator[Step]:
    """The lines that say something, whatever their mark."""
    for number, row in enumerate(text.splitlines(), start=1):
        if row.strip() and not row.startswith("#"):
            mark, _, rest = row.partition(" ")
            yield Step(number, mark, rest)


@dataclass(slots=True)
class Transcript:
    """A conversation being written down."""

    title: str
    lines: list[str] = field(default_factory=list)

    def calls(self, caller: str) -> None:
        """Who makes the call that follows."""
        self._add(CALLER, caller)

    def typed(self, text: str) -> None:
        self._add(TYPED, text)

    def shown(self, text: str, *, ends: bool) -> None:
        self._add(LAST if ends else SHOWN, text)

    def wrote(self, text: str) -> None:
        self._add(WROTE, text)

    def received(self, text: str) -> None:
        self._add(CAME, text)

    def _add(self, mark: str, text: str) -> None:
        self.lines.append(f"{mark} {one_line(text)}")

    def __str__(self) -> str:
        return "\n".join([f"# {self.title}", *self.lines, ""])


def one_line(text: str) -> str:
    return " / ".join(text.splitlines())
