"""Telephone numbers however they are written: figures of any script, words of French and Bambara, both (P31).

A text is read as parts – a group of figures, or a number in words – and what stands between them decides
which parts are one number. Eight digits are a number of Mali, more with a code of a country in front.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from workers.dictated import LONG_SAID, TOKEN, Part, numbers_in, spoken_key
from workers.spelling import word_set

LONG: Final = 8
_WITH_CODE: Final = 10
_GAP = re.compile(r"[\W_]{0,6}")
_AND = re.compile(r"\s(?:ni|et)\s", re.IGNORECASE)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[./-]){_DAY}([./-]){_MONTH}\1{_YEAR}(?!\d)|(?<!\d){_YEAR}-\d\d-\d\d(?!\d)"
    rf"|(?<!\d)(?<!\d ){_DAY} {_MONTH} {_YEAR}(?!\d)(?! \d)"
)
_FIGURE = re.compile("[0-9]")
_UNIT: Final = r"\s?(?:f|fr|frs|fcfa|cfa|francs?|kg|km)\b"
_ROUND: Final = r"[1-9]\d{0,2}(?:[ .]\d{3})*[ .]000"
_AMOUNT = re.compile(
    rf"{_ROUND}(?:[\s,;/]{{1,3}}{_ROUND})*(?!\d)"
    rf"|[1-9]\d{{0,2}}(?:[ .]\d{{3}})+(?={_UNIT})|[1-9]\d*00(?={_UNIT})",
    re.IGNORECASE,
)
_MONEY = re.compile(_UNIT, re.IGNORECASE)
_BRIDGE: Final = word_set(
    "puis ensuite apres suivi de et finit par fin finir termine la le a suite reste c est ca orange malitel",
    "moov telecel ye laban ani ni o kofe au enfin d abord numero les autres chiffres commence",
)
_MOST_BETWEEN: Final = 4
_ABROAD: Final = frozenset({"223", "00223", "00"})
_HUNDREDS, _CHIEFLY = "00", "56789"


def phones(plain: str, codes: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the numbers stand in a text whose figures are 0–9. `codes` of the taxonomy stay in front."""
    if not (parts := numbers_in(_undated(plain))):
        return
    short: list[list[Part]] = []
    for run in _runs(plain, parts):
        found = list(_numbers(plain, run, codes))
        yield from found
        short += [] if found else [run]
    yield from _in_two(plain, short)


def _undated(plain: str) -> str:
    """The text with letters where its dates are: `12/03/2026`, `06 07 2026`."""
    return _DATE.sub(lambda found: "x" * len(found[0]), plain) if _FIGURE.search(plain) else plain


