"""How a text is spelt, measured and compared: wire text, septets, keys (`languages.md` §2–§4).

What a citizen writes is kept as sent. What leaves is made from the orthographic sentence by `wire` and
never read back. Two texts are compared on `strict_key`, words of Bambara and Tamasheq also on `loose_keys`.
"""

import re
import unicodedata
from collections.abc import Mapping

from core.gsm7 import ESCAPE, EXTENSION, TABLE

GSM7 = frozenset(TABLE) - {ESCAPE}
GSM7_EXTENSION = frozenset(EXTENSION.values())
_GSM7_WHOLE = GSM7 | GSM7_EXTENSION
REMEMBERED = 4_096
"""Words whose reading is remembered, in each place that does: more than the people of a district use, and a
few megabytes that are full within minutes, so that a process that lives for weeks does not grow for hours.
"""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Without the code points that XML 1.0 forbids: its writers put them out without complaint (P79)."""
    return _NO_XML.sub("", text)


def is_gsm7(text: str) -> bool:
    """Whether every character is in the basic table of GSM 03.38 or its extension."""
    return _GSM7_WHOLE.issuperset(text)


_SIGNS = str.maketrans(
    dict.fromkeys("’‘ʼ", "'")
    | dict.fromkeys("“”«»", '"')
    | dict.fromkeys("–—\u2011", "-")
    | dict.fromkeys("\u00a0\u202f\u2009\t", " ")
    | {"…": "...", "\u200b": "", "\ufeff": ""}
)


def letters(pairs: str) -> dict[int, str]:
    """A row of the table of `languages.md` §3: `from→to` pairs; small letters bring their capitals along.

    ValueError when a pair is none, or when it leads to a sign outside GSM-7.
    """
    table: dict[str, str] = {}
    for pair in pairs.split():
        letter, plain = pair.split("→")
        if len(letter) != 1 or not is_gsm7(plain):
            raise ValueError(f"{pair} is not one letter and its spelling in GSM-7")
        table[letter] = plain
        if len(capital := letter.upper()) == 1:
            table.setdefault(capital, plain.capitalize())
    return str.maketrans(table)


_LETTERS = {
    "fr": letters("ê→e ë→e â→a î→i ï→i ô→o û→u ÿ→y ç→c Ç→Ç œ→oe À→A È→E Ù→U"),
    # No capital of è and ò is in GSM-7, so a capital loses its opening.
    "bm": letters("ɛ→è ɔ→ò Ɛ→E È→E Ɔ→O Ò→O ɲ→ny ŋ→ng"),
    "taq": letters(
        "ǝ→e ə→e ă→a ǎ→a ᾰ→a ɣ→gh š→sh ʃ→sh ž→zh ʒ→zh ǧ→j ǰ→j ŋ→ng "
        "ḍ→d ɗ→d ɓ→b ḷ→l ṣ→s ṭ→t ƭ→t ẓ→z ḥ→h ʔ→' ʕ→'"
    ),
}
_KEY_LETTERS = letters(
    "ɛ→e ɔ→o ɲ→ny ñ→ny ŋ→ng ǝ→e ə→e ɣ→gh š→sh ʃ→sh ž→zh ʒ→zh ǧ→j ǰ→j œ→oe æ→ae ɓ→b ɗ→d ƴ→y ƙ→k ƭ→t"
) | {ord("ʔ"): "", ord("ʕ"): ""}
_LOOSE = (("gn", "ny"), ("ou", "u"), ("dj", "j"), ("tch", "c"), ("tj", "c"), ("ch", "sh"), ("kh", "x"))
_REPEATED = re.compile(r"(sh|gh|zh|ny|ng)\1+|([^\W\d_])\2+")
_RUN = re.compile("[0-9a-z]+")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")


def septets(text: str) -> int:
    """The length of a text in GSM-7; an extension character counts two. ValueError outside the alphabet."""
    if GSM7.issuperset(text):
        return len(text)
    for sign in text:
        if sign not in _GSM7_WHOLE:
            raise ValueError(f"U+{ord(sign):04X} is not in GSM-7")
    return len(text) + sum(sign in GSM7_EXTENSION for sign in text)


def room(text: str, limit: int) -> int:
    """What a screen of `limit` septets holds beside the text, below 0 when it does not hold even that.

    Septets, or UTF-16 units when the text is not GSM-7: of those a screen holds 7/16 as many, 70 of 160.
    """
    if is_gsm7(text):
        return limit - septets(text)
    return limit * 7 // 16 - len(text.encode("utf-16-be")) // 2


def fits(text: str, limit: int) -> bool:
    """Whether a screen of `limit` septets holds the text."""
    return room(text, limit) >= 0


def measure(text: str) -> tuple[str, int, int]:
    """What an SMS costs: encoding (`GSM-7` or `UCS-2`), its units, and parts (`channels.md` §14).

    Neither an extension pair nor a surrogate pair is split between two parts.
    """
    if is_gsm7(text):
        costs, alone, part, encoding = [1 + (sign in GSM7_EXTENSION) for sign in text], 160, 153, "GSM-7"
    else:
        costs, alone, part, encoding = [1 + (ord(sign) > 0xFFFF) for sign in text], 70, 67, "UCS-2"
    units = sum(costs)
    return encoding, units, 1 if units <= alone else _parts(costs, part)


def _parts(costs: list[int], room: int) -> int:
    parts, used = 1, 0
    for cost in costs:
        if used + cost > room:
            parts, used = parts + 1, 0
        used += cost
    return parts


def signs(text: str) -> str:
    """Typographic signs as a phone has them: quotes, dashes, ellipsis, and Babel's no-break spaces."""
    return unicodedata.normalize("NFC", text).translate(_SIGNS)


