"""Messages between two languages: a word of the field in the midst of another language's sentence (§5).

*des hommes armés ye misi bɛɛ ta*: nouns cross over first, so words of concepts do here, and nothing else.
"""

import random
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from core.country import load_country
from workers.mind import Mind
from workers.spelling import words

SHARE: Final = 0.25
"""Of the copies of messages, those that change languages; in these, each word of the field by one in two."""
PARTNERS: Final[Mapping[str, str]] = {"fr": "bm", "bm": "fr", "taq": "fr", "mixed": "bm"}
_ALL: Final = frozenset({"fr", "bm", "taq"})


def switched(text: str, language: str, mind: Mind, chance: random.Random) -> str:
    """The text with words of its concepts as the other language says them; mostly the text as it is."""
    other = PARTNERS.get(language)
    if other is None or chance.random() >= SHARE:
        return text
    read = words(text)
    said, behind = [], 0
    for hit in sorted(mind.lexicon.find(read, _ALL - {other}), key=lambda hit: (hit.start, -hit.end)):
        forms = _forms().get((hit.form.concept, other))
        if forms and hit.start >= behind and chance.random() < 0.5:
            said += [word.text for word in read[behind : hit.start]] + [chance.choice(forms)]
            behind = hit.end
    return " ".join([*said, *(word.text for word in read[behind:])]) if said else text


@lru_cache(maxsize=1)
def _forms() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """How Mali's word files say a concept in a language, cues left out: they are words of every kind."""
    return {
        (concept, language): tuple(str(form).removeprefix("=") for form in entry.get("match", ()))
        for language, content in load_country("ml").words.items()
        for concept, entry in content.get("concepts", {}).items()
        if entry.get("match")
    }
