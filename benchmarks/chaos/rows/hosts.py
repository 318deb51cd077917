"""F25 with hosts: each program in a network namespace of its own, partitions by nftables, and kills.

What is cut off stays cut for a while and heals. A step of escalation comes due while the clock cannot
reach the database; another when everything is well.
"""

import time
from collections.abc import Sequence
from typing import Final

from benchmarks.chaos import ladder
from benchmarks.chaos.hosts.house import house
from benchmarks.chaos.hosts.network import Network, NoNetwork
from benchmarks.chaos.load import Pace
from benchmarks.chaos.row import Asked, Result, Row, skipped
from benchmarks.chaos.trial import Trial, trial_of, wait

BREATH_SECONDS: Final = 5.0
SPOOL_SECONDS: Final = 60.0
CUTS: Final[Sequence[tuple[str, str, bool]]] = (
    ("worker-1", "postgres", False),
    ("worker-2", "postgres", True),
    ("gateway-1", "postgres", False),
    ("gateway-2", "postgres", True),
    ("gateway-1", "redis", False),
    ("gateway-2", "redis", True),
    ("clock", "postgres", False),
    ("sender", "postgres", False),
)
"""Who is cut from whom, and whether they are told (reject) or wait (drop)."""
KILLED: Final = ("worker-1", "gateway-2", "redis", "clock", "sender", "postgres")
LIMITS: Final = {"drained_s": 90.0, "step_late_s": 10.0, "step_after_cut_s": 10.0, "spool_left": 0.0}


def run(asked: Asked) -> Result:
    try:
        with house() as (running, net), trial_of(asked, running) as at:
            return _through(asked, at, net)
    except NoNetwork as reason:
        return skipped(str(reason))


def _through(asked: Asked, at: Trial, net: Network) -> Result:
    n = int(asked["rate"] * (len(CUTS) + len(KILLED)) * (asked["seconds"] + BREATH_SECONDS))
    with at.load(n, endless=True, pace=Pace(asked["rate"]), calls=True) as load:
        wait(BREATH_SECONDS)
        late = _cuts(asked, at, net)
        kills = _kills(at)
        over = time.monotonic()
        wait(BREATH_SECONDS)
        load.stop()
        acknowledged_all = load.finish()
    _emptied(at)
    breaches = [] if acknowledged_all else ["the provider never heard 2xx of some"]
    more = {"cuts": len(CUTS), "kills": kills, **late, "spool_left": _spooled(at)}
    ambiguous = 2  # the sender is cut off once, and killed once
    return at.verdict(over, LIMITS, more, crashes=ambiguous, breaches=breaches)


def _cuts(asked: Asked, at: Trial, net: Network) -> dict[str, float | None]:
    """One after the other; how late the steps of escalation were."""
    late: dict[str, float | None] = {"step_late_s": None, "step_after_cut_s": None}
    for one, other, reject in CUTS:
        blind = one == "clock"
        rungs = ladder.bring_forward(at.inside, 3, 2.0) if blind else []
        began = time.monotonic()
        net.cut(one, other, reject=reject)
        wait(asked["seconds"])
        net.heal(one)
        lasted = time.monotonic() - began
        wait(BREATH_SECONDS)
        if blind:
            late["step_after_cut_s"] = _beyond(ladder.settled(at.inside, rungs), lasted)
            late["step_late_s"] = ladder.settled(at.inside, ladder.bring_forward(at.inside, 3, 2.0))
    return late


def _kills(at: Trial) -> int:
    """One of each, with a breath before each."""
    kills = 0
    for name in KILLED:
        if name in at.house.keepers:
            wait(BREATH_SECONDS)
            kills += at.house.kill(name) is not None
    return kills


def _emptied(at: Trial) -> None:
    """Waits until no gateway has anything on its own disk; what stays is counted afterwards."""
    deadline = time.monotonic() + SPOOL_SECONDS
    while _spooled(at) and time.monotonic() < deadline:
        wait(1.0)


def _beyond(late: float | None, cut: float) -> float | None:
    """What a step was late beyond the time in which nobody could have taken it."""
    return None if late is None else round(max(0.0, late - cut), 1)


def _spooled(at: Trial) -> int:
    """Batches that still wait on a disk of some gateway."""
    return sum(1 for _ in at.house.site.folder.glob("hosts/*/data/spool/*.spool"))


ROW: Final = Row(
    "hosts",
    ("F25",),
    run,
    full={"seconds": 30.0, "rate": 50.0},
    reduced={"seconds": 16.0, "rate": 20.0},  # longer than a connection lives (`store/postgres.py`)
    limits=LIMITS,
    scales=(),
    stores=("postgres",),
)
