"""An SMS as it was read before the transaction that carries it out."""

from dataclasses import dataclass
from typing import NamedTuple

from core.alerts import Command
from core.contacts import Contact, Member
from core.reports import Understanding
from store.conversations import Open
from workers.matching import Answer


class Writer(NamedTuple):
    """Who wrote, where that is known, and what they were asked."""

    member: Member | None
    contact: Contact | None
    open: Open | None = None


class Reading(NamedTuple):
    """What a text answers to the question that was open, and the first message as it was understood."""

    open: Open
    answer: Answer
    first: Understanding


@dataclass(frozen=True, slots=True)
class Letter:
    """An SMS as read. `member` and `contact` are who wrote it, where that is known.

    `reading`: it may be an answer. `incomplete`: a part of it did not come (`channels.md` §14). `region`:
    what a text of the protected lane names, and nothing finer (P37).
    """

    number: str
    text: str
    origin: str
    foreign: bool
    member: Member | None
    contact: Contact | None
    command: Command | None
    said: Understanding
    recipient: str = ""
    reading: Reading | None = None
    incomplete: bool = False
    region: str | None = None

    @property
    def home(self) -> str | None:
        return self.contact.home if self.contact else None

    @property
    def is_answer(self) -> bool:
        """Whether the whole of it is an answer to what we asked, whatever a model makes of it."""
        return self.reading is not None and self.reading.answer.exact
