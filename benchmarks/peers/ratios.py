"""What is asked of us beside others, and what came of it: ratios within a round, so of the same hour."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.peers.rounds import Figures, Rounds, median

OURS: Final = "lasomi"
PAIR: Final = "lasomi, two processes"
ASKS: Final = "USSD, a screen that asks"
KEEPS: Final = "USSD, a screen that keeps"
SMS: Final = "SMS accepted"


@dataclass(frozen=True, slots=True)
class Target:
    """So many times the requests a second of another, in a case; `prompt`: and no later at p99."""

    case: str
    other: str
    least: float
    prompt: bool = False
    ours: str = OURS


SCREENS: Final = (
    Target(ASKS, "ussd-menu-builder memory", 1.5, prompt=True),
    Target(ASKS, "ussd-menu-builder Redis", 2.0, prompt=True),
    Target(KEEPS, "ussd-menu-builder memory", 0.9),
    Target(KEEPS, "ussd-menu-builder Redis", 1.2),
)
TARGETS: Final = (
    *SCREENS,
    *(replace(one, ours=PAIR) for one in SCREENS),
    Target(SMS, "rapidsms, no fsync", 12.0),
    Target(SMS, "bare ASGI, grouped", 0.6),
)
"""Node works on more than one core by itself; gunicorn and the bare server are one process, as ours is."""


def ratio(ours: Sequence[Figures], theirs: Sequence[Figures]) -> float:
    """Ours to theirs in requests a second, round by round; the median of the rounds."""
    pairs = zip(ours, theirs, strict=True)
    return round(statistics.median(mine.rate / other.rate for mine, other in pairs), 2)


def cpu_ratio(ours: Sequence[Figures], theirs: Sequence[Figures]) -> float:
    """The same of requests for a second of the processor, which other work on the machine hardly moves."""
    pairs = zip(ours, theirs, strict=True)
    return round(statistics.median(other.cpu_us / mine.cpu_us for mine, other in pairs), 2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The ratio that was found, and whether it is what was asked for."""

    ratio: float
    met: bool


def judged(target: Target, rounds: Rounds) -> Verdict | None:
    """None where one of the two was not measured."""
    sides = rounds.get(target.case, {})
    if target.ours not in sides or target.other not in sides:
        return None
    ours, theirs = sides[target.ours], sides[target.other]
    found = ratio(ours, theirs)
    late = target.prompt and median(ours).p99_ms > median(theirs).p99_ms
    return Verdict(found, found >= target.least and not late)
