"""F3: Redis is emptied and killed every ten seconds. F4: it is away for ten minutes."""

import time
from contextlib import suppress
from typing import Final

import psutil
from redis import Redis
from redis.exceptions import RedisError

from benchmarks.chaos.row import Asked, Result, Row, skipped
from benchmarks.chaos.trial import Trial, trial, wait

NO_SERVER: Final = "no Valkey wheel for this platform, no valkey-server or redis-server on the PATH"
RATE: Final = 50
WARM_SECONDS: Final = 8.0
LAST_SECONDS: Final = 2.0
KILLED: Final = {"drained_s": 30.0}
AWAY: Final = {"ack_ms_p99": 500.0, "alert_s_p95": 15.0, "growth_mb": 50.0, "not_2xx": 0.0, "drained_s": 30.0}


def kill(asked: Asked) -> Result:
    with trial(asked) as at:
        if not at.house.redis_url:
            return skipped(NO_SERVER)
        kills = 0
        with at.load(int(asked["kill"] * asked["every"] * RATE), endless=True) as load:
            while kills < asked["kill"]:
                wait(asked["every"])
                if asked["flushall"]:
                    _flush(at.house.redis_url)
                kills += at.house.kill("redis") is not None
            if asked["flushall"]:
                _flush(at.house.redis_url)
            at.house.stop("redis")  # the bells of the last messages ring for nobody
            wait(LAST_SECONDS)
            load.stop()
            load.finish()
            at.house.start("redis")
            last = time.monotonic()
        return at.verdict(last, KILLED, {"kills": kills})


def _flush(url: str) -> None:
    """Empties it; one that is just starting has nothing to lose."""
    with suppress(RedisError, OSError), Redis.from_url(url) as client:
        client.flushall()


def away(asked: Asked) -> Result:
    with trial(asked) as at:
        if not at.house.redis_url:
            return skipped(NO_SERVER)
        with at.load(int(asked["seconds"] * RATE), endless=True) as load:
            wait(WARM_SECONDS)
            before = _memory(at)
            at.house.stop("redis")
            wait(asked["seconds"])
            growth = {name: size - before[name] for name, size in _memory(at).items()}
            load.stop()
            load.finish()
            ended = time.monotonic()
            at.house.start("redis")
        statuses = at.ledger.statuses
        more = {"growth_mb": round(max(growth.values()), 1), "not_2xx": float(statuses.total())}
        return at.verdict(ended, AWAY, more)


def _memory(at: Trial) -> dict[str, float]:
    """Megabytes of each program of ours."""
    names = [*at.house.named("gateway"), *at.house.named("worker"), "sender", "clock"]
    pids = {name: at.house.pid(name) for name in names}
    return {name: psutil.Process(pid).memory_info().rss / 2**20 for name, pid in pids.items() if pid}


ROWS: Final = [
    Row(
        "redis",
        ("F3",),
        kill,
        full={"kill": 30, "every": 10.0, "flushall": True},
        reduced={"kill": 3, "every": 6.0},
        limits=KILLED,
        scales=("kill",),
    ),
    Row(
        "redis-down",
        ("F4",),
        away,
        full={"seconds": 600},
        reduced={"seconds": 30},
        limits=AWAY,
        scales=("seconds",),
        first="seconds",
    ),
]
