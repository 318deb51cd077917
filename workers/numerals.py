"""Numbers as people write them: digits of every script, and words (`languages.md` §13)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.text import REMEMBERED, plain_digits
from workers.spelling import Word, sounds

_FRENCH_UNITS = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_BAMBARA_UNITS = "fu kelen fila saba nani duru woro wolonwula segin konontan tan"
FRENCH = {word: value for value, word in enumerate(_FRENCH_UNITS.split())} | {
    "une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "nonante": 90,
    "deu": 2, "troi": 3, "katre": 4, "catre": 4, "cink": 5, "sink": 5, "ving": 20, "vint": 20, "trante": 30,
    "karante": 40, "cinkante": 50, "sinkante": 50,
}  # fmt: skip
_FRENCH_ABOUT = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1_000,
}  # fmt: skip
"""*Une dizaine* is ten at least; *des dizaines* are two of them, as every plural (`taxonomy.md` §5)."""
BAMBARA = {word: value for value, word in enumerate(_BAMBARA_UNITS.split())} | {
    "wolonfila": 7, "kononton": 9, "mugan": 20, "bisaba": 30, "binani": 40, "biduru": 50, "biworo": 60,
    "biwolonwula": 70, "biwolonfila": 70, "bisegin": 80, "bikononton": 90,
}  # fmt: skip
TAMASHEQ = {
    "iyan": 1, "iyat": 1, "isin": 2, "asin": 2, "esin": 2, "sanatat": 2, "karad": 3, "karadat": 3, "akoz": 4,
    "akozat": 4, "samos": 5, "semos": 5, "samosat": 5, "sadis": 6, "asa": 7, "atam": 8, "taza": 9,
    "maraw": 10,
}  # fmt: skip
_FRENCH_GREAT = {
    "cent": 100,
    "cents": 100,
    "mille": 1_000,
    "mil": 1_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "milion": 1_000_000,
}
_HUNDRED = 100
_GOATS = "ba"
"""A thousand, and also goat, mother and river (`languages.md` §14)."""
_BAMBARA_GREAT = {
    "keme": _HUNDRED,
    _GOATS: 1_000,
    "wa": 1_000,
    "waga": 1_000,
    "miliyon": 1_000_000,
    "miliyari": 10**9,
}
_TENS = "bi"
_TAMASHEQ_TENS = "temerwin"
_THOUSAND = frozenset({"mil", "mille", "k"})
_MILLIONS = frozenset({"million", "millions", "milion", "milions", "miliyon"})
_MOST_DIGITS = 12
_FRENCH_OPENING = frozenset(
    [*FRENCH, *_FRENCH_GREAT, *_FRENCH_ABOUT, *(f"{each}s" for each in _FRENCH_ABOUT)]
)
_BAMBARA_OPENING = frozenset([*BAMBARA, *_BAMBARA_GREAT, _TENS])


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the words `start` to `end`. `said`: written as a word, not in digits."""

    value: int
    start: int
    end: int
    said: bool = False


def numbers(text: Sequence[Word], languages: frozenset[str]) -> list[Number]:
    """Every number of a text, from left to right; each word belongs to one at most."""
    found: list[Number] = []
    end = 0
    for at, word in enumerate(text):
        if at < end:
            continue
        if word.key.isdecimal():
            number: Number | None = _digits(text, at)
        elif opened := languages & _opened_by(word.text, word.key):
            number = _said(text, at, opened)
        else:
            continue
        if number:
            found.append(number)
            end = number.end
    return found


def _said(text: Sequence[Word], at: int, languages: frozenset[str]) -> Number | None:
    """The longest that a language reads here; of two alike, the first of `_READERS`."""
    found = [reader(text, at) for language, reader in _READERS.items() if language in languages]
    return max((number for number in found if number), key=lambda number: number.end, default=None)


def _digits(text: Sequence[Word], at: int) -> Number:
    written, end = _digit_word(text[at]), at + 1
    while end < len(text) and len(written) <= _MOST_DIGITS and _is_group(text, end):
        written += _digit_word(text[end])
        end += 1
    value, great = int(written[:_MOST_DIGITS]), _great(text[end].key if end < len(text) else "")
    return Number(value * great, at, end + (great > 1))


def _great(key: str) -> int:
    """What a word behind digits makes of them: `10 mil`, `2 millions`, `2 dizaines`; else one."""
    if key in _THOUSAND or key in _MILLIONS:
        return 1_000 if key in _THOUSAND else 1_000_000
    return _FRENCH_ABOUT.get(key.removesuffix("s"), 1)


