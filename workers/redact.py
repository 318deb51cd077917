"""Before anyone reads: numbers, names and addresses become typed marks; places stay (P31)."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from core.text import plain_digits
from workers.numerals import BAMBARA, FRENCH
from workers.persons import Names, persons
from workers.spelling import Word, loose, words

_SEPARATOR = r"[\s.\-_/()·]"
_DIGIT = r"[0-9]"
_MAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\barobase\b|\(at\))\s?[\w-]+(?:\s?(?:\.|\bpoint\b)\s?[a-zA-Z]{2,})+", re.IGNORECASE
)
_URL = re.compile(
    r"https?://\S+|www\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|ml|fr|info|me|ly|io|gov|sn|ci)\b(?:/\S*)?",
    re.IGNORECASE,
)
_GPS = re.compile(
    r"[-+]?\d{1,2}[.,]\d{2,}\s?°?\s?[NS]?\s*[,;/ ]\s*[-+]?\d{1,3}[.,]\d{2,}(?:\s?°?\s?[EWO]\b)?"
    r"|\d{1,2}\s?°\s?\d{1,2}\s?['’′](?:\s?\d{1,2}(?:[.,]\d+)?\s?[\"”″])?\s?[NS]\W{1,3}\d{1,3}\s?°\s?\d{1,2}\s?['’′](?:\s?\d{1,2}(?:[.,]\d+)?\s?[\"”″])?\s?[EWO]\b",
    re.IGNORECASE,
)
_NINA = re.compile(
    rf"\bnina\b\W{{0,3}}(?:n[°o]?\W{{0,2}})?(?:{_DIGIT}[ .-]?){{6,15}}[A-Za-z]?\b"
    rf"|\b(?:{_DIGIT}[ .-]?){{14}}[A-Za-z]\b",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"\b(?:[A-Za-z]{1,2}[ -]?\d{3,4}[ -]?(?:MD|M[1-9]|BA|KD))\b"
    r"|\b(?!(?:DE|LE|LA|ET|EN|ON|DU|UN|ON|IL|SI|OU|CE)\b)[A-Z]{2}-?\d{3,4}-?[A-Z]{2}\b(?<!KM)"
    r"|\b(?:plaque|immatricul\w*)\W{1,3}(?:n[°o]\W?)?(?=\w*\d)[A-Za-z0-9]{2,}(?:[ -][A-Za-z0-9]{1,4}){0,2}",
)
_RUN = re.compile(
    rf"(?<![\w])(?:\+\s?)?{_DIGIT}(?:{_SEPARATOR}{{0,3}}[0-9oO](?![a-np-zA-NP-Z])){{7,}}(?!\w)|\+?{_DIGIT}{{8,}}"
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_AMOUNT = re.compile(
    r"\d{1,3}(?:[ .]000)+|\d{1,3}(?:[ .]\d{3}){2,}(?=\s?(?:f|fr|frs|fcfa|cfa|francs?)\b)", re.IGNORECASE
)
_MONEY = re.compile(r"\d{1,3}(?:[ .]\d{3})+\s?(?:f|fr|frs|fcfa|cfa|francs?)\b", re.IGNORECASE)
_LONG = 8
_WITH_CODE = 10
_GREAT = frozenset({"cent", "cents", "mille", "mil", "million", "millions", "keme", "ba", "wa", "waga"})
_AND = frozenset({"et", "ni"})
_MARK = re.compile(r"\[(?:TEL|NOM|MAIL|URL|GPS|PLAQUE|NINA)\]")
TENS = 10


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class Redactor:
    """What redaction needs to know of a country. `before_place`: words after which a name is a place's."""

    names: Names
    codes: frozenset[str]
    is_place: Callable[[str], bool]
    before_place: Collection[str]

    def redact(self, text: str) -> str:
        """The text with its marks. Longest first where two overlap; what is left has no digit of theirs."""
        plain = plain_digits(text)
        cuts = [*_patterns(plain), *self._phones(plain)]
        marked = _cut(text, cuts)
        return _cut(marked, [*_spoken_phones(words(marked)), *self._persons(marked)])

    def _phones(self, plain: str) -> Iterator[_Cut]:
        for found in _RUN.finditer(plain):
            digits = sum(sign.isdigit() for sign in found[0])
            start = found.start()
            coded = digits == _WITH_CODE and not plain[:start].strip() and found[0][:2] in self.codes
            if coded and not found[0][2].isdigit():
                yield _Cut(start + 2, found.end(), " [TEL]")
            elif not _is_amount_or_date(plain, found):
                yield _Cut(start, found.end(), "[TEL]")

    def _persons(self, text: str) -> Iterator[_Cut]:
        read = words(text)
        for start, end in persons(read, self.names, self.is_place, self.before_place):
            yield _Cut(read[start].start, read[end - 1].end, "[NOM]")


