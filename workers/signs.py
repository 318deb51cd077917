"""What a text shows beside its words: amounts, marks out of four, ages, questions, emptiness.

Rules speak of them as `sign_money`, `sign_score` and so on.
"""

import re
from collections.abc import Iterator, Sequence

from workers.lexicon import Form, Hit
from workers.money import amounts
from workers.numerals import Number
from workers.spelling import Word, word_set

_THINGS = "people person woman child girl man young family cattle sheep goat camel donkey kill death wounded"
_COUNTED = frozenset([*_THINGS.split(), "displaced", "village", "shelter", "goods", "shop"])
"""Concepts that a number in front counts, so that it is no amount of money."""
_YEARS = frozenset({"an", "ans", "years"})
_ABOUT = word_set("plus moins de presque environ bientot deja au")
_SPANS = frozenset({"day_since", "day_ago"})
_TURNS = "fait"
"""*Elle fait 14 ans* is an age, *ça fait 14 ans* none."""
_OF_FOUR = frozenset({"sur", "points", "point"})
_SHORT = 3
_GIBBERISH = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyɛɔəǝăɩʊ\u0600-\u06ff\u07ca-\u07ff\u2d30-\u2d7f]", re.IGNORECASE)
ADULT = 18
MOST_SCORE = 4


def signs(
    text: Sequence[Word],
    written: str,
    numbers: Sequence[Number],
    hits: Sequence[Hit],
    authorities: frozenset[str],
) -> list[Hit]:
    """The signs of a text as hits, to stand in rules beside concepts."""
    found = [*_of_numbers(text, numbers, hits)]
    found += [
        _sign("score", text, number.start, number.end) for number in scores(text, numbers, hits, authorities)
    ]
    if "?" in written or "؟" in written:
        found.append(_sign("question", text, len(text), len(text)))
    if len(text) <= _SHORT:
        found.append(_sign("short", text, len(text), len(text)))
    if not any(_speaks(word) for word in text):
        found.append(_sign("empty", text, len(text), len(text)))
    return found


def _sign(name: str, text: Sequence[Word], start: int, end: int) -> Hit:
    form = Form(f"sign_{name}", "", (), cue=False, reviewed=True)
    return Hit(form, start, end, " ".join(word.text for word in text[start:end]))


def _speaks(word: Word) -> bool:
    """Whether it may be a word: letters with a vowel, no heap of consonants."""
    letters = [sign for sign in word.text if sign.isalpha()]
    if not word.key or len(letters) < 2:
        return False
    return any(not sign.isascii() for sign in letters) or bool(
        _VOWEL.search(word.text) and not _GIBBERISH.search(word.text)
    )


def _of_numbers(text: Sequence[Word], numbers: Sequence[Number], hits: Sequence[Hit]) -> Iterator[Hit]:
    counted = frozenset(hit.start for hit in hits if hit.form.concept in _COUNTED)
    spans = frozenset(hit.end for hit in hits if hit.form.concept in _SPANS and hit.form.spelt != _TURNS)
    for amount in amounts(text, numbers, counted):
        yield _sign("money", text, amount.start, amount.end)
    for number in numbers:
        yield _sign("number", text, number.start, number.end)
        if number.value < ADULT and is_age(text, number) and not _is_span(text, number, spans):
            yield _sign("age", text, number.start, number.end)


def is_age(text: Sequence[Word], number: Number) -> bool:
    """`14 ans`, `san tan ni saba`."""
    following = text[number.end].key if number.end < len(text) else ""
    before = text[number.start - 1].key if number.start else ""
    return following in _YEARS or before == "san"


def _is_span(text: Sequence[Word], number: Number, spans: frozenset[int]) -> bool:
    """`depuis 3 ans`, `il y a plus de 3 ans`, `kabini san saba`. `spans`: where words end that begin one."""
    start = number.start
    while start and start not in spans and (text[start - 1].key in _ABOUT or text[start - 1].key == "san"):
        start -= 1
    return start in spans


def scores(
    text: Sequence[Word], numbers: Sequence[Number], hits: Sequence[Hit], authorities: frozenset[str]
) -> list[Number]:
    """Numbers that are marks: 0 to 4 behind an authority, then nothing, `sur 4` or another authority."""
    named = {hit.end for hit in hits if hit.form.concept in authorities or hit.form.concept == "opinion"}
    starts = {hit.start for hit in hits if hit.form.concept in authorities}
    return [
        number for number in numbers if number.value <= MOST_SCORE and _is_mark(text, number, named, starts)
    ]


def _is_mark(text: Sequence[Word], number: Number, named: set[int], starts: set[int]) -> bool:
    rest = text[number.end :]
    if number.start and text[number.start - 1].key in _OF_FOUR:
        return False
    if rest and rest[0].key in _OF_FOUR and len(rest) > 1 and rest[1].key in {"4", "quatre"}:
        return True
    if number.end in starts:
        return number.start in named
    return not rest and any(end in named for end in range(max(0, number.start - 3), number.start + 1))
