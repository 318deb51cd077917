"""Amounts of money in a text, in francs where that is certain (`languages.md` §13).

Bambara counts money by fives: *dɔrɔmɛ duuru* are 25 F. Where neither *dɔrɔmɛ* nor francs are named,
*ba kelen* may be 5,000 F or 1,000: such an amount is kept as it was said, and nothing is computed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.text import plain_digits
from workers.numerals import FRENCH, Number
from workers.spelling import Word, sounds

Unit = Literal["fcfa", "bm"]
DOROME = 5
"""Francs CFA in one dɔrɔmɛ."""
_DOROME = frozenset({"dorome", "dorme"})
_SHORT_DOROME = "d"
_FRANCS = frozenset({"f", "fr", "frs", "fcfa", "cfa", "franc", "francs"})
_THOUSANDS = frozenset({"mil", "mille"})
_MILLIONS = frozenset({"million", "millions", "milion", "milions"})
_BAMBARA_MONEY = frozenset({"wari", "sefawari"})
_FRANCS_OF_BAMBARA = "sefawari"
_BAMBARA_GREAT = frozenset({"miliyon", "miliyari"})
_TAMASHEQ_MONEY = frozenset({"azref", "azruf"})
_GLUED = re.compile(r"\d{1,12}(?:f|fr|frs|fcfa|cfa)")
_MEASURES = "km m h jour jours jr mois an ans heure heures eme personnes personne gens menages familles"
_UNITS = frozenset(_MEASURES.split())
_LEAST = 100
"""A number without a unit that counts nothing is a price from here on."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at the words `start` to `end`: the number `said`, and FCFA, None where nobody can tell.

    `unit`: `bm` where Bambara or Tamasheq counts, perhaps by fives; None where nothing tells.
    """

    said: int
    unit: Unit | None
    francs: int | None
    start: int
    end: int


def amounts(text: Sequence[Word], numbers: Sequence[Number], counted: frozenset[int]) -> list[Amount]:
    """Every number of a text that is money. `counted`: where words stand that a number in front counts."""
    found = [amount for number in numbers if (amount := _amount(text, number, counted))]
    return found + [
        _glued(word, at) for at, word in enumerate(text) if word.key[:1].isdecimal() and _is_glued(word.key)
    ]


def _amount(text: Sequence[Word], number: Number, counted: frozenset[int]) -> Amount | None:
    before = _heard(text, number.start - 1)
    if before in _DOROME or (before == _SHORT_DOROME and not number.said and number.value >= _LEAST):
        return _of(number, "fcfa", number.value * DOROME)
    if _in_francs(text, number):
        return _of(number, "fcfa", number.value)
    if before in _BAMBARA_MONEY | _TAMASHEQ_MONEY:
        great = _heard(text, number.start) in _BAMBARA_GREAT
        certain = before == _FRANCS_OF_BAMBARA and great
        return _of(number, "fcfa" if certain else "bm", number.value if certain else None)
    if not _is_price(text, number, counted):
        return None
    return _of(number, "bm" if number.said and text[number.start].key not in FRENCH else None, None)


def _of(number: Number, unit: Unit | None, francs: int | None) -> Amount:
    return Amount(number.value, unit, francs, number.start, number.end)


def _in_francs(text: Sequence[Word], number: Number) -> bool:
    """`2 000 F`, `5000f`, `150 mil`, `2 millions`."""
    last, following = text[number.end - 1].key, text[number.end].key if number.end < len(text) else ""
    great = last in _THOUSANDS or last in _MILLIONS
    return following in _FRANCS or (great and number.end - number.start > 1)


def _is_price(text: Sequence[Word], number: Number, counted: frozenset[int]) -> bool:
    following = text[number.end].key if number.end < len(text) else ""
    year = 1900 <= number.value <= 2100
    return number.value >= _LEAST and not (year or following in _UNITS or number.end in counted)


def _is_glued(key: str) -> bool:
    return _GLUED.fullmatch(plain_digits(key)) is not None


def _glued(word: Word, at: int) -> Amount:
    """`5000f`: a number and its unit in one word."""
    francs = int(re.sub(r"\D", "", plain_digits(word.key)))
    return Amount(francs, "fcfa", francs, at, at + 1)


def _heard(text: Sequence[Word], at: int) -> str:
    return sounds(text[at].text)[0] if 0 <= at < len(text) and text[at].key else ""
