"""What is wrong with a sentence as somebody would have it said, before a review (`languages.md` §1)."""

import unicodedata
from string import Formatter
from typing import Final

from core.never import NeverWords
from core.text import is_gsm7, wire

MOST_LETTERS: Final = 320


def fault(french: str, text: str, language: str, never: NeverWords) -> str:
    """The first fault in one word: `empty`, `too_long`, `places_differ`, `not_gsm7`, `never_said`; or "".

    Whether every screen still holds it, `lasomi locales import` tells.
    """
    if not text.strip():
        return "empty"
    if len(text) > MOST_LETTERS:
        return "too_long"
    if _places(french) != _places(text):
        return "places_differ"
    if not is_gsm7(wire(unicodedata.normalize("NFC", text), language)):
        return "not_gsm7"
    return "never_said" if never.found_in(text) else ""


def _places(text: str) -> frozenset[str] | None:
    """The names in braces; None where a brace has no other half."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None
