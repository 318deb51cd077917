"""Messages at the rate of the target: `python -m benchmarks.load --rate 50 --seconds 600 --burst 200x60`.

A house of its own (gateways, workers, sender, clock, Redis, a provider that takes everything), reports of
people who all differ, first evenly, then in a burst. Arrivals follow the clock and not the answers. Prints
how long the acknowledgement took, when all was done, the delays of the alerts, and what memory it cost.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.chaos import truth
from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.load import Load, Pace
from benchmarks.chaos.rig import Rig, rig
from benchmarks.chaos.row import Figures
from benchmarks.chaos.traffic import Traffic
from benchmarks.client import Said
from benchmarks.measured import carried_out, megabytes, parser, spread

LIMITS: Final = {
    "ack_ms_p99": 300.0,
    "burst_ack_ms_p99": 300.0,
    "refused_tries": 0.0,
    "unanswered_tries": 0.0,
    "alert_s_p95": 5.0,
    "alert_s_max": 15.0,
    "drained_s": 30.0,
    **dict.fromkeys(truth.NEVER, 0.0),
}
WHOLE: Final = {"rate": 50.0, "seconds": 600, "burst": (200, 60)}
PATIENCE: Final = 900.0


def main(arguments: Sequence[str]) -> int:
    asked = parser("load", __doc__ or "")
    asked.add_argument("--rate", type=float, default=WHOLE["rate"], help="messages a second")
    asked.add_argument("--seconds", type=int, default=WHOLE["seconds"])
    asked.add_argument("--burst", type=_burst, default=WHOLE["burst"], metavar="RATExSECONDS")
    asked.add_argument("--gateways", type=int, default=1)
    asked.add_argument("--workers", type=int, default=1)
    return carried_out("load", asked.parse_args(arguments), measured, LIMITS, WHOLE)


def measured(asked: argparse.Namespace) -> Figures:
    """The figures of one run."""
    with (
        tempfile.TemporaryDirectory(prefix="lasomi-load-") as folder,
        rig(store=asked.store, gateways=asked.gateways, workers=asked.workers) as house,
    ):
        before = _memory(house)
        even, burst = Ledger(Path(folder) / "even"), Ledger(Path(folder) / "burst")
        n, (rate, seconds) = int(asked.rate * asked.seconds), asked.burst
        traffic = Traffic(f"s{asked.seed}", n)
        _post(house, even, traffic, n, asked.rate)
        _post(house, burst, lambda index: traffic(n + index), rate * seconds, rate)
        return _judged(house, even, burst) | _grown(before, _memory(house))


def _post(house: Rig, ledger: Ledger, traffic: Callable[[int], Said], n: int, rate: float) -> None:
    """Posts so many and waits for their acknowledgement, for as long again as the posting took."""
    if n:
        pace, token = Pace(rate=rate, every=0), house.site.token
        with Load(house.gateways, token, traffic, ledger=ledger, n=n, pace=pace) as posting:
            posting.finish(2 * n / rate + 60)


def _judged(house: Rig, even: Ledger, burst: Ledger) -> dict[str, float | None]:
    since = time.monotonic()
    inside = house.open()
    try:
        done = truth.drained(inside, since, PATIENCE)
        both = Ledger(entries={**even.entries, **burst.entries}, statuses=even.statuses + burst.statuses)
        found = truth.judge(inside, both, house.provider.sends())
    finally:
        inside.close()
    figures = both.figures() | spread("ack", even.seconds) | spread("burst_ack", burst.seconds)
    return {**figures, **found.figures, "drained_s": done}


def _memory(house: Rig) -> dict[str, float]:
    return {name: megabytes(house.pid(name)) for name in house.keepers if name != "provider"}


def _grown(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """What each program weighs at the end, and by how much it grew."""
    return {f"{name}_mb": after[name] for name in after} | {
        f"{name}_mb_more": round(after[name] - before[name], 1) for name in after
    }


def _burst(text: str) -> tuple[int, int]:
    rate, _, seconds = text.partition("x")
    return int(rate), int(seconds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
