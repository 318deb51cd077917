"""A code in front of a text: two digits that are certain, or that only count (`taxonomy.md` §10)."""

import re
from collections.abc import Iterable
from typing import Final

from core.taxonomy import Taxonomy
from workers.lexicon import Hit
from workers.wordrules import Rules

_CODED: Final = re.compile(r"\s*(\d\d)(?=$|[ #.,:\-\r\n])")


def coded(text: str, taxonomy: Taxonomy) -> tuple[str, str] | None:
    """The code in front of a coded SMS and the rest of it (`taxonomy.md` §10)."""
    found = _CODED.match(text)
    if not found or taxonomy.get(found[1]) is None:
        return None
    return found[1], text[found.end() :].lstrip(" #.,:-\r\n")


def counts(rest: str, hits: Iterable[Hit], rules: Rules) -> bool:
    """Whether the two digits in front only count what follows: `12 morts a Koro`."""
    return bool(rest) and any(hit.start == 1 and hit.form.concept in rules.counted for hit in hits)
