"""What time itself brings, each in its turn: the loop around the table of `workers.duties`.

One process at a time does this (`Database.singleton`). A tick may be repeated: what is due follows from the
time alone. A duty that fails is logged, stops no other, and is tried again at the next tick.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from core.errors import LasomiError
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import DUTY_FAILURES
from store import elapsed
from store.boot import boot_clock
from store.database import Boot
from store.steady import STEADY_MS, Belief
from workers.duties import Duty, Tick, chores, duties
from workers.watch import Watch

NAME: Final = "clock"
TICK_SECONDS: Final = 5.0


@dataclass(slots=True)
class Log:
    """What this process has done, and when; what fails now; and its own look at the time."""

    watch: Watch
    done: dict[str, datetime] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)

    def attempt(self, name: str, what: Callable[[], object]) -> bool:
        """Whether it went well. A fault is one line when it begins and one when it ends."""
        try:
            what()
        except Exception as error:  # one that fails must not stop the others: counted, logged, tried again
            DUTY_FAILURES.labels(name).inc()
            if name not in self.failing:
                code = error.code if isinstance(error, LasomiError) else type(error).__name__
                logger().error("duty_fails", duty=name, error_code=code)
            self.failing.add(name)
            return False
        if name in self.failing:
            self.failing.discard(name)
            logger().info("duty_recovered", duty=name)
        return True


def tick(house: House, now: datetime, log: Log | None = None, *, table: Sequence[Duty] | None = None) -> Log:
    """Everything of the table that is due (the chores, where none is given), and the log of it: hand it to
    the next tick. Without one, everything is due.
    """
    log = log or Log(Watch())
    sure = _sure(house, now, log)
    for duty in chores(house) if table is None else table:
        last = log.done.get(duty.name)
        moment = Tick(now, sure, first=last is None)
        if duty.is_due(last, now) and log.attempt(duty.name, partial(duty.carry_out, moment)):
            log.done[duty.name] = now
    return log


def run(house: House, stops: Callable[[float], bool], *, boot: Boot = boot_clock) -> None:
    """Ticks every 5 s, as the only one, until `stops(seconds)` says so after waiting so long.

    While the store does not answer nobody can be the only one: what needs no store is done all the same.
    """
    log, table = Log(Watch(boot)), duties(house)
    while not _keep_or_wait(house, log, table, stops):
        continue
    for duty in table:
        if duty.finish is not None:
            duty.finish(TICK_SECONDS)


def _keep_or_wait(house: House, log: Log, table: Sequence[Duty], stops: Callable[[float], bool]) -> bool:
    """Whether it was stopped: while it was the clock, or while it waited for its turn or the store."""
    try:
        if _keep(house, log, table, stops):
            return True
    except LasomiError as error:
        log.attempt(NAME, partial(_raise, error))
        tick(house, house.clock(), log, table=[duty for duty in table if duty.without_store])
    return stops(TICK_SECONDS)


def _raise(error: LasomiError) -> None:
    raise error


def _keep(house: House, log: Log, table: Sequence[Duty], stops: Callable[[float], bool]) -> bool:
    """Whether it was stopped while it was the only one; else another is, or has become it."""
    with house.database.singleton(NAME) as alone:
        if not alone:
            return False
        keeper = secrets.token_hex(16)
        elapsed.claim(house.database, keeper)
        log.attempt(NAME, lambda: None)
        while _is_ours(house, keeper):
            tick(house, house.clock(), log, table=table)
            if stops(TICK_SECONDS):
                return True
    return False


def _is_ours(house: House, keeper: str) -> bool:
    """A lock that was lost with its connection may be another's by now: then it has put its name down."""
    with house.database.read() as conn:
        return elapsed.kept_by(conn) == keeper


def _sure(house: House, now: datetime, log: Log) -> datetime | None:
    """The time by which things may end: as the store has it, else as this process has seen it go."""
    own, kept = log.watch.look(now), list[Belief]()
    if log.attempt("time", lambda: kept.append(elapsed.advance(house.database, now))):
        (belief,) = kept
        if belief.jumped and belief.since == belief.ms:
            logger().error("clock_jumped", count=belief.shift // 1000)
        return belief.sure(now)
    return own.sure(now) if own.steady_for >= STEADY_MS else None
