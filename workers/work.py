"""One accepted row on its way to one outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core.country import Country
from gateway.house import House
from store.inbox import Row
from store.vault import Vault

TURN: Final = "effects"
"""Two workers must not open one event twice, nor write to one phone at once: on PostgreSQL effects take
turns, understanding does not."""
Body = Mapping[str, Any]
"""What the seal of an inbox row opens to."""


@dataclass(frozen=True, slots=True)
class Work:
    """A row inside the transaction that will finish it. `now` is the moment of work, `at` of reception."""

    house: House
    conn: Any
    row: Row
    now: datetime

    @property
    def at(self) -> datetime:
        return self.row.received_at

    @property
    def vault(self) -> Vault:
        return self.house.vault

    @property
    def country(self) -> Country:
        return self.house.country


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row, as the inbox keeps it: one word, and the reason where there is one."""

    word: str
    reason: str = ""


Effect = Callable[[Work], Outcome]
"""Everything a row causes, in one transaction. What is slow or may hang has been read before."""
