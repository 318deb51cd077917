"""How every part is, in one line each with its remedy: for `/readyz`, `lasomi doctor` and the clock."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from core.errors import LasomiError
from gateway.checks import machine, outside, stores, traffic
from gateway.checks.base import Check, Scene, State
from gateway.house import House
from gateway.logs import logger
from store import vitals
from store.database import Database
from store.spool import Spool
from store.vitals import Vitals

__all__ = ["Check", "Memory", "Scene", "State", "accepts", "look", "scene_of", "vitals_of"]

LOOKS: Final[tuple[Callable[[Scene], Iterable[Check]], ...]] = (
    machine.keys,
    stores.database,
    machine.spool,
    machine.disk,
    machine.clock,
    outside.heartbeat,
    stores.redis,
    traffic.traffic,
    machine.keys_place,
    outside.gateway_phone,
    outside.files,
    outside.hotlines,
    outside.census,
    outside.focal,
    outside.audit,
    stores.figures,
)


def look(scene: Scene) -> list[Check]:
    """Every check, in the order in which an operator mends."""
    return [check for one in LOOKS for check in one(scene)]


def accepts(found: Iterable[Check]) -> bool:
    """Whether a message can be accepted: it can be sealed, and the database or the spool takes it; while the
    keys are closed, the disk of the spool.
    """
    down = {check.name for check in found if check.state == "down"}
    return "keys" not in down and not ({"database", "spool"} <= down or {"sealed", "spool"} <= down)


def scene_of(house: House, spool: Spool) -> Scene:
    """A house that is open."""
    now = house.clock()
    return Scene(
        settings=house.settings,
        now=now,
        say=house.say,
        country=house.country,
        keys=house.keys,
        database=house.database,
        vitals=vitals_of(house.database, now),
        spool=spool,
        queue=house.queue,
    )


def vitals_of(database: Database, now: datetime) -> Vitals | LasomiError:
    try:
        with database.read() as conn:
            database.hasten(conn)
            return vitals.read(conn, now)
    except LasomiError as error:
        return error


class Memory:
    """Since when something is not as it should be, for as long as this process lives. Threads may share it.

    `tells`: one line in the log when a fault begins or grows, one when it is over.
    """

    def __init__(self, *, tells: bool = False) -> None:
        self._tells = tells
        self._lock = threading.Lock()
        self._faults: dict[str, Check] = {}

    def noted(self, found: Sequence[Check], now: datetime) -> list[Check]:
        """The same checks, each fault with the moment when it began."""
        with self._lock:
            before = self._faults
            dated = [self._dated(check, before.get(check.name), now) for check in found]
            seen = {check.name for check in found}  # what could not be looked at stands as it was
            unseen = {name: check for name, check in before.items() if name not in seen}
            self._faults = unseen | {check.name: check for check in dated if check.state != "ok"}
            if self._tells:
                _tell(before, self._faults, now)
        return dated

    def _dated(self, check: Check, before: Check | None, now: datetime) -> Check:
        if check.state == "ok":
            return check
        since = before.since if before else None
        return replace(check, since=since or check.since or now)


def _tell(before: dict[str, Check], faults: dict[str, Check], now: datetime) -> None:
    for name, check in faults.items():
        if name not in before or before[name].state != check.state:
            log = logger().error if check.state == "down" else logger().warning
            log("check_fails", check=name, state=check.state)
    for name in before.keys() - faults.keys():
        since = before[name].since or now
        logger().info("check_recovered", check=name, duration_ms=round((now - since).total_seconds() * 1000))
