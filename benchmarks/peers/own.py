"""What only we can be asked: understanding, the pipeline, figures of a long history, start and weight."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import figures, questions, speed
from benchmarks.drain import on_sqlite
from benchmarks.peers import limits, pipeline
from benchmarks.peers.install import NoPeer
from benchmarks.peers.ratios import OURS
from benchmarks.peers.servers import Server
from core.country import load_country
from core.indicators import percentile
from ops.learn.labels import own as labelled
from tests.postgres import NoServer

WORKERS: Final = (1, 2, 4)
PUBLISHED: Final = 1
"""Of each indicator, periods: a quarter of a long history takes minutes to publish; each is asked alike."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `least` or `most` where the issue asks for it."""

    name: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None


Section = Callable[[], Iterator[Figure]]


def doors(servers: Sequence[Server]) -> Iterator[Figure]:
    """Start and weight of every server that stands, after the rounds."""
    for server in servers:
        ours = server.name == OURS
        yield Figure(
            f"{server.name}: stands after", round(server.started, 2), "s", most=4.0 if ours else None
        )
        yield Figure(f"{server.name}: weighs", server.memory(), "MB", most=250.0 if ours else None)


def understanding(country: str, texts: int) -> Iterator[Figure]:
    """Our own training messages, each new to a process that has nothing else to do."""
    pack = load_country(country)
    said = [one.text for one in labelled(pack.folder / "training")][:texts]
    found = speed.speed(country, said)
    yield Figure("understand", round(1000 / found.mean, 1), "messages/s", least=1250.0)
    yield Figure("understand, one message", round(1000 * found.mean, 1), "µs")
    yield Figure("understand, p99", round(found.p99, 2), "ms")


def working(n: int) -> Iterator[Figure]:
    """The pipeline with 1, 2, 4 workers on SQLite, and what one worker is."""
    alone = None
    for workers in WORKERS:
        found = pipeline.drained(on_sqlite, n, workers)
        alone = alone or found.rate
        least = {1: 800.0, 2: round(1.7 * alone, 1)}.get(workers)
        yield Figure(f"accepted → done, workers: {workers}", found.rate, "messages/s", least=least)
        yield Figure(f"accepted → done, workers: {workers}, processor", found.cpu_ms, "ms/message")
    worker = pipeline.first(on_sqlite)
    yield Figure("worker: first message done after", worker.seconds, "s")
    yield Figure("worker: weighs", worker.megabytes, "MB")


def counted(reports: int) -> Iterator[Figure]:
    """A history of so many reports on SQLite: said anew from nothing on all cores, then asked over HTTP; by a
    process that has nothing else in its memory.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        yield from fresh.submit(_counted, reports).result()


def _counted(reports: int) -> list[Figure]:
    with (
        TemporaryDirectory(prefix="lasomi-") as folder,
        figures.opened(Path(folder), reports) as (house, clock),
    ):
        took = figures.again(house, os.cpu_count() or 1)
        questions.published(house, PUBLISHED)
        spent = [each.wall for each in questions.asked(house, clock).values()]
    rate, p95 = round(reports / took.wall), round(percentile(spent, 95) or 0.0, 1)
    return [
        Figure(f"rebuild --figures, {reports:,} reports", rate, "reports/s", least=15_000.0),
        Figure(f"rebuild --figures, {reports:,} reports: weighs", round(took.memory), "MB", most=500.0),
        Figure(f"indicator query p95, {reports:,} reports", p95, "ms", most=100.0),
    ]


def hardware(missing: dict[str, str]) -> Iterator[Figure]:
    """What lies under all this; in `missing`, what is not here and why."""
    with TemporaryDirectory(prefix="lasomi-") as name:
        folder = Path(name)
        yield Figure(f"fsyncs of {limits.GROUP} rows' bytes", limits.fsyncs(folder), "/s")
        yield Figure("bare rows into SQLite, FULL", limits.sqlite_rows(folder), "/s")
        try:
            yield Figure("bare rows into PostgreSQL", limits.postgres_rows(), "/s")
        except NoServer as reason:
            missing["PostgreSQL"] = str(reason)
        try:
            yield Figure("one Redis round trip", limits.redis_trip(folder), "µs")
        except NoPeer as reason:
            missing["Redis"] = str(reason)


def told(section: Section, name: str) -> list[Figure]:
    """The figures of a section, and how long it took on the screen of who waits."""
    began = time.monotonic()
    found = list(section())
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    return found
