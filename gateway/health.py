"""Whether the process lives, whether it can accept, what it measures: the last two for this machine."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import LasomiError
from gateway.house import House
from gateway.metrics import INBOX_WAITING, OUTBOX_WAITING, SPOOL_BYTES, exposition
from store import inbox, outbox
from store.spool import Spool

FORWARDED: Final = frozenset({"x-forwarded-for", "forwarded", "x-real-ip"})


class Health:
    """The three pages of an operator. Green means: a message can be accepted, if only into the spool."""

    def __init__(self, house: House, spool: Spool) -> None:
        self._house = house
        self._spool = spool

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", _alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _ready(self, request: Request) -> Response:
        only_from_here(request)
        faults = await asyncio.to_thread(self._faults)
        ready = "keys" not in faults and not {"database", "spool"} <= faults.keys()
        return JSONResponse({"ready": ready, "degraded": faults}, 200 if ready else 503)

    async def _metrics(self, request: Request) -> Response:
        only_from_here(request)
        await asyncio.to_thread(self._measured)
        return Response(exposition(), media_type="text/plain; version=0.0.4")

    def _faults(self) -> dict[str, str]:
        """What does not work now, each with its remedy; the parts that work are left out."""
        checks: dict[str, Callable[[], str]] = {
            "keys": self._keys,
            "database": self._database,
            "spool": self._spool_folder,
            "redis": self._redis,
        }
        found = {name: check() for name, check in checks.items()}
        return {name: fault for name, fault in found.items() if fault}

    def _keys(self) -> str:
        now = self._house.clock()
        try:
            self._house.keys.key("day", self._house.keys.epoch("day", now))
        except LasomiError as error:
            return f"{error.code}: no key of the day; start the clock process, check LASOMI_KEYS_FILE"
        return ""

    def _database(self) -> str:
        try:
            with self._house.database.read() as conn:
                poison = inbox.counts(conn).get("poison", 0)
        except LasomiError as error:
            return f"{error.code}: messages go to the spool; check LASOMI_DATABASE_URL"
        return f"{poison} messages failed five times: they are kept, and a person must look" if poison else ""

    def _spool_folder(self) -> str:
        try:
            with tempfile.TemporaryFile(dir=self._spool.folder) as probe:
                probe.write(b"x")
                os.fsync(probe.fileno())
        except OSError as error:
            return f"{error.strerror}: the spool cannot be written; check LASOMI_DATA_DIR"
        return ""

    def _redis(self) -> str:
        silent = self._house.queue.answers() is False
        return "no answer: workers look every 2 s; check LASOMI_REDIS_URL" if silent else ""

    def _measured(self) -> None:
        SPOOL_BYTES.set(self._spool.bytes())
        try:
            with self._house.database.read() as conn:
                INBOX_WAITING.set(inbox.waiting(conn, self._house.clock())[0])
                OUTBOX_WAITING.set(outbox.waiting(conn))
        except LasomiError:
            return  # the last figures stand; /readyz says why


async def _alive(_request: Request) -> Response:
    return JSONResponse({"alive": True})


def only_from_here(request: Request) -> None:
    """404 for anybody but this machine; a request that a proxy passed on came from elsewhere."""
    passed_on = any(name in request.headers for name in FORWARDED)
    client = request.client.host if request.client else "127.0.0.1"
    if passed_on or not ip_address(client).is_loopback:
        raise HTTPException(404)
