"""What `/v1/indicators` takes to answer: cubes of the last periods, published, served and asked over HTTP."""

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import structlog
import uvicorn
from fastapi import FastAPI

from benchmarks.client import Connection
from gateway.app import settle_memory
from gateway.feeds import publication
from gateway.feeds import routes as feeds
from gateway.house import House
from store import access, cubes

LEVELS: Final = ("adm0", "adm1", "adm2", "adm3")
PAUSE: Final = timedelta(seconds=2)
"""Between two questions, by the house's clock: a key has its quota of a minute."""


class Spent(NamedTuple):
    """Milliseconds of the wall, and of the processor: of whoever asks too, who is in this process."""

    wall: float
    cpu: float


@dataclass
class Clock:
    """The clock of a house that was begun for a bench."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def published(house: House, last: int) -> int:
    """Publishes so many periods of every indicator; how many cubes. Counts first, as the duty has it."""
    now = house.clock()
    ordered = sorted(house.country.indicators, key=lambda each: each.formula != "count")
    due = ((each, period) for each in ordered for period in publication.due(house, each, now)[-last:])
    return sum(publication.publish(house, each, period, now) for each, period in due)


def asked(house: House, clock: Clock) -> dict[str, Spent]:
    """What each question takes, by its address: every indicator, level and period, and all at once."""
    with house.database.write() as conn:
        _, secret = access.issue_key(conn, label="bench", scopes=("figures",), now=clock.at)
    with house.database.read() as conn:
        named = [f"indicator={cube.indicator}&period={cube.period}&" for cube in cubes.listed(conn)]
    paths = [f"/v1/indicators?{each}level={level}" for each in ("", *named) for level in LEVELS]
    with _served(house) as address:
        return asyncio.run(_timed(address, secret, paths, clock))


async def _timed(address: str, secret: str, paths: list[str], clock: Clock) -> dict[str, Spent]:
    line, headers, took = Connection(address, seconds=60), {"authorization": f"Bearer {secret}"}, {}
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for path in (paths[0], *paths):  # the first question of all is not counted: the process has just begun
        clock.at += PAUSE
        began = time.process_time()
        answer = await line.send("GET", path, headers=headers)
        if answer.status != 200:
            raise ValueError(f"{path}: {answer.status} {answer.body[:200]!r}")
        took[path] = Spent(1000 * answer.seconds, 1000 * (time.process_time() - began))
    line.close()
    return took


@contextmanager
def _served(house: House) -> Iterator[str]:
    app = FastAPI(openapi_url=None)
    app.include_router(feeds.router(house))
    settle_memory()  # as a gateway has it
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
