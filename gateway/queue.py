"""The doorbell: a job without data says "there is work". Lose it, and workers look into SQL every 2 s."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from gateway.metrics import RING_FAILURES

Bell = Literal["drain", "deliver"]

QUEUES: Final[dict[Bell, str]] = {"drain": "lasomi-drain", "deliver": "lasomi-deliver"}
"""A queue for each bell: a worker that listens to two can lose a job for ever when it is killed."""
JOBS: Final[dict[Bell, str]] = {"drain": "workers.jobs.drain", "deliver": "workers.jobs.deliver"}
PATIENCE: Final = 0.05
"""Seconds that a ring may cost; what takes longer counts as a failure."""
NO_LIMIT: Final = -1
"""A bell may start a long round: RQ's own limit of 180 s would break off a backlog half way."""
ENOUGH: Final = 32
"""Jobs already waiting find our row too: one more would only fill the memory of Redis."""
NO_ANSWER: Final[Mapping[str, str]] = MappingProxyType({})


class Doorbell:
    """Rings the workers. Never raises: what fails is counted, and the row is in SQL all the same."""

    def __init__(self, redis_url: str | None) -> None:
        self._queues = _queues(redis_url) if redis_url else None

    def ring(self, name: Bell) -> bool:
        """Whether the workers were rung, or had been already."""
        if self._queues is None:
            return False
        try:
            queue = self._queues[name]
            if queue.count < ENOUGH:
                queue.enqueue(JOBS[name], description="", result_ttl=0, failure_ttl=1, job_timeout=NO_LIMIT)
        except (RedisError, OSError):
            RING_FAILURES.inc()
            return False
        return True

    def answers(self) -> bool | None:
        """Whether Redis answers now; None when none is configured."""
        if self._queues is None:
            return None
        try:
            return bool(self._queues["drain"].connection.ping())
        except (RedisError, OSError):
            return False

    def facts(self) -> Mapping[str, str] | None:
        """Of the server: `version`, `policy` (maxmemory-policy), `aof` ("1"). `NO_ANSWER`; None without one.

        Asked by INFO: a hosted Redis forbids CONFIG.
        """
        if self._queues is None:
            return None
        try:
            said: Any = self._queues["drain"].connection.info()
        except (RedisError, OSError):
            return NO_ANSWER
        return {
            "version": str(said.get("valkey_version") or said.get("redis_version", "")),
            "policy": str(said.get("maxmemory_policy", "")),
            "aof": str(said.get("aof_enabled", "")),
        }

    def close(self) -> None:
        if self._queues is not None:
            self._queues["drain"].connection.connection_pool.disconnect()


def _queues(redis_url: str) -> dict[Bell, Queue]:
    pool = BlockingConnectionPool.from_url(
        redis_url,
        max_connections=4,
        timeout=PATIENCE,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    connection = Redis(connection_pool=pool)
    return {
        bell: Queue(name, connection=connection, serializer=JSONSerializer) for bell, name in QUEUES.items()
    }
