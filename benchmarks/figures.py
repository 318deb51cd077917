"""Figures of a long history: `python -m benchmarks.figures --n 1000000 [--seed 1] [--url URL] [--dir DIR]`.

Loads it, rebuilds all figures from nothing, looks again at what now stands, and reads the sums behind every
row of `/v1/indicators` as the feed does. Aims: 15,000 reports/s, 100 ms at p95, 500 MB.
"""

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.history import RATED, load
from core.country import Country, load_country
from core.indicators import percentile
from store import figures
from store.database import Database, open_database
from store.ratings import INDICATORS
from workers.aggregate import INCIDENTS
from workers.recounting import recount, recounted

AIM_SPEED: Final = 15_000
AIM_MS: Final = 100.0
AIM_MB: Final = 500.0


@dataclass(frozen=True, slots=True)
class Counter:
    """The part of a house that a recount needs."""

    database: Database
    country: Country

    def clock(self) -> datetime:
        return datetime(2026, 7, 6, tzinfo=UTC)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures")
    parser.add_argument("--n", type=int, default=100_000, help="reports")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="", help="an empty database; else a SQLite file of its own")
    parser.add_argument("--dir", default=None, help="where that file lies")
    asked = parser.parse_args(argv)
    with TemporaryDirectory(dir=asked.dir) as folder:
        database = open_database(asked.url or f"sqlite:///{folder}/figures.db", Path(folder) / "data")
        database.upgrade()
        measured(Counter(database, load_country("ml")), asked.n, asked.seed)
        database.close()
    return 0


def measured(house: Counter, n: int, seed: int) -> None:
    began = time.perf_counter()
    load(house.database, house.country, n, seed)
    print(f"{house.database.dialect}: {n:,} reports loaded in {time.perf_counter() - began:.0f} s")
    for what, mend in (("rebuilt from nothing", True), ("looked at again", False)):
        reports, ratings = rebuilt(house, n, mend=mend)
        print(f"{what}: {reports:,.0f} reports/s (aim {AIM_SPEED:,}), {ratings:,.0f} ratings/s")
    took = asked_for(house)
    p50, p95 = (percentile(took, at) or 0.0 for at in (50, 95))
    print(f"sums behind /v1/indicators: p50 {p50:.1f} ms, p95 {p95:.1f} ms of {len(took)} (aim {AIM_MS:.0f})")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at most: {most:.0f} MB (aim {AIM_MB:.0f})")


def rebuilt(house: Counter, n: int, *, mend: bool) -> tuple[float, float]:
    """Reports and ratings a second of our processor time: those count by week, these by quarter."""
    took = {True: 0.0, False: 0.0}
    of = recount(house)
    for period in of.there.indicators:
        began = time.process_time()
        recounted(of, period, mend=mend)
        took["-W" in period] += time.process_time() - began
    return n / took[True], n / RATED / took[False]


def asked_for(house: Counter) -> list[float]:
    """Milliseconds for each indicator and period: its cells, and whom k counts in them."""
    took = []
    for indicator in (INCIDENTS, *sorted(INDICATORS)):
        with house.database.read() as conn:
            for period in figures.periods(conn, indicator)[-12:]:
                began = time.perf_counter()
                figures.cells(conn, indicator=indicator, period=period)
                figures.members_in(conn, indicator=indicator, period=period)
                took.append(1000 * (time.perf_counter() - began))
    return took


if __name__ == "__main__":
    sys.exit(main())
