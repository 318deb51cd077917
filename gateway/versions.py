"""The flows by which a call is answered: those on which it began, for as long as they are kept."""

import asyncio
from typing import Final

from core.errors import LasomiError, Misconfigured
from flows.definition import Flows, load_flows
from gateway.calls import Calls
from gateway.house import House
from gateway.logs import logger
from store import flowversions

MOST_KEPT: Final = 4


class Versions:
    """This program's flows, and older ones as calls ask for them."""

    def __init__(self, house: House, calls: Calls) -> None:
        self._house = house
        self._calls = calls
        self._loaded: dict[str, Flows] = {calls.version: house.flows}

    async def of(self, version: str) -> Flows:
        """The flows of a version; this program's own where nobody has kept them, or nobody can read them.

        Raises TimeoutError or LasomiError while the database does not say.
        """
        if version not in self._loaded:
            if len(self._loaded) >= MOST_KEPT:
                self._loaded = {self._calls.version: self._house.flows}
            self._loaded[version] = await self._older(version)
        return self._loaded[version]

    async def _older(self, version: str) -> Flows:
        files = await self._calls.within_limit(self._read, version)
        if files is None:
            return self._house.flows
        try:
            return await asyncio.to_thread(
                load_flows,
                self._house.country,
                say=self._house.say,
                limit=self._house.flows.limit,
                files=files,
            )
        except (Misconfigured, LasomiError) as error:
            logger().warning("flows_of_another_version", error_code=type(error).__name__)
            return self._house.flows

    def _read(self, version: str) -> dict[str, str] | None:
        with self._house.database.read(urgent=True) as conn:
            found = flowversions.files(conn, version)
        return None if found is None else dict(found)
