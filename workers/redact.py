"""Before anyone reads: numbers, names and addresses become typed marks; places stay (P31)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.text import plain_digits
from workers.persons import Around, Names, persons
from workers.phones import phones
from workers.spelling import Word, words

_TEL = "[TEL]"
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
    r"|\b[NS]\s?\d{1,2}[.,]\d{2,}\W{1,3}[EWO]\s?\d{1,3}[.,]\d{2,}"
    r"|\blat\w*\W{1,3}-?\d{1,2}[.,]\d+|\blon\w*\W{1,3}-?\d{1,3}[.,]\d+"
    r"|\d{1,2}\s?°\s?\d{1,2}\s?['’′](?:\s?\d{1,2}(?:[.,]\d+)?\s?[\"”″])?\s?[NS]"
    r"\W{1,3}\d{1,3}\s?°\s?\d{1,2}\s?['’′](?:\s?\d{1,2}(?:[.,]\d+)?\s?[\"”″])?\s?[EWO]\b",
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
    r"|\b(?:plaque|immatricul\w*)\W{1,3}(?:n[°o]\W?)?(?=[\w -]{0,4}\d)"
    r"([A-Za-z0-9]{2,}(?:[ -][A-Za-z0-9]{1,4}){0,2})",
)
_DIGITS = re.compile("[0-9]")
_PATTERNS = (
    (_MAIL, "[MAIL]", re.compile(r"@|arobase|\(at\)")),
    (_URL, "[URL]", re.compile(r"\.|://")),
    (_GPS, "[GPS]", _DIGITS),
    (_NINA, "[NINA]", _DIGITS),
    (_PLATE, "[PLAQUE]", _DIGITS),
)
"""Each with its mark, and what stands in whatever it finds."""
_MARK = re.compile(r"\[(?:TEL|NOM|MAIL|URL|GPS|PLAQUE|NINA)\]")


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class Redactor:
    """What redaction needs to know of a country."""

    names: Names
    codes: frozenset[str]
    around: Around

    def redact(self, text: str) -> str:
        """The text with its marks. Longest first where two overlap; what is left has no digit of theirs."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[str, list[Word]]:
        """`redact`, and the words of what is left."""
        plain = plain_digits(text)
        numbers = [_Cut(start, end, _TEL) for start, end in phones(plain, self.codes)]
        marked = _cut(text, [*_patterns(plain), *numbers])
        said = words(marked)
        named = [
            _Cut(said[start].start, said[end - 1].end, "[NOM]")
            for start, end in persons(said, self.names, self.around)
        ]
        if not named:
            return marked, said
        redacted = _cut(marked, named)
        return redacted, words(redacted)


def _patterns(plain: str) -> Iterator[_Cut]:
    folded = plain.casefold()
    for pattern, mark, sign in _PATTERNS:
        for found in pattern.finditer(plain) if sign.search(folded) else ():
            yield _Cut(found.start(found.lastindex or 0), found.end(), mark)


def _cut(text: str, cuts: list[_Cut]) -> str:
    """The text with every cut replaced; of two that overlap the longer counts."""
    if not cuts:
        return text
    kept: list[_Cut] = []
    for cut in sorted(cuts, key=lambda cut: cut.start - cut.end):
        if all(cut.end <= other.start or cut.start >= other.end for other in kept):
            kept.append(cut)
    parts, at = [], 0
    for cut in sorted(kept, key=lambda cut: cut.start):
        parts += [text[at : cut.start], cut.mark]
        at = cut.end
    return "".join([*parts, text[at:]])


def marks(text: str) -> int:
    """How many marks a redacted text holds."""
    return len(_MARK.findall(text))
