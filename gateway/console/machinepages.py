"""What whoever keeps the machine reads: how every part is, what lies in quarantine; no word of it (P45)."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from core.languages import Say
from gateway.checks import Check, look, scene_of
from gateway.console import partwords
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import language
from store import quarantine
from store.spool import Spool

MACHINE: Final = "/console/machine"
OPERATOR: Final = "operator"


class Machine(Desk):
    """Queues, channels, quarantine: by counts, moments and reasons."""

    def routes(self) -> tuple[Route, ...]:
        return ((MACHINE, self.page, "GET"),)

    async def page(self, request: Request) -> Response:
        who, lang = await self.who(request), language(request)
        if OPERATOR not in who.roles:
            self.not_yours()
        checks = await asyncio.to_thread(self._checks)
        lies = await asyncio.to_thread(self._quarantine)
        about: dict[str, Any] = {
            "wrong": [each for state in ("down", "degraded") for each in checks if each.state == state],
            "right": [each for each in checks if each.state == "ok"],
            "quarantine": [
                (partwords.reason(self.house.say, name, lang), lies[name]) for name in sorted(lies)
            ],
            "states": states(self.house.say, lang),
            "part": partial(partwords.part, self.house.say, lang=lang),
        }
        return self.pages.render(request, "machine.html", account=who, csrf=who.csrf, **about)

    def _checks(self) -> list[Check]:
        house = self.house
        return look(scene_of(house, Spool(house.settings.spool_dir, house.vault)))

    def _quarantine(self) -> dict[str, int]:
        with self.house.database.read() as conn:
            return quarantine.counts(conn)


def states(say: Say, lang: str) -> Mapping[str, str]:
    return {"degraded": say.ui("à surveiller", lang), "down": say.ui("en panne", lang)}
