"""What most rows share: a house under load, a fault made in the meantime, and the truth afterwards."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.chaos import truth
from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.load import AT_ONCE, Load, Pace
from benchmarks.chaos.rig import Rig, rig
from benchmarks.chaos.row import Asked, Result, judged, over
from benchmarks.chaos.traffic import CERCLES, Traffic
from gateway.house import House

PATIENCE: Final = 600.0
"""Seconds after which a house that has not done everything never will."""


@dataclass(slots=True)
class Trial:
    """A running house, the way to look inside it, and what was posted to it."""

    asked: Asked
    house: Rig
    inside: House
    ledger: Ledger
    loads: list[Load] = field(default_factory=list)

    def load(
        self,
        n: int,
        *,
        endless: bool = False,
        pace: Pace | None = None,
        copies: Callable[[int], Sequence[float]] = lambda _: AT_ONCE,
        calls: bool = False,
    ) -> Load:
        """A load to be entered with `with`. `endless`: goes on beyond `n`, until it is stopped."""
        traffic = Traffic(f"s{self.asked.seed}-{len(self.loads)}", n, len(CERCLES))
        load = Load(
            self.house.gateways,
            self.house.site.token,
            traffic,
            ledger=self.ledger,
            n=None if endless else n,
            pace=pace,
            seed=self.asked.seed,
            copies=copies,
            calls=calls,
        )
        self.loads.append(load)
        return load

    def verdict(
        self,
        since: float,
        limits: Mapping[str, float],
        more: Mapping[str, float | str | None] | None = None,
        *,
        crashes: int = 0,
        breaches: Sequence[str] = (),
    ) -> Result:
        """Drains, looks, and judges. `since`: when the last fault was over (monotonic)."""
        drained_s = truth.drained(self.inside, since, PATIENCE)
        truth.settled(self.inside, self.house.provider.sends)
        found = truth.judge(self.inside, self.ledger, self.house.provider.sends(), crashes)
        figures: dict[str, Any] = {**self.ledger.figures(), **found.figures, "drained_s": drained_s}
        figures |= _calls(self.loads)
        figures |= dict(more or {})
        return judged(figures, [*breaches, *found.breaches, *over(figures, limits)])


@contextmanager
def trial(asked: Asked, **rigged: Any) -> Iterator[Trial]:
    """A house as `rig(**rigged)` makes it, on the store and with the programs that were asked for."""
    with rig(store=asked.store, programs=asked.programs, **rigged) as house, trial_of(asked, house) as at:
        yield at


@contextmanager
def trial_of(asked: Asked, house: Rig) -> Iterator[Trial]:
    """The same with a house that runs already."""
    inside = house.open()
    try:
        yield Trial(asked, house, inside, Ledger(house.site.folder / "ledger.jsonl"))
    finally:
        inside.close()


def wait(seconds: float) -> None:
    """Lets the house work; the only place where a row does nothing."""
    time.sleep(seconds)


def _calls(loads: Sequence[Load]) -> dict[str, float | None]:
    seconds = [each for load in loads for each in load.calls.seconds]
    if not seconds:
        return {}
    return {
        "calls": len(seconds),
        "call_ms_max": round(max(seconds) * 1000, 1),
        "calls_broken": sum(load.calls.broken for load in loads),
        "calls_refused": sum(load.calls.refused for load in loads),
    }
