"""The verifiers' pages: read and answer one report after the other, and how right the machine is.

Texts have one door: role `verifier`, own areas, who they are proven once more for 15 minutes, with a reason
(P45, P46). Everybody else finds nothing there.
"""

import asyncio
from dataclasses import asdict
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from core.labels import Answer
from gateway.console import accuracy, answers, cards, commands, verdictcards
from gateway.console.clearing import Clearing, Reader
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form
from gateway.house import House
from store.inbox import Fate

TRIAGE: Final = "/console/triage"
STEP_UP: Final = "/console/step-up"
ACCURACY: Final = "/console/accuracy"
ROLE: Final = "verifier"


class Triage(Clearing):
    """Reading, answering, proving, and the accuracy in use."""

    role = ROLE
    reasons = ("triage", "alert", "check")

    def reads(self, who: Visitor) -> bool:
        return who.verifies

    async def page(self, request: Request) -> Response:
        reader = await self.reader(request)
        asked = cards.which(request.query_params.get("list", ""))
        if reader.reason is None:
            return self._step_up_page(request, reader.visitor, asked)
        opened = await asyncio.to_thread(
            cards.opened, self.house, reader.visitor, asked, _skip(request), reader.reason, language(request)
        )
        return self._shown(request, reader.visitor, asked, opened)

    async def answer(self, request: Request) -> Response:
        """One form, one action. A place that is not clear is asked for, with everything else kept."""
        reader = await self.reader(request)
        sent = await form(request)
        check(sent.get("csrf", ""), reader.visitor.csrf)
        asked = cards.which(sent.get("list", ""))
        if reader.reason is None:
            return there(request, TRIAGE, list=asked)
        given = answers.Given()
        if sent.get("do") != "same":
            given = await asyncio.to_thread(answers.read, sent, self.house.country)
            if given.answer is None:
                return await self._again(request, reader, asked, sent, given)
        told = await self._carried_out(reader.visitor, request.path_params["report"], given.answer)
        return there(request, TRIAGE, list=asked, told=told)

    async def decide(self, request: Request) -> Response:
        """VRAI, FAUX, the same event as another, or the relays of the place are asked; the list goes on."""
        reader = await self.reader(request)
        sent = await form(request)
        check(sent.get("csrf", ""), reader.visitor.csrf)
        asked = verdictcards.asked(request.path_params["do"], sent)
        if asked is None:
            return self.not_yours()
        here = {"list": cards.which(sent.get("list", "")), "skip": sent.get("skip", "")[:6]}
        if reader.reason is None:
            return there(request, TRIAGE, list=here["list"])
        verb, about = asked
        entry = commands.command(self.house, reader.visitor, verb, **about)
        return there(
            request, TRIAGE, told=_became(await commands.ask(self.house, entry, self.patience)), **here
        )

    async def step_up(self, request: Request) -> Response:
        who = (await self.reader(request)).visitor
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        asked = cards.which(sent.get("list", ""))
        proven = await self.opens(request, sent)
        return (
            there(request, TRIAGE, list=asked)
            if proven
            else self._step_up_page(request, who, asked, failed=True)
        )

    async def accuracy(self, request: Request) -> Response:
        who = await self.who(request)
        if not who.sees_accuracy:
            self.not_yours()
        tables = await asyncio.to_thread(accuracy.tables, self.house, language(request))
        return self.pages.render(request, "accuracy.html", account=who, csrf=who.csrf, tables=tables)

    async def _carried_out(self, who: Visitor, report: str, answer: Answer | None) -> str:
        about: dict[str, Any] = {"report": report[:32], "role": ROLE, "answer": answer and asdict(answer)}
        fate = await commands.ask(
            self.house, commands.command(self.house, who, "CORRECT", **about), self.patience
        )
        if fate is None:
            return "waiting"
        if fate.outcome == "command":
            return "done"
        return "answered" if fate.reason == "answered_already" else "refused"

    async def _again(
        self, request: Request, reader: Reader, asked: str, sent: answers.Fields, given: answers.Given
    ) -> Response:
        report, reason = request.path_params["report"][:32], reader.reason or ""
        card = await asyncio.to_thread(
            cards.reopened, self.house, reader.visitor, report, reason, language(request)
        )
        if card is None:
            self.not_yours()
        fields = answers.blank() | {name: sent[name] for name in answers.blank() if name in sent}
        fields |= {"place_was": fields["place"], "place_code": ""}
        return self._shown(
            request, reader.visitor, asked, cards.Opened(card, 1), fields=fields, given=given, status=422
        )

    def _shown(
        self,
        request: Request,
        who: Visitor,
        asked: str,
        opened: cards.Opened,
        *,
        fields: answers.Fields | None = None,
        given: answers.Given | None = None,
        status: int = 200,
    ) -> Response:
        lang = language(request)
        return self.pages.render(
            request,
            "triage.html",
            status=status,
            account=who,
            csrf=who.csrf,
            asked=asked,
            opened=opened,
            card=opened.card,
            fields=fields or (opened.card.fields if opened.card else {}),
            given=given or answers.Given(),
            options=answers.options(self.house.say, self.house.country, lang),
            keys=verdictcards.KEYS,
            told=outcomes(self.house, lang).get(request.query_params.get("told", ""), ""),
        )

    def _step_up_page(self, request: Request, who: Visitor, asked: str, *, failed: bool = False) -> Response:
        status = 401 if failed else 200
        about = {"account": who, "csrf": who.csrf, "asked": asked, "failed": failed}
        return self.pages.render(request, "step_up.html", status=status, **about)


def _became(fate: Fate | None) -> str:
    """`decided`, or why not, as far as a page says it."""
    told = commands.became(fate)
    if told == "done":
        return "decided"
    return "no_relay" if fate and fate.reason == "no_relay" else "undecided" if told == "refused" else told


def outcomes(house: House, lang: str) -> dict[str, str]:
    say = house.say
    return {
        "done": say.ui("Merci. C'est enregistré.", lang),
        "answered": say.ui("Quelqu'un d'autre avait déjà répondu : sa réponse reste.", lang),
        "refused": say.ui("Refusé : ce message n'attend pas votre réponse.", lang),
        "waiting": say.ui("C'est noté ; l'effet se verra dans un instant.", lang),
        "decided": say.ui("C'est fait. Dites maintenant si la lecture est juste.", lang),
        "undecided": say.ui(
            "Refusé : l'événement n'est pas de votre zone, ou son état ne le permet pas.", lang
        ),
        "no_relay": say.ui("Aucun relais de ce cercle ne peut être interrogé.", lang),
    }


def _skip(request: Request) -> int:
    asked = request.query_params.get("skip", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 0
