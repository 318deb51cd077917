"""How names of places are compared: a normal form and a fold, never shown to anybody (`places.md` §3).

These keys are for places only; texts and words of Bambara and Tamasheq have keys of their own in `core.text`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from operator import itemgetter

_LETTERS = str.maketrans("ɛɔɲŋ" + "ىی" + "ك", "eonn" + "يي" + "ک")
_MARKS = re.compile("[\u0300-\u034e]")
_OTHER_SIGNS = re.compile(r"[\W_]+")

_EAR_RULES: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("di", re.compile("di(?=[aou])"), "j"),
    ("ti", re.compile("ti(?=[aou])"), "c"),
    ("c", re.compile("c(?=[ei])"), "s"),
    ("c", re.compile("c(?=[aoulrk]|$)", re.MULTILINE), "k"),
    ("en", re.compile("en(?=[^aeiou]|$)"), "an"),
    ("", re.compile(r"([^\W\d_])\1+"), itemgetter(1)),
)
"""Letters that a rule looks for, which is quickly done, the rule, and what is heard; lines are apart."""


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
    return _heard(joined(name))


def folds(keys: Iterable[str]) -> dict[str, str]:
    """`fold` of each of many names in their `joined` form: as lines of one text, in a third of the time."""
    every = list(keys)
    return dict(zip(every, _heard("\n".join(every)).split("\n"), strict=True)) if every else {}


def _heard(key: str) -> str:
    """The order is law: Sony folds as soni without its y, so ny comes before y (`places.md` §3)."""
    heard = (
        key.replace("ou", "u").replace("au", "o").replace("ai", "e")
        .replace("gn", "n").replace("ny", "n")
        .replace("dj", "j").replace("tch", "c").replace("tj", "c").replace("ck", "k").replace("qu", "k")
    )  # fmt: skip
    if "h" in heard:
        heard = (
            heard.replace("ph", "f").replace("kh", "k").replace("gh", "g")
            .replace("th", "t").replace("dh", "d").replace("ch", "s")
        )  # fmt: skip
    heard = heard.replace("w", "u").replace("y", "i").replace("z", "s").replace("h", "")
    for letters, pattern, sound in _EAR_RULES:
        if letters in heard:
            heard = pattern.sub(sound, heard)
    return heard
