"""Numbers as they are dictated: groups of figures, and words of French and Bambara, two digits at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, NamedTuple

from core.text import strict_key
from workers.numerals import BAMBARA, FRENCH

LONG_SAID: Final = 7
"""Seven digits in words are a telephone number too: one is soon forgotten; nothing else is told so."""
_FIGURES: Final = r"[oO]{0,3}[0-9](?:[0-9]|[oOlI](?![^\W\d_oOlI]))*"
TOKEN = re.compile(rf"{_FIGURES}|(?:[^\W\d_]|[\u0300-\u036f])+")
_CLOSE = re.compile(r"[\s\-‐-―']{1,3}")
_ZEROS = str.maketrans("oOlI", "0011")
_TEN: Final = 10
_ABOVE_TEN: Final = frozenset({60, 80})
"""Tens that go on to nineteen: soixante-treize, quatre-vingt-dix-sept."""
_EAR: Final = {
    "zerro": 0, "deus": 2, "twa": 3, "trwa": 3, "troa": 3, "kat": 4, "katr": 4, "quatr": 4, "sank": 5,
    "cinc": 5, "sise": 6, "uit": 8, "wit": 8, "nef": 9, "onz": 11, "douz": 12, "treiz": 13, "trez": 13,
    "treze": 13, "katorze": 14, "katorz": 14, "quatorz": 14, "kinze": 15, "kinz": 15, "quinz": 15,
    "sez": 16, "seiz": 16, "seze": 16, "disset": 17, "diset": 17, "dixsept": 17, "dizuit": 18, "dixhuit": 18,
    "diznef": 19, "dixneuf": 19, "vin": 20, "trent": 30, "trant": 30, "karant": 40, "quarant": 40,
    "sankante": 50, "cinkant": 50, "sinkant": 50, "cincante": 50, "cinquant": 50, "soisante": 60,
    "soisant": 60, "swasante": 60, "soixant": 60, "soissante": 60, "quatrevingt": 80, "katreving": 80,
    "octante": 80,
}  # fmt: skip
"""French numbers as they are typed by ear; one of them alone is no number yet."""
_DULL: Final = {"kele": 1, "kononto": 9, "konondo": 9, "kononta": 9, "wolonfla": 7, "segi": 8, "muga": 20}
"""Bambara numbers without their nasal end."""
_LETTERS: Final = {"o": "0", "oo": "00", "fufu": "00", "foufou": "00", "zerozero": "00"}
_FRENCH: Final = dict.fromkeys(_LETTERS, 0) | _EAR | FRENCH
_BAMBARA: Final = _DULL | BAMBARA
_BAMBARA_FIRST: Final = frozenset(word[0] for word in _BAMBARA)
_FOLDS = re.compile(r"([^\W\d_])\1+")
_TIMES: Final = {"double": 2, "doubl": 2, "triple": 3}
_CODE: Final = ("deux", "cent", "vingt", "trois")


class _Token(NamedTuple):
    """Figures, or a word and what it counts."""

    start: int
    end: int
    key: str
    figures: bool
    value: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A group of figures, or a number in words, of two digits mostly."""

    start: int
    end: int
    digits: str
    said: bool


def numbers_in(plain: str) -> list[Part]:
    """Every number of the text; none at all when all of them together are too short."""
    keys = [spoken_key(written) for written in TOKEN.findall(plain)]
    if sum([len(key) if key[0].isdigit() else 2 * (_value(key) is not None) for key in keys]) < LONG_SAID:
        return []
    tokens = [_token(found) for found in TOKEN.finditer(plain)]
    parts, at = [], 0
    while at < len(tokens):
        digits, end = _read(plain, tokens, at)
        if end > at:
            parts.append(Part(tokens[at].start, tokens[end - 1].end, digits, not tokens[at].figures))
        at = max(end, at + 1)
    return parts


def _token(found: re.Match[str]) -> _Token:
    key = spoken_key(found[0])
    figures = key[0].isdigit()
    return _Token(*found.span(), key, figures, None if figures else _value(key))


def spoken_key(written: str) -> str:
    if written.isalpha() and written.isascii():
        return written.lower()
    if any(map(str.isdigit, written)):
        return written.translate(_ZEROS)
    return written.lower() if written.isascii() else strict_key(written).replace(" ", "") or written


def _value(key: str) -> int | None:
    """What a word counts; of either language, as it is heard."""
    if key in _FRENCH or key[0] not in _BAMBARA_FIRST:
        return _FRENCH.get(key)
    return _BAMBARA.get(_FOLDS.sub(itemgetter(1), key.replace("ou", "u").replace("gu", "g")))


def _read(plain: str, tokens: Sequence[_Token], at: int) -> tuple[str, int]:
    """The digits told from `at` on, and where they end; nothing and `at` when none are."""
    key = tokens[at].key
    if tokens[at].figures:
        return key, at + 1
    if key in _LETTERS:
        return _LETTERS[key], at + 1
    if tuple(token.key for token in tokens[at : at + 4]) == _CODE:
        return "223", at + 4
    if key in _TIMES and at + 1 < len(tokens):
        digits, end = _read(plain, tokens, at + 1)
        return (digits * _TIMES[key], end) if end > at + 1 else ("", at)
    value, used = _number(_near(plain, tokens, at))
    return (str(value), at + used) if used else ("", at)


def _near(plain: str, tokens: Sequence[_Token], at: int) -> list[_Token]:
    """The next words that may be of one number: no comma between them."""
    near = [tokens[at]]
    for one, two in zip(tokens[at : at + 4], tokens[at + 1 : at + 5], strict=False):
        if two.figures or not _CLOSE.fullmatch(plain, one.end, two.start):
            break
        near.append(two)
    return near


def _number(near: Sequence[_Token]) -> tuple[int, int]:
    """A number up to 99 and how many words it takes; nought words when there is none."""
    value, used = _tens(near)
    if used and value >= _TEN:
        linked = used + (used + 1 < len(near) and near[used].key in {"et", "ni"})
        unit, more = _unit(near[linked:], value, joined=linked > used)
        return (value + unit, linked + more) if more else (value, used)
    return value, used


def _tens(near: Sequence[_Token]) -> tuple[int, int]:
    value = near[0].value
    unit = near[1].value if len(near) > 1 else None
    if near[0].key == "bi":
        return (unit * _TEN, 2) if unit and 3 <= unit < _TEN else (0, 0)
    if value == 4 and unit == 20:
        return 80, 2
    return (0, 0) if value is None else (value, 1)


def _unit(near: Sequence[_Token], tens: int, *, joined: bool) -> tuple[int, int]:
    """What is added to the tens: one to nine, and behind sixty and eighty up to nineteen."""
    unit = near[0].value if near else None
    if unit is None or tens % _TEN or (tens == _TEN and not joined and unit < 7):
        return 0, 0
    if tens in _ABOVE_TEN and _TEN <= unit < 2 * _TEN:
        more = near[1].value if len(near) > 1 else None
        teen = unit == _TEN and more is not None and 7 <= more < _TEN
        return (unit + (more or 0), 2) if teen else (unit, 1)
    return (unit, 1) if 0 < unit < _TEN else (0, 0)
