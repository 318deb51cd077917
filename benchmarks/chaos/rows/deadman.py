"""F27: everything stops at once, and somebody outside notices within five minutes.

The row is the service at `LASOMI_HEARTBEAT_URL`: it hears a beat a minute while the house lives, and calls
its person when it has heard none for `grace` seconds.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any, Final, cast

from benchmarks.chaos.phone import background
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.trial import Trial, trial, wait

LIMITS: Final = {"beat_gap_s_max": 90.0, "alarm_s": 300.0, "false_alarms": 0.0, "beats_when_dead": 0.0}
LEAST_BEATS: Final = 2
OURS: Final = ("gateway", "worker", "sender", "clock", "redis", "postgres")


@dataclass(slots=True)
class Watchman:
    """The moments (monotonic) at which the house said that it lives."""

    port: int
    beats: list[float] = field(default_factory=list)


class _Beat(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        cast("_Server", self.server).watchman.beats.append(time.monotonic())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing: the row prints what it found."""


class _Server(ThreadingHTTPServer):
    watchman: Watchman


@contextmanager
def watchman() -> Iterator[Watchman]:
    with _Server(("127.0.0.1", 0), _Beat) as server:
        server.watchman = Watchman(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, name="watchman", daemon=True)
        thread.start()
        try:
            yield server.watchman
        finally:
            server.shutdown()
            thread.join()


def run(asked: Asked) -> Result:
    with watchman() as outside:
        environ = {"LASOMI_HEARTBEAT_URL": f"http://127.0.0.1:{outside.port}/beat"}
        with trial(asked, gateways=1, workers=1, environ=environ) as at:
            with background(at, asked["load"], burst=asked["load"]) as load:
                wait(asked["lives"])
                load.stop()
                load.finish()
            dead = time.monotonic()
            _end_everything(at)
            alarmed = _alarm(outside, asked["grace"], dead)
            figures = _figures(outside, dead, alarmed, asked["grace"])
            figures["acknowledged"] = at.ledger.count
    breaches = [f"only {figures['beats']} beats"] * (figures["beats"] < LEAST_BEATS)
    return judged(figures, [*breaches, *over(figures, LIMITS)])


def _end_everything(at: Trial) -> None:
    """As when the plug is pulled: SIGKILL, and nobody starts anything again."""
    names = [name for name in at.house.keepers if name.startswith(OURS)]
    for name in names:
        at.house.kill(name)
        at.house.stop(name)


def _alarm(outside: Watchman, grace: float, dead: float) -> float:
    """The moment at which silence has lasted too long."""
    while time.monotonic() - max([*outside.beats, dead - grace]) < grace:
        wait(0.2)
    return time.monotonic()


def _figures(outside: Watchman, dead: float, alarmed: float, grace: float) -> dict[str, Any]:
    alive = [beat for beat in outside.beats if beat <= dead]
    gaps = [later - sooner for sooner, later in pairwise(alive)]
    return {
        "beats": len(alive),
        "beat_gap_s_max": round(max(gaps), 1) if gaps else None,
        "false_alarms": sum(gap >= grace for gap in gaps),
        "beats_when_dead": len(outside.beats) - len(alive),
        "alarm_s": round(alarmed - dead, 1),
    }


ROW: Final = Row(
    "deadman",
    ("F27",),
    run,
    full={"lives": 320.0, "grace": 300.0, "load": 20.0},
    reduced={"lives": 130.0, "grace": 75.0, "load": 5.0},
    limits=LIMITS,
    scales=(),
    stores=("sqlite",),
)
