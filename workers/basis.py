"""Who says so: seen, suffered, or heard from somebody else (`taxonomy.md` §6)."""

from collections.abc import Sequence
from itertools import pairwise

from core.reports import Basis
from workers.lexicon import Hit
from workers.spelling import Word, word_set

_ORDERS = frozenset({"15", "43", "51"})
"""What is reported there as said is the threat, the order or the demand itself."""
_THEY = word_set("u ou ils il")
_RUMOUR = "44"
_WITH = word_set("a i o u ou aw")
"""*N'u* is *ni u*, with them; *n* alone is I."""
_NOT = word_set("t te ma m ne n sais sait savons sai")
_KNOW = word_set("kalama don kibaru kibarou sais sai sait savons connais connait konai")
_SHORT = 2
_VOWELS = "aeiouyh"
_BAMBARA = word_set("walasa foyi son segin segui ke kama don sara ye di se na ni")
"""What stands behind a Bambara *ma*."""


def told(words: Sequence[Word], hits: Sequence[Hit], code: str | None) -> tuple[bool | None, Basis]:
    """Hearsay when somebody else told it; seen or suffered when the sender says so; else unknown."""
    keys = [word.key for word in words]
    languages = frozenset(hit.form.language for hit in hits if hit.form.concept != "first_person")
    said = {hit.form.concept for hit in hits if _counts(hit, keys, code, languages)}
    if "hearsay" in said or (code == _RUMOUR and "doubt" in said):
        return True, "hearsay"
    if "seen" in said:
        return False, "eyewitness"
    return (False, "victim") if "first_person" in said else (None, "unknown")


def _counts(hit: Hit, keys: Sequence[str], code: str | None, languages: frozenset[str]) -> bool:
    if hit.form.concept == "hearsay":
        return not (_is_order(hit, keys, code) or _are_ours(hit, keys))
    if hit.form.concept != "first_person":
        return True
    return not (_is_with(hit, keys) or _knows_nothing(hit, keys) or _is_foreign(hit, keys, languages))


def _is_order(hit: Hit, keys: Sequence[str], code: str | None) -> bool:
    """*U ko an ka bɔ*, *ils disent que …*: they said it to us."""
    return code in _ORDERS and not _THEY.isdisjoint(keys[max(0, hit.start - 1) : hit.start + 1])


def _are_ours(hit: Hit, keys: Sequence[str]) -> bool:
    """*An ka mɔgɔw b'a fɔ*: our own people say so."""
    return ("an", "ka") in pairwise(keys[max(0, hit.start - 3) : hit.start])


def _is_with(hit: Hit, keys: Sequence[str]) -> bool:
    alone = hit.end - hit.start == 1 and keys[hit.start] == "n"
    return alone and not _WITH.isdisjoint(keys[hit.end : hit.end + 1])


def _knows_nothing(hit: Hit, keys: Sequence[str]) -> bool:
    """*An t'u kalama*, *je ne sais pas*: who has no news has not seen it."""
    denied = not _NOT.isdisjoint(keys[hit.end : hit.end + 1])
    return denied and not _KNOW.isdisjoint(keys[hit.end : hit.end + 4])


def _is_foreign(hit: Hit, keys: Sequence[str], languages: frozenset[str]) -> bool:
    """*1 moi* is a month; a *ma* in Bambara is its own; *in* is mine in Tamasheq alone."""
    key, before = keys[hit.start], keys[hit.start - 1] if hit.start else ""
    if hit.form.language == "fr":
        behind = keys[hit.end] if hit.end < len(keys) else ""
        return (key == "moi" and before.isdecimal()) or (
            key == "ma" and "bm" in languages and (not behind or behind[0] in _VOWELS or behind in _BAMBARA)
        )
    if hit.form.language == "taq" and hit.form.cue:
        return "bm" in languages
    return hit.form.language == "bm" and len(key) < _SHORT and "taq" in languages and "bm" not in languages
