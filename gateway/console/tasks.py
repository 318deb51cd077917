"""The page of the focal person: what waits, one text at a time, destroyed once it has served (P37, P39).

Nothing about it names its matter: not the address, not the title, not the log. An id goes in a form, never in
an address; nothing is kept by the browser.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from core.errors import LasomiError
from core.forms import day as day_of
from core.periods import hour_of
from gateway.console.clearing import Clearing, Reader
from gateway.console.closing import Route
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form
from gateway.house import House
from store import audit, protected

TASKS: Final = "/console/tasks"
ROLE: Final = "gbv_focal"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits, and until when: nothing else is known of it before it is opened."""

    id: str
    until: str


class Tasks(Clearing):
    """The list, a text, its end, and proving who one is: to read what waits, or once more before somebody is
    shown the way.
    """

    role = ROLE
    reasons = ("task", "task_again")

    def reads(self, who: Visitor) -> bool:
        return who.is_focal

    def routes(self) -> tuple[Route, ...]:
        return (
            (TASKS, self.page, "GET"),
            (TASKS, self.act, "POST"),
            (TASKS + "/step-up", self.step_up, "POST"),
        )

    async def page(self, request: Request) -> Response:
        reader = await self.reader(request)
        return await self._list(request, reader) if reader.reason else self._proof(request, reader.visitor)

    async def act(self, request: Request) -> Response:
        reader = await self.reader(request)
        sent = await form(request)
        check(sent.get("csrf", ""), reader.visitor.csrf)
        if reader.reason is None:
            return there(request, TASKS)
        about = (self.house, reader.visitor, sent.get("id", "")[:32], reader.reason)
        if sent.get("do") == "destroy":
            gone = await asyncio.to_thread(destroyed, *about)
            return there(request, TASKS, told="done" if gone else "gone")
        text = await asyncio.to_thread(opened, *about)
        if text is None:
            return there(request, TASKS, told="gone")
        return self._shown(request, reader.visitor, "task.html", text=text, id=about[2])

    async def step_up(self, request: Request) -> Response:
        who = (await self.reader(request)).visitor
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        if await self.opens(request, sent):
            return there(request, TASKS)
        return self._proof(request, who, failed=True)

    async def _list(self, request: Request, reader: Reader) -> Response:
        lang = language(request)
        found = await asyncio.to_thread(listed, self.house, lang)
        told = outcomes(self.house, lang).get(request.query_params.get("told", ""), "")
        return self._shown(request, reader.visitor, "tasks.html", waiting=found, told=told)

    def _proof(self, request: Request, who: Visitor, *, failed: bool = False) -> Response:
        status = 401 if failed else 200
        return self._shown(request, who, "task_step_up.html", status=status, failed=failed)

    def _shown(
        self, request: Request, who: Visitor, page: str, *, status: int = 200, **told: object
    ) -> Response:
        return self.pages.render(request, page, status=status, account=who, csrf=who.csrf, **told)


def listed(house: House, lang: str) -> list[Waiting]:
    """What waits, what goes first at the top."""
    with house.database.read() as conn:
        found = protected.waiting(conn, house.clock())
    return [Waiting(id_, _until(house, until, lang)) for id_, until in found]


def opened(house: House, who: Visitor, id_: str, reason: str) -> str | None:
    """The text, noted as read by this person for this reason; None when it is gone."""
    now = house.clock()
    with house.database.write() as conn:
        try:
            text = protected.unlock(conn, house.vault, id_, now)
        except LasomiError as error:
            if error.code != "key_gone":
                raise
            return None
        if text is not None:
            _note(house, conn, who, "text_opened", id_, reason)
    return text


def destroyed(house: House, who: Visitor, id_: str, reason: str) -> bool:
    """Whether it was there: it is nowhere any more, not in the log of the database either."""
    with house.database.write() as conn:
        gone = protected.destroy(conn, id_)
        if gone:
            _note(house, conn, who, "text_destroyed", id_, reason)
    house.database.checkpoint()
    return gone


def outcomes(house: House, lang: str) -> dict[str, str]:
    return {
        "done": house.say.ui("C'est détruit. Il n'en reste rien.", lang),
        "gone": house.say.ui("Ce texte n'est plus là : ses 72 heures sont passées, ou il est détruit.", lang),
    }


def _note(house: House, conn: Any, who: Visitor, action: str, id_: str, reason: str) -> None:
    at = hour_of(house.clock())
    about = {"account": who.id, "role": ROLE, "action": action, "object": id_, "reason": reason}
    audit.write(conn, house.vault, at=at, **about)


def _until(house: House, until: datetime, lang: str) -> str:
    day = day_of(until, lang)
    return house.say.ui("jusqu'au {day} vers {hour} h", lang, day=day, hour=until.hour)