def _runs(plain: str, parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts with nothing but signs between them."""
    run = [parts[0]]
    for part in parts[1:]:
        linked = (run[-1].said or part.said) and _AND.fullmatch(plain, run[-1].end, part.start)
        if not (linked or _GAP.fullmatch(plain, run[-1].end, part.start)):
            yield _without_letters(run)
            run = []
        run.append(part)
    yield _without_letters(run)


def _without_letters(run: list[Part]) -> list[Part]:
    """The letter O alone is a nought between two figures only: *rappelez-moi o 50 …* is a French *au*."""
    first, last = (part.said and part.end - part.start == 1 for part in (run[0], run[-1]))
    return run[first and len(run) > 1 : len(run) - (last and len(run) > 1)]


def _numbers(plain: str, run: list[Part], codes: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The telephone numbers of one run, where it holds any."""
    whole = [at for at, part in enumerate(run) if len(part.digits) >= LONG and not part.said]
    if whole and len(run) > 1 and not _is_coded_one(run):
        at = end = whole[0]
        while at and (run[at - 1].digits in _ABROAD or plain[: run[0].start].endswith("+")):
            at -= 1
        if (at, end) == (0, len(run) - 1):  # `+227 90123456`: nothing but a number of another country
            yield from _number_of(plain, run, codes)
            return
        for piece in (run[:at], run[at : end + 1], run[end + 1 :]):
            yield from _numbers(plain, piece, codes) if piece else ()
    elif run and not _is_amount(plain, run):
        listed = _between_commas(plain, run)
        for piece in listed if _length(run) not in _LENGTHS else [run]:
            yield from _number_of(plain, piece, codes)


_LENGTHS: Final = frozenset({8, 11, 13})
_SPLIT: Final = _LENGTHS | {9}
"""In two places one digit too many is soon typed."""


def _is_coded_one(run: Sequence[Part]) -> bool:
    """`00 223 50000001`: nothing but the code of the country in front."""
    return {part.digits for part in run[:-1]} <= _ABROAD and len(run[-1].digits) >= LONG


def _number_of(plain: str, run: list[Part], codes: frozenset[str]) -> Iterator[tuple[int, int]]:
    said = any(part.said for part in run)
    if _length(run) < (LONG_SAID if said else LONG) or _is_amount(plain, run):
        return
    if _is_coded(plain, run, codes) or _is_one_too_many(run):
        run = run[1:]
    kept = _kept(plain, run)
    yield _start(plain, run[0]), run[kept - 1].end


def _length(run: Sequence[Part]) -> int:
    return sum(len(part.digits) for part in run)


def _is_amount(plain: str, run: Sequence[Part]) -> bool:
    """`10 000 000`, `12 000 000 CFA`; a telephone number is none."""
    found = None if run[0].said else _AMOUNT.match(plain, run[0].start)
    return found is not None and found.end() >= run[-1].end


def _between_commas(plain: str, run: Sequence[Part]) -> list[list[Part]]:
    pieces = [[run[0]]]
    for before, part in pairwise(run):
        if {",", ";"} & set(plain[before.end : part.start]):
            pieces.append([])
        pieces[-1].append(part)
    return pieces


def _is_coded(plain: str, run: Sequence[Part], codes: frozenset[str]) -> bool:
    """`22 65012345`: a code of the taxonomy opens the message."""
    return _length(run) == _WITH_CODE and run[0].digits in codes and not plain[: run[0].start].strip()


def _is_one_too_many(run: Sequence[Part]) -> bool:
    """`un 50 00 00 01`: the word in front is no figure of it."""
    return run[0].said and run[0].digits == "1" and _length(run[1:]) in _LENGTHS


def _kept(plain: str, run: Sequence[Part]) -> int:
    """How many parts belong to the number: `50 00 00 01 25 ménages` has twenty-five of them."""
    most = _expected(plain, run)
    for at in range(1, len(run)):
        told = _length(run[:at])
        if told == most and re.match(r"\s?[^\W\d_]", plain[run[-1].end :]) and len(run) - at <= 2:
            return at
    return len(run)


def _expected(plain: str, run: Sequence[Part]) -> int:
    """Digits that the number has; nought when nobody can tell."""
    digits = "".join(part.digits for part in run)
    if digits.startswith("00223"):
        return 13
    if digits.startswith("223") and len(digits) > _WITH_CODE:
        return 11
    abroad = plain[: run[0].start].rstrip().endswith("+") or (
        digits.startswith("00") and len(digits) > _WITH_CODE
    )
    return LONG if digits[0] in _CHIEFLY + "0" and not abroad else 0


def _start(plain: str, part: Part) -> int:
    """With the sign or the word in front: `+ 223 …`, `plus deux deux trois …`."""
    found = re.search(r"(?:\+|\bplus)\s{0,2}$", plain[: part.start], re.IGNORECASE)
    return found.start() if found else part.start


def _in_two(plain: str, short: Sequence[list[Part]]) -> Iterator[tuple[int, int]]:
    """A number told in two places: `5000 puis 1742`, `commence par 50 00 et finit par 17 42`."""
    last = None
    for one, two in pairwise(short):
        if one is not last and _length(one) + _length(two) in _SPLIT and _bridged(plain, one, two):
            last = two
            yield _start(plain, one[0]), two[-1].end


def _bridged(plain: str, one: Sequence[Part], two: Sequence[Part]) -> bool:
    between = [spoken_key(found[0]) for found in TOKEN.finditer(plain, one[-1].end, two[0].start)]
    if len(between) > _MOST_BETWEEN or not _BRIDGE.issuperset(between):
        return False
    round_ones = one[-1].digits.endswith(_HUNDREDS) and two[-1].digits.endswith(_HUNDREDS)
    opens = one[0].digits[0] in _CHIEFLY or one[0].digits == "223"
    return opens and not round_ones and not _MONEY.match(plain, two[-1].end)
