"""What a person of staff writes before it leaves the circle of staff: no name, no number, nobody's own words.

A sentence of a referral, a counter-message: short, and refused rather than mended (`protection.md` P9, P48).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.never import NeverWords
from core.text import fits, strict_key, wire

RUN: Final = 5
"""So many words in a row that a report has too are a quotation of it."""


@dataclass(frozen=True, slots=True)
class Guard:
    """`reports`: redacted texts that must not be quoted; `names`: official names of places, which stay."""

    never: NeverWords
    reports: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def fault(sentence: str, redacted: str, guard: Guard, limit: int) -> str:
    """Why a sentence may not leave, in one word; empty when it may. `redacted`: as the redactor leaves it."""
    if not sentence.strip():
        return "empty"
    if not fits(wire(sentence, "fr"), limit):
        return "too_long"
    if redacted != sentence:
        return "names_somebody"
    if guard.never.found_in(sentence, except_for=guard.names):
        return "never_said"
    return "quotes_a_report" if quotes(sentence, guard.reports) else ""


def quotes(sentence: str, reports: Iterable[str]) -> bool:
    """Whether five words in a row, or the whole of a shorter sentence, stand in one of the texts."""
    words = strict_key(sentence).split()
    size = min(RUN, len(words))
    runs = {" ".join(words[start : start + size]) for start in range(len(words) - size + 1)}
    told = [f" {strict_key(text)} " for text in reports]
    return size > 1 and any(f" {run} " in text for run in runs for text in told)
