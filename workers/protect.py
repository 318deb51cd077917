"""The protected router: help for one woman, girl or child leaves before anything else (P37)."""

from collections.abc import Sequence

from workers.lexicon import Hit
from workers.wordrules import Rules, found_in

PROTECTED = frozenset({"61", "62"})


def protected_code(hits: Sequence[Hit], rules: Rules) -> tuple[str, tuple[str, ...]] | None:
    """61 or 62 and the words that say so, by the first rule that holds; None for the general lane.

    Recall comes first: in doubt between help for one person and an incident, the answer is protected.
    """
    found = found_in(hits)
    for rule in rules.protected:
        if chosen := rule.fires(found):
            return rule.answer, tuple(dict.fromkeys(hit.written for hit in chosen if hit.written))
    return None


def is_protected(hits: Sequence[Hit], rules: Rules) -> bool:
    return protected_code(hits, rules) is not None
