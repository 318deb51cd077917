"""What an auditor reads and nobody else: what was done, by whom, and what was asked of the feed (P45)."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from core.periods import stamp
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import language
from gateway.console.rolewords import role
from gateway.console.visitors import Visitor
from store import accounts, audit, chain, queries
from store.audit import Act
from store.queries import Asked

AUDIT: Final = "/console/audit"
QUERIES: Final = "/console/queries"
AUDITOR: Final = "auditor"
ACTS: Final = 100
DAYS: Final = 31


class Chain(NamedTuple):
    """A page of acts, and where the chain ends now. `older`: the row before which the next page begins."""

    acts: list[tuple[Act, str]]
    end: int
    mac: str
    older: int | None


class Auditing(Desk):
    """The chain as it stands, a hundred acts a page; the questions of the last month, key by key."""

    def routes(self) -> tuple[Route, ...]:
        return (AUDIT, self.page, "GET"), (QUERIES, self.queries, "GET")

    async def page(self, request: Request) -> Response:
        who = await self._auditor(request)
        asked = request.query_params.get("before", "")
        before = int(asked) if asked.isdecimal() and len(asked) < 16 else None
        found = await asyncio.to_thread(self._chain, before)
        called = partial(role, self.house.say, lang=language(request))
        return self.pages.render(
            request, "audit.html", account=who, csrf=who.csrf, chain=found, stamp=stamp, role=called
        )

    async def queries(self, request: Request) -> Response:
        who = await self._auditor(request)
        found = await asyncio.to_thread(self._asked)
        return self.pages.render(
            request, "queries.html", account=who, csrf=who.csrf, asked=found, days=DAYS, stamp=stamp
        )

    def _chain(self, before: int | None) -> Chain:
        """Accounts by their names, others as they are written."""
        with self.house.database.read() as conn:
            found = audit.acts(conn, ACTS, before)
            names = {each.id: each.login for each, _ in accounts.account_list(conn)}
            seq, mac = chain.end(conn)
        older = found[-1].seq if len(found) == ACTS else None
        return Chain([(act, names.get(act.account, act.account)) for act in found], seq, mac.hex(), older)

    def _asked(self) -> list[tuple[Asked, int]]:
        """Each question with how many others of its key differ in one bin only."""
        with self.house.database.read() as conn:
            found = queries.read(conn, self.house.clock() - timedelta(days=DAYS))
        near = queries.near(found)
        return [(each, near[at]) for at, each in enumerate(found)]

    async def _auditor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if AUDITOR not in who.roles:
            self.not_yours()
        return who
