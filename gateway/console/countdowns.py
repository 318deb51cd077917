"""How long until something happens by itself: the next rung of an alert, the end of one's second thoughts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from core.languages import Say
from gateway.house import House
from store import elapsed, steps
from store.judgements import WITHIN, Judgement
from store.steps import WAITING, Step

MINUTE_MS: Final = 60_000


def rungs(house: House, conn: Any, lang: str) -> Mapping[str, str]:
    """Of each alert that nobody has answered: who is told next, and in how many minutes."""
    clock = elapsed.now(house.database, conn)
    found = {alert: _next(planned) for alert, planned in steps.of_active(conn).items()}
    return {alert: _told(house.say, step, clock, lang) for alert, step in found.items() if step}


def undo(say: Say, said: Judgement, now: datetime, lang: str) -> str:
    """The button by which somebody takes their own verdict back, with the minutes that are left."""
    left = max(1, round((said.at + WITHIN - now).total_seconds() / 60))
    return say.ui("Reprendre mon verdict (encore {n} min)", lang, n=left)


def _next(planned: Sequence[Step]) -> Step | None:
    return next((step for step in planned if step.state == WAITING), None)


def _told(say: Say, step: Step, clock: int, lang: str) -> str:
    minutes = max(0, -(-(step.due - clock) // MINUTE_MS))
    who = roles(say, lang).get(step.role, "")
    if not who or not minutes:
        return say.ui("le prochain échelon est prévenu maintenant", lang)
    return say.ui("sans réponse, dans {n} min : {who}", lang, n=minutes, who=who)


def roles(say: Say, lang: str) -> dict[str, str]:
    return {
        "monitor": say.ui("les moniteurs", lang),
        "regional": say.ui("la coordination régionale", lang),
        "national": say.ui("la coordination nationale", lang),
    }
