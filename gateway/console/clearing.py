"""Pages that show what people wrote: to one role, who they are proven once more, for 15 minutes and a reason
(P45, P46).
"""

import asyncio
from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

from starlette.requests import Request

from gateway.console.desk import Desk
from gateway.console.visitors import Visitor, proof
from store import clearance


class Reader(NamedTuple):
    """Who may read, and the reason for which texts are open now; none: they are not."""

    visitor: Visitor
    reason: str | None


class Clearing(Desk, ABC):
    """The base of such pages: to `role` texts open here for one of the `reasons`, and for no other."""

    role: ClassVar[str]
    reasons: ClassVar[tuple[str, ...]]

    @abstractmethod
    def reads(self, who: Visitor) -> bool:
        """Whether the pages are theirs."""

    async def reader(self, request: Request) -> Reader:
        """Raises TurnedAway `not_yours`."""
        who = await self.who(request)
        if not self.reads(who):
            self.not_yours()
        return Reader(who, await asyncio.to_thread(self._cleared, request))

    async def opens(self, request: Request, sent: dict[str, str]) -> bool:
        """Whether texts are open from here on: who asks has proven it, and given a reason of these pages."""
        return await self.slowly(self._proven, request, sent)

    def _cleared(self, request: Request) -> str | None:
        with self.house.database.read() as conn:
            reason = clearance.cleared(conn, self.token(request), self.house.clock())
        return reason if reason in self.reasons else None

    def _proven(self, request: Request, sent: dict[str, str]) -> bool:
        reason = sent.get("reason", "")
        if reason not in self.reasons:
            return False
        about = (self.house.database, self.house.vault, self.token(request), proof(sent), reason)
        token = clearance.step_up(*about, self.house.clock(), role=self.role, hasher=self.hasher)
        return self.renewed(request, token)
