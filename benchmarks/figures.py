"""Figures of a long history: `python -m benchmarks.figures --n 1000000 [--seed 1] [--url URL] [--dir DIR]`.

Loads it, says all of it from nothing, again when the figures alone are lost, and looks again at what then
stands. Publishes the last periods, and asks for each over HTTP. Rates are by the processor time of this
process, which on PostgreSQL is not the server's: the wall stands beside them.
"""

import argparse
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import delete

from benchmarks.history import RATED, load
from benchmarks.questions import Clock, asked, published
from core.indicators import percentile
from gateway.house import House, open_house
from gateway.settings import read_settings
from ops.up import prepare
from store.tables import cells, members, observations
from workers.recounting import recount, recounted

NOW: Final = datetime(2026, 7, 20, tzinfo=UTC)
"""Every period of the history is closed, and late enough to be read."""
AIM_SPEED: Final = "15,000 reports/s"
AIM_MS: Final = "p95 100 ms"
AIM_MB: Final = "500 MB"


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the processor for the weeks and for the quarters; of the wall for all, and for the longest
    period.
    """

    weeks: float = 0.0
    quarters: float = 0.0
    wall: float = 0.0
    longest: float = 0.0

    def told(self, n: int) -> str:
        reports, ratings, all_ = n / self.weeks, n / RATED / self.quarters, n / (self.weeks + self.quarters)
        each = f"{reports:,.0f} reports/s, {ratings:,.0f} ratings/s, together {all_:,.0f} reports/s"
        return f"{each}; wall {self.wall:.0f} s, longest period {self.longest:.1f} s"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures")
    parser.add_argument("--n", type=int, default=100_000, help="reports; one rating to ten of them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="", help="an empty database; else a SQLite file of its own")
    parser.add_argument("--dir", default=None, help="where that file lies")
    parser.add_argument("--periods", type=int, default=4, help="published of each indicator; 0: none")
    given = parser.parse_args(argv)
    print(f"python -m benchmarks.figures {' '.join(argv or sys.argv[1:])}", flush=True)
    with TemporaryDirectory(dir=given.dir) as folder:
        house, clock = opened(Path(folder), given.url)
        try:
            for what, found, aim in measured(house, clock, given.n, given.seed, given.periods):
                print(f"{what:<34}  {found}{f'  (aim {aim})' if aim else ''}", flush=True)
        finally:
            house.close()
    return 0


def opened(folder: Path, url: str) -> tuple[House, Clock]:
    names = {"LASOMI_DATA_DIR": str(folder / "data"), "LASOMI_KEYS_FILE": str(folder / "keys")}
    settings = read_settings(names | ({"LASOMI_DATABASE_URL": url} if url else {}))
    prepare(settings, NOW)
    clock = Clock(NOW)
    return replace(open_house(settings), clock=clock), clock


def measured(house: House, clock: Clock, n: int, seed: int, last: int) -> Iterator[tuple[str, str, str]]:
    """The rows of the table: what, found, aim."""
    began = time.perf_counter()
    load(house.database, house.country, n, seed)
    yield f"{house.database.dialect}, {n:,} reports", f"loaded in {time.perf_counter() - began:.0f} s", ""
    yield "all from nothing", rebuilt(house, mend=True).told(n), AIM_SPEED
    _lose(house)
    yield "figures alone lost", rebuilt(house, mend=True).told(n), AIM_SPEED
    yield "looked at again", rebuilt(house, mend=False).told(n), AIM_SPEED
    yield "memory so far", _most(), AIM_MB
    if last:
        yield from _questions(house, clock, last)


def _questions(house: House, clock: Clock, last: int) -> Iterator[tuple[str, str, str]]:
    cubes = published(house, last)
    took = asked(house, clock)
    sides = (
        ("wall", [each.wall for each in took.values()]),
        ("processor", [each.cpu for each in took.values()]),
    )
    for side, spent in sides:
        at = "  ".join(f"p{q} {percentile(spent, q) or 0:.1f} ms" for q in (50, 95, 100))
        yield f"{len(took):,} questions, {cubes:,} cubes", f"{side} {at}", AIM_MS
    yield "the slowest", max(took, key=lambda path: took[path].cpu), ""
    yield "memory, with cubes and questions", _most(), AIM_MB


def rebuilt(house: House, *, mend: bool) -> Took:
    """Raises ValueError where something differs that should not."""
    of, took = recount(house), Took()
    for period in of.there.indicators:
        wall, began = time.perf_counter(), time.process_time()
        found = recounted(of, period, mend=mend)
        cpu, wall = time.process_time() - began, time.perf_counter() - wall
        if found and not mend:
            raise ValueError(f"{period}: {found}")
        weekly = "-W" in period
        spent = {"weeks": took.weeks + cpu} if weekly else {"quarters": took.quarters + cpu}
        took = replace(took, **spent, wall=took.wall + wall, longest=max(took.longest, wall))
    return took


def _lose(house: House) -> None:
    for table in (cells, members, observations):
        with house.database.write() as conn:
            house.database.take_time(conn)
            conn.execute(delete(table))


def _most() -> str:
    """The most that this process has held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
