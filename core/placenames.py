"""How names of places are compared: a normal form and a fold, never shown to anybody (`places.md` §3).

These keys are for places only; texts and words of Bambara and Tamasheq have keys of their own in `core.text`.
"""

import re
import unicodedata

_LETTERS = str.maketrans("ɛɔɲŋ" + "ىی" + "ك", "eonn" + "يي" + "ک")
_MARKS = re.compile("[\u0300-\u034e]")
_OTHER_SIGNS = re.compile(r"[\W_]+")

# The order is law: Sony folds as soni without its y, so ny comes before y (`places.md` §3).
_EAR = (
    ("ou", "u"), ("au", "o"), ("ai", "e"),
    ("gn", "n"), ("ny", "n"),
    ("dj", "j"), ("tch", "c"), ("tj", "c"), ("ck", "k"), ("qu", "k"),
    ("ph", "f"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ch", "s"),
    ("w", "u"), ("y", "i"), ("z", "s"), ("h", ""),
)  # fmt: skip
_EAR_RULES = (
    ("di", re.compile("di(?=[aou])"), "j"),
    ("ti", re.compile("ti(?=[aou])"), "c"),
    ("c", re.compile("c(?=[ei])"), "s"),
    ("c", re.compile("c(?=[aoulrk]|$)"), "k"),
    ("en", re.compile("en(?=[^aeiou]|$)"), "an"),
    ("", re.compile(r"([^\W\d_])\1+"), r"\1"),
)
"""Letters that a rule looks for, which is quickly done, the rule, and what is heard."""


def normal(name: str) -> str:
    """Lower case, without accents or signs, words one space apart; other scripts keep their letters."""
    lowered = (name if name.isascii() else _plain(name)).lower()
    return lowered if lowered.isalnum() else _OTHER_SIGNS.sub(" ", lowered).strip()


def _plain(name: str) -> str:
    letters = _MARKS.sub("", unicodedata.normalize("NFD", name.lower().translate(_LETTERS)))
    if letters.isascii():
        return letters
    return "".join(sign for sign in letters if sign != "\u0640" and not unicodedata.combining(sign))


def joined(name: str) -> str:
    """The normal form without spaces: I-n-Tillit, In Tillit and Intillit are one name."""
    return normal(name).replace(" ", "")


def fold(name: str) -> str:
    """How a French ear hears a name: Welesebugu and Ouélessébougou are one."""
    heard = joined(name)
    for written, sound in _EAR:
        heard = heard.replace(written, sound)
    for letters, pattern, sound in _EAR_RULES:
        if letters in heard:
            heard = pattern.sub(sound, heard)
    return heard
