"""The protected router: help for one woman, girl or child leaves before anything else (P37)."""

from collections.abc import Iterable, Sequence
from typing import Final

from workers.lexicon import Hit
from workers.wordrules import Found, Rules, found_in

PROTECTED = frozenset({"61", "62"})
ENOUGH: Final = 0.2
"""The intent model's share of `gbv` from which a message that no rule knows is protected."""
SURE: Final = 0.5
"""The same where words of several people's danger stand beside it: an attack stays an incident (P37)."""
_INTENT: Final = "gbv"
_MODEL: Final = "model"
_CHILD: Final = frozenset({"child", "sign_age"})

Why = tuple[str, ...]


def protected_code(
    hits: Sequence[Hit], rules: Rules, intents: Iterable[tuple[str, float]] = ()
) -> tuple[str, Why] | None:
    """61 or 62 and the words that say so, by the first rule that holds; None for the general lane.

    Recall comes first: in doubt between help for one person and an incident, the answer is protected.
    `intents`: the model's shares, which decide where no rule does; without a model the rules stand alone.
    """
    found = found_in(hits)
    for rule in rules.protected.about(found):
        if chosen := rule.fires(found):
            return rule.answer, tuple(dict.fromkeys(hit.written for hit in chosen if hit.written))
    if found.sure.isdisjoint(rules.never_by_model) and dict(intents).get(_INTENT, 0.0) >= _least(
        found, rules
    ):
        return "61" if found.present.isdisjoint(_CHILD) else "62", (_MODEL,)
    return None


def _least(found: Found, rules: Rules) -> float:
    return ENOUGH if found.sure.isdisjoint(rules.several) else SURE


def is_protected(hits: Sequence[Hit], rules: Rules) -> bool:
    return protected_code(hits, rules) is not None