def wire(text: str, language: str, row: Mapping[int, str] | None = None) -> str:
    """The text as it leaves for a phone, spelt by the language's row (`languages.md` §3).

    `row` is that of an added language, made by `letters`. Signs of another script stay: a sentence of ours
    that holds one fails the build.
    """
    spelt = signs(text).translate(_LETTERS.get(language) or row or {})
    return spelt if is_gsm7(spelt) else "".join(_within_gsm7(spelt))


def _within_gsm7(text: str) -> list[str]:
    return [sign if is_gsm7(sign) else unicodedata.normalize("NFC", _without_marks(sign)) for sign in text]


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in decomposed if not unicodedata.category(sign).startswith("M"))


class _KeySigns(dict[int, str]):
    """What a decomposed sign is in a key: a letter or digit itself, a mark nothing, any other a space."""

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        return sign if sign.isalnum() else "" if unicodedata.category(sign).startswith("M") else " "


_KEY_SIGNS = _KeySigns()
_KEY_SIGNS.update({point: _KEY_SIGNS[point] for point in range(0x3000)})


def _spelt(lowered: str) -> str:
    """A text in small letters as its key has it, its spaces still as they fall."""
    return unicodedata.normalize("NFD", signs(lowered).translate(_KEY_LETTERS)).translate(_KEY_SIGNS)


_FIRST_MARK = "\u0300"
_LATIN_KEYS = _KEY_SIGNS | {point: _spelt(chr(point)) for point in range(ord(_FIRST_MARK))}
"""Before the first combining mark no letter depends on its neighbours, so each is known beforehand."""


def strict_key(text: str) -> str:
    """What commands, opt-out words and duplicates are compared on: case, marks and signs do not matter."""
    lowered = text.lower()
    if text.isascii():
        return lowered if lowered.isalnum() else " ".join(_RUN.findall(lowered))
    if max(text) < _FIRST_MARK:
        return " ".join(lowered.translate(_LATIN_KEYS).split())
    return " ".join(_spelt(unicodedata.normalize("NFC", text).lower()).split())


def loose_keys(text: str) -> tuple[str, ...]:
    """One key, or two when the text holds ŋ (read as ng, then as n): how Bambara and Tamasheq are heard.

    >>> loose_keys("gnogon")
    ('nyogon',)
    """
    readings = dict.fromkeys((text, text.replace("ŋ", "n").replace("Ŋ", "n")))
    return tuple(dict.fromkeys(_loose(strict_key(reading)) for reading in readings))


def _loose(key: str) -> str:
    for written, heard in _LOOSE:
        key = key.replace(written, heard)
    return _REPEATED.sub(lambda found: found[1] or found[2], key)


def plain_digits(text: str) -> str:
    """Digits of every script (full-width, Arabic, N'Ko) as 0–9; everything else as it is."""
    return text if text.isascii() else _OTHER_DIGIT.sub(_plain_digit, text)


def _plain_digit(found: re.Match[str]) -> str:
    return str(unicodedata.decimal(found[0]))
