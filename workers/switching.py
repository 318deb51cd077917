"""What the console asks of the kill-switch of a cercle, under the rules of the command (P45, P71)."""

from collections.abc import Callable, Mapping
from typing import Final

from store import audit, switches
from workers.work import Body, Outcome, Work

CERCLE: Final = 2
KEEPERS: Final = frozenset({"operator", "admin"})
WATCHERS: Final = frozenset({"monitor", "regional", "national", "verifier"})
DONE: Final = "command"
REFUSED: Final = "refused"


def turn_on(work: Work, body: Body) -> Outcome:
    """One person: who watches over the cercle, or keeps the machine."""
    place = work.country.gazetteer.get(str(body.get("cercle") or ""))
    if place is None or place.level != CERCLE:
        return Outcome(REFUSED, "no_cercle")
    within = {place.code, place.adm1, work.country.gazetteer.country} & set(body.get("areas") or ())
    if body["role"] not in KEEPERS and not (body["role"] in WATCHERS and within):
        return Outcome(REFUSED, "not_yours")
    switches.turn_on(work.conn, place.code, body["account"], work.now)
    _note(work, body, "switch_on", place.code)
    return Outcome(DONE, body["verb"])


def turn_off(work: Work, body: Body) -> Outcome:
    """The word of one of two who keep the machine; the page has asked for their password."""
    cercle = str(body.get("cercle") or "")
    if body["role"] not in KEEPERS:
        return Outcome(REFUSED, "not_yours")
    answer = switches.turn_off(work.conn, cercle, body["account"], work.now)
    if answer not in {"asked", "off"}:
        return Outcome(REFUSED, answer)
    _note(work, body, "switch_off" if answer == "off" else "switch_off_asked", cercle)
    return Outcome(DONE, body["verb"])


def _note(work: Work, body: Body, action: str, cercle: str) -> None:
    about = {"account": body["account"], "role": body["role"], "action": action, "object": cercle}
    audit.write(work.conn, work.vault, at=work.at, **about)


VERBS: Final[Mapping[str, Callable[[Work, Body], Outcome]]] = {"SWITCH_ON": turn_on, "SWITCH_OFF": turn_off}
