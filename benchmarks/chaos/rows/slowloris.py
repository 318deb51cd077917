"""F16: thousands of connections that dawdle, while honest messages are answered as fast as ever."""

import argparse
from typing import Final

from benchmarks import slowloris
from benchmarks.chaos.row import Asked, Result, Row, judged, over


def run(asked: Asked) -> Result:
    wanted = argparse.Namespace(
        store=asked.store, seed=asked.seed, connections=asked["connections"], rate=slowloris.WHOLE["rate"]
    )
    figures = slowloris.measured(wanted)
    return judged(figures, over(figures, slowloris.LIMITS))


ROW: Final = Row(
    "slowloris",
    ("F16",),
    run,
    full={"connections": 2000},
    reduced={"connections": 400},
    limits=slowloris.LIMITS,
    scales=("connections",),
    first="connections",
)
