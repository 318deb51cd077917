"""What a caller may tell in a USSD call: every answer by name, its values, and the room that uses it.

The flows are checked against it both ways (`flows.telling`): an answer that is not here has nobody who uses
it, and one that is here and that no flow gives is a question nobody asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from core.draw import FORCES_POOL, HALVES, POOL

Kind = Literal["none", "contact", "report", "rating", "opinion", "command"]
"""What a call has told so far; `none` is nothing that is worth a row by itself."""
KEPT: Final[frozenset[Kind]] = frozenset({"report", "rating", "opinion"})
"""What is kept from the first answer on, and may be gone on with after a drop; the rest at the call's end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `values` are all it may be; none stand for a p-code, a code, a language or a listed thing.

    `kind` is what a call becomes that has told it; `used_by` the module that does something with it.
    """

    used_by: str
    kind: Kind = "none"
    values: frozenset[str] = frozenset()


def _of(used_by: str, kind: Kind = "none", values: str = "") -> Answer:
    return Answer(used_by, kind, frozenset(values.split()))


_SCALE: Final = "1 2 3 4 9"
_YES_NO: Final = "1 2 9"

ANSWERS: Final[Mapping[str, Answer]] = {
    "language": _of("workers.calls", "contact"),
    "letters": _of("workers.calls", "contact", "gsm7 official"),
    "home": _of("workers.calls", "contact"),
    "optout": _of("workers.calls", "contact", "all"),
    "optin": _of("workers.calls", "contact", "all"),
    "erase": _of("workers.calls", "contact", "all"),
    "wanted": _of("workers.calls", values="other"),
    "code": _of("workers.answers", "report"),
    "place": _of("workers.answers"),
    "occurred": _of("workers.answers", values="now today yesterday earlier"),
    "victims": _of("workers.answers", values="none injured killed unknown"),
    "basis": _of("workers.answers", values="eyewitness victim hearsay"),
    "authority": _of("workers.scores", values="1 2 3 4 5 6 7"),
    "unit": _of("workers.scores"),
    "core": _of("store.ratings", "rating", _SCALE),
    "g2": _of("core.draw", values=_SCALE),
    "g3": _of("core.draw", values=_YES_NO),
    "g4": _of("core.draw", values=_YES_NO),
    "g5": _of("core.draw", values="1 2 3 9"),
    "g6": _of("core.draw", values=_SCALE),
    "g7": _of("core.draw", values=_SCALE),
    "g7b": _of("core.draw", values=_YES_NO),
    "g8d": _of("core.draw", values=_SCALE),
    "g8n": _of("core.draw", values=_SCALE),
    "g9": _of("core.draw", values=_YES_NO),
    "sex": _of("store.profiles", values="f m skip"),
    "age": _of("store.profiles", values="15 25 35 55 skip"),
    "displaced": _of("store.profiles", values="yes no skip"),
    "case": _of("workers.opinions"),
    "settled": _of("workers.opinions", "opinion", "yes no unknown"),
    "commitment": _of("workers.opinions"),
    "heard": _of("workers.opinions", "opinion", "yes no unknown"),
    "alert": _of("workers.stafforders"),
    "digest": _of("workers.stafforders"),
    "do": _of("workers.stafforders", "command", "OUI VRAI FAUX NOTE AIDE"),
    "note": _of("workers.stafforders"),
}


def _items(pool: tuple[str, ...]) -> frozenset[str]:
    return frozenset(item for name in pool for item in HALVES.get(name, (name,)))


FACT_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "general": _items(POOL),
    "forces": _items(FORCES_POOL),
    "profile": frozenset({"asked"}),
    "last_report": frozenset({"received", "checking", "verified", "false", "closed", "withheld"}),
    "settled_case": frozenset(),
    "commitments": frozenset({"1"}),
    "alerts": frozenset({"1"}),
    "digests": frozenset({"1"}),
    "pin": frozenset({"set"}),
    "home": frozenset(),
}
"""What a flow may ask about a call's first look (`flows.nodes.Session`), and all that each may be; none stand
for a p-code or an id.
"""
FACTS: Final = frozenset(FACT_VALUES)
LISTS: Final = frozenset({"alerts", "commitments", "digests"})
"""Numbered things that a call's first look finds."""

_WEIGHT: Final[tuple[Kind, ...]] = ("report", "rating", "command", "opinion", "contact")


def values_of(name: str) -> frozenset[str]:
    """All that an answer or a fact may be; none where that is not listed."""
    return ANSWERS[name].values if name in ANSWERS else FACT_VALUES.get(name, frozenset())


def kind_of(answers: Mapping[str, str]) -> Kind:
    """What a call that has told this much is kept as: the weightiest of what its answers make it."""
    kinds = {ANSWERS[name].kind for name in answers if name in ANSWERS}
    return next((kind for kind in _WEIGHT if kind in kinds), "none")