def _patterns(plain: str) -> Iterator[_Cut]:
    for pattern, mark in (
        (_MAIL, "[MAIL]"),
        (_URL, "[URL]"),
        (_GPS, "[GPS]"),
        (_NINA, "[NINA]"),
        (_PLATE, "[PLAQUE]"),
    ):
        for found in pattern.finditer(plain):
            yield _Cut(found.start(), found.end(), mark)


def _is_amount_or_date(plain: str, found: re.Match[str]) -> bool:
    """`10 000 000`, `12/03/2026`; a number of a telephone is neither."""
    behind = plain[found.start() : found.end() + 6]
    written = found[0].strip()
    return bool(_DATE.fullmatch(written) or _AMOUNT.fullmatch(written) or _MONEY.match(behind))


def _cut(text: str, cuts: list[_Cut]) -> str:
    """The text with every cut replaced; of two that overlap the longer counts."""
    kept: list[_Cut] = []
    for cut in sorted(cuts, key=lambda cut: cut.start - cut.end):
        if all(cut.end <= other.start or cut.start >= other.end for other in kept):
            kept.append(cut)
    parts, at = [], 0
    for cut in sorted(kept, key=lambda cut: cut.start):
        parts += [text[at : cut.start], cut.mark]
        at = cut.end
    return "".join([*parts, text[at:]])


def _spoken_phones(text: list[Word]) -> Iterator[_Cut]:
    """Eight digits in words and figures: `soixante seize zero zero 12 04`, `bi wolonwula ni wooro fu fu`."""
    at = 0
    while at < len(text):
        end, digits, said = at, 0, False
        while end < len(text) and (part := _dictated(text, end)):
            end, digits, said = end + part[1], digits + part[0], said or not text[end].key.isdigit()
        if digits >= _LONG and said:
            yield _Cut(text[at].start, text[end - 1].end, "[TEL]")
        at = max(end, at + 1)


def _dictated(text: list[Word], at: int) -> tuple[int, int] | None:
    """Digits told by the word at `at`, and how many words it took; None when it tells none."""
    key = text[at].key
    if key.isdigit():
        return len(key), 1
    if key in _AND and at + 1 < len(text) and _value(text, at + 1) is not None:
        return 0, 1
    value = _value(text, at)
    if value is None:
        return (2, 2) if key == "bi" and at + 1 < len(text) and _value(text, at + 1) is not None else None
    after_ten = at > 0 and _is_ten(text, at - 1)
    return (0 if value < TENS and after_ten else 1 if value < TENS else 2), 1


def _value(text: list[Word], at: int) -> int | None:
    key = text[at].key
    if not key or key in _GREAT:
        return None
    return FRENCH.get(key, BAMBARA.get(loose(text[at].text)[0]))


def _is_ten(text: list[Word], at: int) -> bool:
    """Whether the unit that follows belongs to it: twenty … ninety, with or without *et* and *ni*."""
    if at > 0 and text[at].key in _AND:
        at -= 1
    value = _value(text, at)
    return (value is not None and value >= 2 * TENS) or (at > 0 and text[at - 1].key == "bi")


def marks(text: str) -> int:
    """How many marks a redacted text holds."""
    return len(_MARK.findall(text))
