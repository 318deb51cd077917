"""Numbers as people write them: digits of every script, and words (`languages.md` §13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.text import plain_digits
from workers.spelling import Word, sounds

_FRENCH_UNITS = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_BAMBARA_UNITS = "fu kelen fila saba nani duru woro wolonwula segin konontan tan"
FRENCH = {word: value for value, word in enumerate(_FRENCH_UNITS.split())} | {
    "une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "nonante": 90,
}  # fmt: skip
BAMBARA = {word: value for value, word in enumerate(_BAMBARA_UNITS.split())} | {
    "wolonfila": 7, "kononton": 9, "mugan": 20, "binani": 40, "biduru": 50, "bisaba": 30, "biworo": 60,
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
_BAMBARA_GREAT = {
    "keme": 100,
    "ba": 1_000,
    "wa": 1_000,
    "waga": 1_000,
    "miliyon": 1_000_000,
    "miliyari": 10**9,
}
_TENS = "bi"
_THOUSAND = frozenset({"mil", "mille", "k"})
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the words `start` to `end`. `said`: written as a word, not in digits."""

    value: int
    start: int
    end: int
    said: bool = False


def numbers(text: Sequence[Word], languages: frozenset[str]) -> list[Number]:
    """Every number of a text, from left to right; each word belongs to one at most."""
    found, at = [], 0
    while at < len(text):
        number = _digits(text, at) or _said(text, at, languages)
        if number:
            found.append(number)
        at = number.end if number else at + 1
    return found


def _digits(text: Sequence[Word], at: int) -> Number | None:
    written = _digit_word(text[at])
    if not written:
        return None
    end = at + 1
    while end < len(text) and len(written) <= _MOST_DIGITS and _is_group(text, end):
        written += _digit_word(text[end])
        end += 1
    value = int(written[:_MOST_DIGITS])
    if end < len(text) and text[end].key in _THOUSAND:
        return Number(value * 1_000, at, end + 1)
    return Number(value, at, end)


def _digit_word(word: Word) -> str:
    key = plain_digits(word.key)
    return key if key.isascii() and key.isdecimal() else ""


def _is_group(text: Sequence[Word], at: int) -> bool:
    """Three digits right behind one to three: `10 000`, `10.000`, and no decimal comma."""
    first, group = _digit_word(text[at - 1]), _digit_word(text[at])
    return len(group) == 3 and 1 <= len(first) <= 3 and text[at].start - text[at - 1].end == 1


def _said(text: Sequence[Word], at: int, languages: frozenset[str]) -> Number | None:
    readers = {"fr": _french, "bm": _bambara, "taq": _tamasheq}
    found = [reader(text, at) for language, reader in readers.items() if language in languages]
    return max((number for number in found if number), key=lambda number: number.end, default=None)


def _french(text: Sequence[Word], at: int) -> Number | None:
    total, part, end = 0, 0, at
    while end < len(text):
        key = text[end].key
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
    key = _sound(text[at])
    following = BAMBARA.get(_sound(text[at + 1])) if at + 1 < len(text) else None
    if key == _TENS:
        return (following * 10, 2) if following and 3 <= following <= 9 else (0, 0)
    if key in _BAMBARA_GREAT:
        if following:
            return _BAMBARA_GREAT[key] * following, 2
        return (100, 1) if key == "keme" else (0, 0)
    return (BAMBARA[key], 1) if key in BAMBARA else (0, 0)


def _tamasheq(text: Sequence[Word], at: int) -> Number | None:
    value = TAMASHEQ.get(_sound(text[at]))
    return Number(value, at, at + 1, said=True) if value else None


def _sound(word: Word) -> str:
    return sounds(word.text)[0] if word.key else ""
