"""Figures of a long history: `python -m benchmarks.figures --n 1000000 [--jobs 2] [--url URL] [--dir DIR]`.

Loads it, says all of it from nothing, again when the figures alone are lost, and looks again at what then
stands, each as `lasomi rebuild --figures` does. Publishes the last periods, and asks for each over HTTP. With
`--only questions` nothing is counted but what these periods need: ten million reports are soon asked about.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import delete

from benchmarks.history import load
from benchmarks.memory import watched
from benchmarks.questions import Clock, asked, published
from core.country import load_country
from core.indicators import percentile
from gateway.house import House, open_house
from gateway.settings import read_settings
from ops.rebuild import rebuilt
from ops.up import prepare
from store.tables import cells, members, observations

NOW: Final = datetime(2026, 7, 20, tzinfo=UTC)
"""Every period of the history is closed, and late enough to be read."""
LATE: Final = date(2026, 1, 1)
"""The quarters and weeks from here on are more than are published."""
AIMS: Final = "15,000 reports/s, 500 MB"
AIM_MS: Final = "p95 100 ms"
AIM_MB: Final = "500 MB"
Line = tuple[str, str, str]
"""What, found, aim."""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the wall; of the processor, where one process does it all: not those of a server. And
    megabytes, of all processes.
    """

    wall: float
    cpu: float
    memory: float

    def told(self, n: int, jobs: int) -> str:
        ways = [("wall", self.wall), ("processor", self.cpu)][: 2 if jobs == 1 else 1]
        each = (f"{way} {spent:.0f} s = {n / spent:,.0f} reports/s" for way, spent in ways)
        return f"{', '.join(each)}; {self.memory:.0f} MB"


def main(argv: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    print(f"python -m benchmarks.figures {' '.join(argv or sys.argv[1:])}", flush=True)
    with TemporaryDirectory(dir=given.dir) as folder:
        for what, found, aim in measured(Path(folder), given):
            print(f"{what:<34}  {found}{f'  (aim {aim})' if aim else ''}", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures")
    parser.add_argument("--n", type=int, default=100_000, help="reports; one rating to ten of them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes that count at once")
    parser.add_argument("--url", default="", help="an empty database; else a SQLite file of its own")
    parser.add_argument("--dir", default=None, help="where that file lies")
    parser.add_argument("--periods", type=int, default=4, help="published of each indicator")
    parser.add_argument("--only", choices=("rebuild", "questions"), default="")
    return parser


def measured(folder: Path, given: argparse.Namespace) -> Iterator[Line]:
    began = time.perf_counter()
    with opened(folder, given.n, seed=given.seed, url=given.url) as (house, clock):
        yield f"{given.n:,} reports", f"loaded in {time.perf_counter() - began:.0f} s", ""
        if given.only == "questions":
            again(house, given.jobs, LATE)
        else:
            yield from counted(house, given.n, given.jobs)
        if given.only != "rebuild":
            yield from questions(house, clock, given.periods)


@contextmanager
def opened(folder: Path, n: int, *, seed: int = 1, url: str = "") -> Iterator[tuple[House, Clock]]:
    """A house with so long a history, of which nothing is counted yet."""
    names = {"LASOMI_DATA_DIR": str(folder / "data"), "LASOMI_KEYS_FILE": str(folder / "keys")}
    settings = read_settings(names | ({"LASOMI_DATABASE_URL": url} if url else {}))
    prepare(settings, NOW)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as loader:  # what it takes is not weighed
        loader.submit(_load, settings.database, settings.country, n, seed).result()
    clock = Clock(NOW)
    house = replace(open_house(settings), clock=clock)
    try:
        yield house, clock
    finally:
        house.close()


def _load(url: str, country: str, n: int, seed: int) -> None:
    load(url, load_country(country), n, seed)


def counted(house: House, n: int, jobs: int) -> Iterator[Line]:
    yield "all from nothing", again(house, jobs).told(n, jobs), AIMS
    for table in (cells, members, observations):
        with house.database.write() as conn:
            house.database.take_time(conn)
            conn.execute(delete(table))
    yield "figures alone lost", again(house, jobs).told(n, jobs), AIMS
    yield "looked at again", again(house, jobs, mend=False).told(n, jobs), AIMS


def again(house: House, jobs: int, since: date | None = None, *, mend: bool = True) -> Took:
    """Raises ValueError where something differs that should not."""
    wall, cpu = time.perf_counter(), time.process_time()
    with watched() as most:
        *found, last = rebuilt(house, since, figures=True, dry_run=not mend, jobs=jobs)
    if found and not mend:
        raise ValueError(f"{found} {last}")
    return Took(time.perf_counter() - wall, time.process_time() - cpu, most.megabytes)


def questions(house: House, clock: Clock, last: int) -> Iterator[Line]:
    with watched() as most:
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
    yield "memory, with cubes and questions", f"{most.megabytes:.0f} MB", AIM_MB


if __name__ == "__main__":
    sys.exit(main())
