"""How people write what is printed: spellings, pieces of sentences, slips (`languages.md` §5, §9)."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from core.text import strict_key, wire
from ops.learn.datasets import Sentence

SPELLINGS: Final = ("as written", "wire", "without marks", "french")
LENGTHS: Final = (15, 25, 40)
SHORTER: Final = (10, 16, 24)
"""Pieces of Tamasheq without marks, besides: its sources are few."""
_TABLES: Final = {"fr": "fr", "bm": "bm", "dyu": "bm", "taq": "taq"}


def _rules(written: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = (rule.split("→") for rule in written.split())
    return tuple((re.compile(pattern), heard) for pattern, heard in pairs)


_FRENCH_EARS: Final = {
    "bm": _rules(r"ny→gn u→ou \bc→tch c(?!h)→tch j→dj ttch→tch"),
    "taq": _rules(r"sh→ch u→ou"),
    "fr": (),
}
_HABITS: Final = {
    "fr": _rules(
        r"qu→k e?au→o ai→e ei→e ph→f tion→sion ([^\W\d_])\1→\1 \bh→ (er|ez|et)\b→e (?<=\w\w\w)[stxd]\b→ "
        r"(?<=\w\w\w)(e|ent|es)\b→ c(?=[aou])→k (?<=[aeiou])s(?=[aeiou])→z \best\b→e \bdans\b→ds "
        r"\bpour\b→pr \bnous\b→ns \btout\b→tt en(?=[tdscg])→an oi→wa \bles\b→le \bdes\b→de"
    ),
    "bm": _rules(
        r"(?<=[aeiou])s(?=[aeiou])→ss g(?=[ie])→gu k(?=[ie])→qu \bce→tie ny→gn u→ou j→dj \bc→tch "
        r"(?<=\w\w)w\b→ ([^\W\d_])\1→\1 ng→nk an→en in\b→en k(?=\w)→c"
    ),
    "taq": _rules(r"gh→r gh→g sh→ch kh→h u→ou ([^\W\d_])\1→\1 (?<=\w)e(?=\w)→a q→k"),
}
"""What messages show here and there, on words without marks; each rule is kept in a third of them."""
_JOINED: Final = re.compile(r"(?<=\w)['’-](?=\w)")


def spelt(sentence: Sentence, spelling: str) -> str:
    """The text in one of the four spellings of §9's table."""
    if spelling == "as written":
        return sentence.text
    if spelling == "wire":
        return wire(sentence.text, _TABLES.get(sentence.language, ""))
    bare = strict_key(re.sub("[ŋŊ]", "n", sentence.text))
    return (
        bare if spelling == "without marks" else _heard(bare, _FRENCH_EARS.get(_ears(sentence.language), ()))
    )


def piece(text: str, longest: int, chance: random.Random) -> str:
    """At most `longest` characters from the beginning of a word; the whole when it is not longer."""
    if len(text) <= longest:
        return text
    starts = [0, *(found.end() for found in re.finditer(r"\s+", text) if found.end() <= len(text) - longest)]
    start = chance.choice(starts)
    return text[start : start + longest]


def variants(sentences: Iterable[Sentence], seed: int) -> Iterator[Sentence]:
    """Each sentence as people may send it: four spellings and slips, each whole or a piece of it."""
    chance = random.Random(seed)
    for sentence in sentences:
        texts = [*(spelt(sentence, spelling) for spelling in SPELLINGS), slips(sentence, chance)]
        for text in texts:
            whole = chance.random() < 0.5
            yield replace(sentence, text=text if whole else piece(text, chance.choice(LENGTHS), chance))
        if sentence.language == "taq":
            for _ in range(2):
                yield replace(sentence, text=piece(texts[2], chance.choice(SHORTER), chance))


def respelt(text: str, language: str, chance: random.Random) -> str:
    """A message as another hand might type it; one in two languages as Bambara is typed, others as French."""
    typed = {"fr": "fr", "bm": "bm", "taq": "taq", "mixed": "bm"}.get(language, "fr")
    return slips(Sentence(text, typed, "messages"), chance)


def slips(sentence: Sentence, chance: random.Random) -> str:
    """The text as a hurried hand types it: without marks, here and there joined or with a habit."""
    joined = _JOINED.sub("", sentence.text) if chance.random() < 0.5 else sentence.text
    bare = strict_key(re.sub("[ŋŊ]", "n", joined))
    habits = _HABITS.get(_ears(sentence.language), ())
    return _heard(bare, [rule for rule in habits if chance.random() < 1 / 3])


def _heard(text: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, heard in rules:
        text = pattern.sub(heard, text)
    return text


def _ears(language: str) -> str:
    """Whose habits they are: the languages beside ours are typed as Bambara is."""
    return {"taq": "taq", "fr": "fr", "en": "", "kab": ""}.get(language, "bm")
