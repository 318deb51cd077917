"""Whether a text that names no day tells of something that goes on (`taxonomy.md` §6)."""

from collections.abc import Sequence

from workers.casualties import DEAD
from workers.lexicon import Hit
from workers.spelling import Word
from workers.tense import PAST, PHRASE, PRESENT, STATE, tenses

THREAT = "15"
LASTING = frozenset({"54", "73"})
"""Conditions: told without a day and without a past, they last."""
_CUSTOMS = frozenset({"14", "21", "22", "23", "33", "51", "52", "53"})
"""What people tell of these in the present is a custom without a date, or is over."""
_EVENTS = frozenset({"11", "12", "13", "90", None})
"""Of these a state says nothing: *le taxi est gâté* is what is left of the explosion."""
_SHOWN = frozenset({"42", "73"})
"""Protest and illness: one verb in the present says that they last."""
_RUMOURS = frozenset({"43", "44"})
"""What others are said to preach or to say is not seen to go on."""
_PASTURES = frozenset({"31", "32"})
_PAID = frozenset({"money", "demand", "sign_money"})
_STATES = frozenset({"drought", "tension", "blockade", "lack", "hunger"})
_JUSTICE = frozenset({"judge", "police"})


def goes_on(
    words: Sequence[Word], hits: Sequence[Hit], code: str | None, *, hearsay: bool, planned: bool
) -> bool:
    """By its verbs and by its subject. `code`: the best guess; `planned`: the text speaks of tomorrow."""
    said = {hit.form.concept for hit in hits}
    if _is_custom(hits, code) or (code in _RUMOURS and hearsay) or (code in _PASTURES and said & _PAID):
        return False
    told = list(tenses(words, hits))
    first = told[0] if told else None
    if code == THREAT:
        return first != PAST and "blockade" in said
    if PHRASE in told or (code in _SHOWN and not {PRESENT, STATE}.isdisjoint(told)):
        return True
    if code in LASTING:
        return first != PAST and len(words) > 1 and said.isdisjoint(DEAD)
    if first in {PRESENT, STATE}:
        return first == PRESENT or code not in _EVENTS
    return first is None and not planned and code not in _EVENTS and not said.isdisjoint(_STATES)


def _is_custom(hits: Sequence[Hit], code: str | None) -> bool:
    """*Pas de juge* is a lack that lasts, where other complaints of justice tell a custom."""
    lacks = code == "53" and any(hit.missing and hit.form.concept in _JUSTICE for hit in hits)
    return code in _CUSTOMS and not lacks
