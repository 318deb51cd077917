"""Staff of a row: who is on call where. Their numbers are reserved ones that no load uses."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from benchmarks.client import number
from core.contacts import Member, Role
from core.ports import utc_now
from gateway.house import House
from store import people, roster

STAFF_FROM: Final = 90_000
"""Below the numbers of the site's own monitors and of those who call."""
RESTED: Final = 430.0
"""Seconds after which nobody's window is open any more: five minutes from a text, which may be late."""


def add(house: House, index: int, role: Role, cercle: str, email: str = "") -> Member:
    """Somebody who serves one cercle and nothing else."""
    with house.database.write() as conn:
        return roster.add_member(
            conn,
            house.vault,
            number=number(STAFF_FROM + index),
            name=f"{role} {index}",
            roles=(role,),
            areas=(cercle,),
            now=utc_now(),
            email=email,
        )


def everybody_off(house: House) -> None:
    """Nobody on the roster is on call."""
    with house.database.write() as conn:
        for member in people.members(conn):
            roster.set_on_call(conn, member.id, False)


def opt_out(house: House, phone: str) -> None:
    with house.database.write() as conn:
        people.opt_out(conn, house.vault, phone, utc_now(), cause="STOP", channel="africastalking")


@dataclass(slots=True)
class Shifts:
    """People take turns, so that each event finds somebody whose window is closed (`alerts.md` §7).

    `turns` counts every one of them; a person who has rested so many seconds comes on again.
    """

    house: House
    rest: float = RESTED
    on_call: dict[str, str] = field(default_factory=dict)
    turns: int = 0
    _rest: deque[tuple[float, int]] = field(default_factory=deque)
    _known: int = 0

    def __post_init__(self) -> None:
        everybody_off(self.house)

    def fresh(self, cercle: str, email: str = "") -> str:
        """The number of the one who is on call for the cercle from now on, in place of the one before."""
        index = self._rested()
        self.turns += 1
        member = add(self.house, index, "monitor", cercle, email)
        with self.house.database.write() as conn:
            if cercle in self.on_call:
                roster.set_on_call(conn, self.on_call[cercle], False)
            roster.set_on_call(conn, member.id, True)
        self.on_call[cercle] = member.id
        self._rest.append((time.monotonic(), index))
        return number(STAFF_FROM + index)

    @property
    def count(self) -> int:
        """How many people there are."""
        return self._known

    def _rested(self) -> int:
        if self._rest and time.monotonic() - self._rest[0][0] > self.rest:
            return self._rest.popleft()[1]
        self._known += 1
        return self._known - 1