def _digit_word(word: Word) -> str:
    return plain_digits(word.key) if word.key.isdecimal() else ""


def _is_group(text: Sequence[Word], at: int) -> bool:
    """Three digits right behind one to three: `10 000`, `10.000`, and no decimal comma."""
    first, group = _digit_word(text[at - 1]), _digit_word(text[at])
    return len(group) == 3 and 1 <= len(first) <= 3 and text[at].start - text[at - 1].end == 1


@lru_cache(maxsize=REMEMBERED)
def _opened_by(written: str, key: str) -> frozenset[str]:
    """The languages in which a number may begin so. Words must be redacted: they are remembered."""
    heard = _sound(written, key)
    opens = {"fr": key in _FRENCH_OPENING, "bm": heard in _BAMBARA_OPENING, "taq": heard in TAMASHEQ}
    return frozenset(language for language in opens if opens[language])


def _french(text: Sequence[Word], at: int) -> Number | None:
    total, part, end = 0, 0, at
    while end < len(text):
        key = text[end].key
        if about := _FRENCH_ABOUT.get(key.removesuffix("s")):
            many = 2 if key.endswith("s") else 1
            return Number(total + (part or many) * about, at, end + 1, said=True)
        if key in FRENCH:
            value = FRENCH[key]
            part = part * value if value == 20 and part == 4 else part + value
        elif key in _FRENCH_GREAT and (end > at or key != "mil"):
            great = _FRENCH_GREAT[key]
            part = max(part, 1) * great
            total, part = (total + part, 0) if great > 100 else (total, part)
        elif key != "et" or end == at or end + 1 >= len(text) or text[end + 1].key not in FRENCH:
            break
        end += 1
    return Number(total + part, at, end, said=True) if end > at else None


def _bambara(text: Sequence[Word], at: int) -> Number | None:
    """`misi bi naani`: forty; `bi` alone is today. `keme fila ni bi naani`: two hundred and forty."""
    total, end = 0, at
    while end < len(text):
        value, used = _bambara_part(text, end)
        if not used:
            break
        total, end = total + value, end + used
        if end + 1 < len(text) and text[end].key == "ni" and _bambara_part(text, end + 1)[1]:
            end += 1
        else:
            break
    return Number(total, at, end, said=True) if end > at else None


def _bambara_part(text: Sequence[Word], at: int) -> tuple[int, int]:
    """One part of a number and how many words it takes."""
    key = _heard(text, at)
    if key == _TENS:
        unit = BAMBARA.get(_heard(text, at + 1), 0)
        return (unit * 10, 2) if 3 <= unit <= 9 else (0, 0)
    if great := _BAMBARA_GREAT.get(key):
        times, used = _times(text, at + 1, great, goats=key == _GOATS)
        return (great * times, used + 1) if used or great == _HUNDRED else (0, 0)
    return (BAMBARA[key], 1) if key in BAMBARA else (0, 0)


def _times(text: Sequence[Word], at: int, great: int, *, goats: bool) -> tuple[int, int]:
    """How many hundreds, thousands, millions: `ba kelen`, `waa kɛmɛ`, `waa 5`; `ba 5` are five goats."""
    if at < len(text) and not goats and (digits := _digit_word(text[at])):
        return int(digits[:_MOST_DIGITS]), 1
    times, used = _bambara_part(text, at)
    return (times, used) if times and times < great else (1, 0)


def _tamasheq(text: Sequence[Word], at: int) -> Number | None:
    """One to ten; higher numbers have forms that nobody has written down for us."""
    value = TAMASHEQ.get(_heard(text, at))
    tens = at + 1 < len(text) and text[at + 1].key == _TAMASHEQ_TENS
    return Number(value, at, at + 1, said=True) if value and not tens else None


_READERS: Final[dict[str, Callable[[Sequence[Word], int], Number | None]]] = {
    "fr": _french,
    "bm": _bambara,
    "taq": _tamasheq,
}


def _heard(text: Sequence[Word], at: int) -> str:
    return _sound(text[at].text, text[at].key) if at < len(text) else ""


def _sound(written: str, key: str) -> str:
    """How a number is heard; of two readings (`seguin`, *segin*) the one that is a number."""
    if not key:
        return ""
    heard = sounds(written)
    return next((sound for sound in heard if sound in BAMBARA or sound in _BAMBARA_GREAT), heard[0])
