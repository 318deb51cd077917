"""What follows from published shares and is never a headline (`indicators.md` §3, "Derived")."""

from collections.abc import Mapping
from typing import Final

from core.changes import Change, Sample, change
from core.indicators import NORMAL_FROM

COMMUNITY: Final = ("G1", "G2", "G3", "G6")
"""What the Community Accountability Score is the mean of; the security forces are never asked G3."""


def gender_gap(women: Sample, men: Sample) -> Change:
    """G(F) less G(M) with Newcombe's interval; it is a gap only by the rule of §5.6."""
    return change(men, women)


def community_score(shares: Mapping[str, Sample]) -> float | None:
    """The mean of its four shares, by id; None unless each of them has n_eff ≥ 30."""
    found = [shares[each] for each in COMMUNITY if each in shares]
    if len(found) < len(COMMUNITY) or any(each.size < NORMAL_FROM for each in found):
        return None
    return round(sum(each.share for each in found) / len(found), 4)
