"""The worker's ear: an RQ worker on one queue, in a thread; a job only says that there is work.

What the job would import (`workers.jobs`) is what other launchers run; here the round of this very process
goes instead, so that a bell and the look into SQL never work at once.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty

from gateway.queue import QUEUES, Bell

AGAIN_SECONDS = 1.0
WORKER_TTL = 30


class EarWorker(SimpleWorker):
    """In a thread: no signal handlers, and time limits by a timer. The supervisor stops the process."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        return


def listen(redis_url: str, bell: Bell, rung: Callable[[], object], stopped: threading.Event) -> None:
    """Starts the thread. It comes back for as long as Redis is away."""
    threading.Thread(
        target=_listen, args=(redis_url, bell, rung, stopped), name=f"bell-{bell}", daemon=True
    ).start()


def _listen(redis_url: str, bell: Bell, rung: Callable[[], object], stopped: threading.Event) -> None:
    connection = Redis.from_url(redis_url)
    while not stopped.is_set():
        # While Redis is away the look into SQL goes on, and the gateway counts the bells that fail.
        with suppress(RedisError, OSError):
            _worker(connection, bell, rung).work(logging_level="CRITICAL")
        stopped.wait(AGAIN_SECONDS)


def _worker(connection: Any, bell: Bell, rung: Callable[[], object]) -> EarWorker:
    return EarWorker(
        [QUEUES[bell]],
        connection=connection,
        serializer=JSONSerializer,
        job_class=_rung(rung),
        worker_ttl=WORKER_TTL,
        maintenance_interval=10,
        log_job_description=False,
    )


def _rung(rung: Callable[[], object]) -> type[Job]:
    class Rung(Job):
        def _execute(self) -> Any:
            rung()

    return Rung
