"""Kills that hit work: who is killed had a message in hand, or had answered one, since it was started."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Table, select

from benchmarks.chaos.rig import Rig, answers
from core.errors import LasomiError
from gateway.house import House
from store.tables import inbox, outbox

WORK_SECONDS: Final = 5.0
"""How long a victim is watched for work before another is chosen."""
LIVES_SECONDS: Final = 1.0
UP_SECONDS: Final = 60.0


@dataclass(slots=True)
class Kills:
    """What was killed so far. `up` are the seconds from a kill to the first 2xx of the same gateway."""

    count: int = 0
    hit_work: int = 0
    last: float = 0.0
    up: list[float] = field(default_factory=list)
    by_name: dict[str, int] = field(default_factory=dict)

    def note(self, name: str, worked: bool) -> None:
        self.count += 1
        self.hit_work += worked
        self.last = time.monotonic()
        self.by_name[name] = self.by_name.get(name, 0) + 1


def kill_gateways(
    house: Rig, kills: Kills, wanted: int, gap: tuple[float, float], chance: random.Random
) -> None:
    """Kills one of the gateways that answer, `wanted` times, a random gap apart."""
    down: dict[str, float] = {}
    names = house.named("gateway")
    while kills.count < wanted:
        due = time.monotonic() + chance.uniform(*gap)
        while time.monotonic() < due or not set(names) - down.keys():
            _note_risen(house, down, kills)
            time.sleep(0.05)
        victim = chance.choice(sorted(set(names) - down.keys()))
        if house.kill(victim) is not None:
            down[victim] = time.monotonic()
            kills.note(victim, worked=True)
    deadline = time.monotonic() + UP_SECONDS
    while down and time.monotonic() < deadline:
        _note_risen(house, down, kills)
        time.sleep(0.05)
    kills.up += [UP_SECONDS for _ in down]


def _note_risen(house: Rig, down: dict[str, float], kills: Kills) -> None:
    """Takes from `down` who answers again."""
    for name, since in list(down.items()):
        if time.monotonic() - since > UP_SECONDS:
            raise TimeoutError(f"{name} did not come back; its output is in {house.output}")
        if answers(f"{house.gateways[house.named('gateway').index(name)]}/healthz", 1.0):
            kills.up.append(time.monotonic() - since)
            del down[name]


def kill_at_work(
    house: Rig, inside: House, names: Sequence[str], kills: Kills, chance: random.Random
) -> None:
    """Kills one of these workers while it holds a lease, up to a second after the first that was seen.

    At the first lease it would always be the same row that is hit: the oldest. After 5 s without work another
    worker is tried.
    """
    for name in chance.sample(list(names), len(names)):
        if _at_work(house, inside, name) is None:
            continue
        time.sleep(chance.uniform(0.0, LIVES_SECONDS))
        if _at_work(house, inside, name) is not None and house.kill(name) is not None:
            kills.note(name, worked=True)
            return


def _at_work(house: Rig, inside: House, name: str) -> int | None:
    table = outbox if name == "sender" else inbox
    return _waited(lambda: _leasing(inside, table, house.pid(name)), WORK_SECONDS)


def _leasing(inside: House, table: Table, pid: int | None) -> int | None:
    """The pid, when a row is leased by it now; a worker's lease begins with its pid."""
    if pid is None:
        return None
    mine = select(table.c.seq).where(table.c.lease_owner.like(f"{pid}-%")).limit(1)
    try:
        with inside.database.read() as conn:
            return pid if conn.execute(mine).first() is not None else None
    except LasomiError:
        return None


def _waited(found: Callable[[], int | None], seconds: float) -> int | None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (value := found()) is not None:
            return value
        time.sleep(0.005)
    return None
