"""The cases of a ladder (F26) as data: who answers what and when, who cannot be reached, who is to be told.

Moments are counted in rungs of the ladder: 0 is the raising of the alert, 1 the first rung that escalates,
1.5 the middle between it and the next. Where there is no next, a rung lasts as long as the last one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Who = Literal["monitor", "regional", "national"]
SOON: Final = -1.0
"""As soon as everybody on the rung before has been tried in vain."""


@dataclass(frozen=True, slots=True)
class Act:
    """At this moment somebody sends a command with the alert's number."""

    at: float
    who: Who
    verb: str = "OUI"


@dataclass(frozen=True, slots=True)
class Case:
    """`told`: who hears of it, and when first; nobody else does. `deaf`: no phone answers there."""

    name: str
    told: Mapping[Who, float]
    acts: Sequence[Act] = ()
    deaf: Sequence[Who] = ()
    out: Sequence[Who] = ()
    off: Sequence[Who] = ()

    def hears(self, severity: int) -> Mapping[Who, float]:
        """Who is to be told: only an alert of severity 4 has a rung for the national coordinator."""
        return {who: at for who, at in self.told.items() if severity == GRAVEST or who != "national"}

    @property
    def answered(self) -> bool:
        return bool(self.acts)


GRAVEST: Final = 4
SEVERITIES: Final = (4, 3)
CODES: Final[Mapping[int, str]] = {4: "11", 3: "12"}
PLAIN: Final[Mapping[Who, float]] = {"monitor": 0, "regional": 1, "national": 2}
ABOVE: Final[Mapping[Who, float]] = {"regional": 0, "national": 2}

CASES: Final = (
    Case("nobody answers", PLAIN),
    Case("the monitor answers by SMS", {"monitor": 0}, (Act(0.5, "monitor"),)),
    Case("the monitor answers late", {"monitor": 0, "regional": 1}, (Act(1.5, "monitor"),)),
    Case("the coordinator answers", {"monitor": 0, "regional": 1}, (Act(1.5, "regional"),)),
    Case("the monitor answers twice", {"monitor": 0}, (Act(0.4, "monitor"), Act(0.6, "monitor"))),
    Case("two answer", {"monitor": 0, "regional": 1}, (Act(1.5, "monitor"), Act(1.5, "regional"))),
    Case("the monitor judges it", {"monitor": 0}, (Act(0.5, "monitor", "VRAI"),)),
    Case("the monitor asked for silence", ABOVE, out=("monitor",)),
    Case("the coordinator asked for silence", {"monitor": 0, "national": 1}, out=("regional",)),
    Case(
        "the monitor's phone fails",
        {"monitor": 0, "regional": SOON, "national": 2},
        deaf=("monitor",),
    ),
    Case(
        "all phones fail",
        {"monitor": 0, "regional": SOON, "national": SOON},
        deaf=("monitor", "regional", "national"),
    ),
    Case("nobody is on call", ABOVE, off=("monitor",)),
)


def matrix(n: int) -> list[tuple[Case, int]]:
    """The first so many cases: each at severity 4, then each at 3."""
    return [(case, severity) for severity in SEVERITIES for case in CASES][:n]
