"""Whether the process lives, whether it can accept, what it measures: the last two for this machine."""

import asyncio
import math
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import LasomiError
from gateway import pulse
from gateway.checks import Check, Memory, accepts, look, scene_of, vitals_of
from gateway.checks.machine import disk_share
from gateway.house import House
from gateway.metrics import (
    DISK_SHARE,
    HEARTBEAT_AGE,
    INBOX_OLDEST,
    INBOX_POISON,
    INBOX_WAITING,
    LINE_UP,
    OUTBOX_WAITING,
    SPOOL_BYTES,
    SPOOL_CORRUPT,
    exposition,
)
from store.spool import Spool

FORWARDED: Final = frozenset({"x-forwarded-for", "forwarded", "x-real-ip"})


class Health:
    """The three pages of an operator. Green means: a message can be accepted, if only into the spool."""

    def __init__(self, house: House, spool: Spool) -> None:
        self._house = house
        self._spool = spool
        self._memory = Memory()

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", _alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _ready(self, request: Request) -> Response:
        only_from_here(request)
        found = await asyncio.to_thread(self._look)
        ready = accepts(found)
        return JSONResponse({"ready": ready, "degraded": _faults(found)}, 200 if ready else 503)

    async def _metrics(self, request: Request) -> Response:
        only_from_here(request)
        await asyncio.to_thread(self._measured)
        return Response(exposition(), media_type="text/plain; version=0.0.4")

    def _look(self) -> list[Check]:
        scene = scene_of(self._house, self._spool)
        return self._memory.noted(look(scene), scene.now)

    def _measured(self) -> None:
        now = self._house.clock()
        SPOOL_BYTES.set(self._spool.bytes())
        SPOOL_CORRUPT.set(self._spool.corrupt())
        DISK_SHARE.set(disk_share(self._house.settings.data_dir))
        heard = pulse.last(self._house.settings.data_dir)
        HEARTBEAT_AGE.set((now - heard).total_seconds() if heard else math.nan)
        seen = vitals_of(self._house.database, now)
        if isinstance(seen, LasomiError):
            return  # the last figures stand; /readyz says why
        INBOX_WAITING.set(seen.waiting)
        INBOX_OLDEST.set((now - seen.oldest).total_seconds() if seen.oldest else 0)
        INBOX_POISON.set(seen.poison)
        OUTBOX_WAITING.set(seen.leaving)
        for channel, line in seen.lines.items():
            LINE_UP.labels(channel).set(not line.has_fallen(now))


def _faults(found: Sequence[Check]) -> dict[str, dict[str, str]]:
    """What is not as it should be, since when, and what mends it; the parts that work are left out."""
    return {
        check.name: {
            "state": check.state,
            "since": check.since.isoformat(timespec="seconds") if check.since else "",
            "sentence": check.sentence,
            "remedy": check.remedy,
        }
        for check in found
        if check.state != "ok"
    }


async def _alive(_request: Request) -> Response:
    return JSONResponse({"alive": True})


def only_from_here(request: Request) -> None:
    """404 for anybody but this machine; a request that a proxy passed on came from elsewhere."""
    passed_on = any(name in request.headers for name in FORWARDED)
    client = request.client.host if request.client else "127.0.0.1"
    if passed_on or not ip_address(client).is_loopback:
        raise HTTPException(404)
