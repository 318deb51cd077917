"""F7: the power fails while messages come in. What was acknowledged is on the disk that is left.

Harsher than a kernel, which writes back by itself within half a minute; torn and reordered sectors are not
made. SQLite only: the folder of a PostgreSQL server is not on this disk, and its fsync is not ours to test.
"""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from benchmarks.chaos.drive import why_not
from benchmarks.chaos.plugged import Left, Plugged, plugged
from benchmarks.chaos.rig import Rig, wait_for
from benchmarks.chaos.row import Asked, Figures, Result, Row, skipped
from benchmarks.chaos.trial import wait

GAP: Final = (1.0, 4.0)
SPOOL_SECONDS: Final = 15.0
SPOOL_GAP: Final = (0.0, 0.5)
BACK_SECONDS: Final = 60.0
LIMITS: Final = {"lost_at_cut": 0.0, "integrity_bad": 0.0, "ready_s_max": 30.0, "drained_s": 60.0}


@dataclass(slots=True)
class Cuts:
    """What was found on the disk after each, and the seconds until the house answered again."""

    left: list[Left] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)

    def figures(self) -> Figures:
        """`lost_at_cut` counts a message at every cut that lacks it."""
        return {
            "cuts": len(self.left),
            "cuts_with_spool": sum(each.spooled for each in self.left),
            "lost_at_cut": sum(each.lost for each in self.left),
            "integrity_bad": sum(not each.sound for each in self.left),
            "ready_s_max": round(max(self.ready), 1),
        }


def run(asked: Asked) -> Result:
    if why := why_not():
        return skipped(why)
    with plugged(asked) as at:
        cuts, chance = Cuts(), random.Random(asked.seed)
        with at.load(asked["rate"]) as load:
            while len(cuts.left) < asked["cuts"]:
                cuts.left.append(_cut(at, chance, locked=(len(cuts.left) + 1) % asked["locked_every"] == 0))
                cuts.ready.append(at.rise())
            load.stop()
            acknowledged_all = load.finish()
        breaches = [] if acknowledged_all else ["the provider never heard 2xx of some"]
        return at.verdict(LIMITS, cuts.figures(), crashes=len(cuts.left), breaches=breaches)


def _cut(at: Plugged, chance: random.Random, *, locked: bool) -> Left:
    """After some messages; `locked`: while the spool takes what comes."""
    before = at.ledger.count
    wait_for(lambda: at.ledger.count > before, BACK_SECONDS, "nothing is acknowledged any more")
    wait(chance.uniform(*GAP))
    if not locked:
        return at.fall()
    with _locked(at.house):
        folder = at.house.site.settings.spool_dir
        wait_for(lambda: any(folder.glob("*.spool")), SPOOL_SECONDS, "the spool was not used")
        wait(chance.uniform(*SPOOL_GAP))
        return at.fall()


@contextmanager
def _locked(house: Rig) -> Iterator[None]:
    """By a process that is ended afterwards, whatever is left of its disk."""
    argv = (sys.executable, "-m", "benchmarks.chaos.holder", house.site.settings.database)
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as holder:
        try:
            if not holder.stdout or holder.stdout.readline().strip() != "held":
                raise TimeoutError("the database could not be locked")
            yield
        finally:
            holder.kill()


ROW: Final = Row(
    "powercut",
    ("F7",),
    run,
    full={"cuts": 50, "locked_every": 4, "rate": 50.0},
    reduced={"cuts": 5, "locked_every": 2},
    limits=LIMITS,
    scales=("cuts",),
    first="cuts",
    stores=("sqlite",),
)
