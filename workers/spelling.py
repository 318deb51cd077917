"""A text cut into words, each with the keys that it is compared on (`languages.md` §4–§5)."""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from core.text import REMEMBERED, loose_keys, strict_key

_WORD = re.compile(r"\[(?:TEL|NOM|MAIL|URL|GPS|PLAQUE|NINA)\]|(?:[^\W_]|[\u0300-\u036f])+")
_FRENCH_EAR: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (letters, re.compile(written), heard)
    for letters, written, heard in (
        ("t", r"(?<=..)(?:aient|ait|ent)$", "e"),
        ("il", r"ill?e?$(?<=[ae]il)|ille?$(?<=[ae]ille)|ill(?=[aou])", "y"),
        ("eur", r"eurs?$", "0r"),
        ("ss", r"ss", "ç"),
        ("e", r"oeu|eu|oe", "e"), ("au", r"eau|au", "o"), ("ou", r"ou", "u"),
        ("i", r"ai|ei", "e"),
        ("ph", r"ph", "f"), ("", r"qu?|ck", "k"),
        ("c", r"c(?=[eiy])", "ç"), ("h", r"s?ch|sh", "x"), ("c", r"c", "k"),
        ("th", r"th", "t"), ("h", r"h", ""),
        ("gu", r"gu(?=[ei])", "G"), ("g", r"g(?=[eiy])", "j"), ("je", r"je(?=[aou])", "j"), ("G", r"G", "g"),
        ("", r"[ae][mn](?=[^aeiouymn]|$)", "an"),
        ("y", r"y", "i"), ("", r"z|ç", "s"),
        ("", r"([^\W\d_])\1+", itemgetter(1)),
    )
)  # fmt: skip
"""Letters that a rule looks for, which is quickly done, the rule, and what is heard."""
_HABITS = re.compile("gu(?=[ie])|qu|^ti(?=e)|^thi(?=e)")
_PLAIN = {"gu": "g", "qu": "k", "ti": "c", "thi": "c"}
_SILENT_END = re.compile(r"(?:er|es|ez|e|s|ts|t|ds|d|x|ps|p)$")
_LAST_SIGN = re.compile(r"(?<=e)[srz]$|(?<=[^e])[stx]$")


class Word(NamedTuple):
    """One word of a text: where it stands, and its strict key. Marks of redaction are words without a key.

    A tuple, because there are so many: it is made in a third of the time.
    """

    start: int
    end: int
    key: str
    text: str


def word_set(*lists: str) -> frozenset[str]:
    """The words of a list as it is written in the code: by strict key, with spaces between."""
    return frozenset(word for words_of in lists for word in words_of.split())


def words(text: str) -> list[Word]:
    return [_word(found) for found in _WORD.finditer(text)]


def _word(found: re.Match[str]) -> Word:
    written = found[0]
    key = "" if written[0] == "[" else strict_key(written).replace(" ", "")
    return Word(*found.span(), key, written)


def loose(written: str) -> tuple[str, ...]:
    """The loose keys of one word of Bambara or Tamasheq; the plural -w is optional at its end.

    French habits that the loose key does not know: *gui* for gi, *qu* for k, *tie* for cɛ.
    """
    found = loose_keys(written)
    found += tuple(_HABITS.sub(lambda habit: _PLAIN[habit[0]], key) for key in found if _HABITS.search(key))
    bare = tuple(key[:-1] for key in found if len(key) > 3 and key.endswith("w"))
    return tuple(dict.fromkeys(found + bare))


@lru_cache(maxsize=REMEMBERED)
def sounds(written: str) -> tuple[str, ...]:
    """`loose`, remembered for the words of the last messages; not for words that are not yet redacted."""
    return loose(written)


@lru_cache(maxsize=REMEMBERED)
def french_ear(key: str) -> str:
    """How a French ear hears a word typed on a keypad: attaqué, atake and ataque are one.

    At least three letters are left: shorter words are too much alike.

    >>> french_ear("boeufs"), french_ear("bef"), french_ear("attaquent")
    ('bef', 'bef', 'atak')
    """
    heard = key
    for letters, pattern, sound in _FRENCH_EAR:
        if letters in heard:
            heard = pattern.sub(sound, heard)
    short = _SILENT_END.sub("", heard)
    return short if len(short) >= 3 else _LAST_SIGN.sub("", heard)
