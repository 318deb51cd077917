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
_I = word_set("n ne")
_BEHIND_I = word_set("ka ye y be b te t ma m na fa ba")
_FRENCH_NOT = word_set("pas pa plus plu rien jamais personne aucun aucune")
_NOT_AHEAD, _NOT_BEHIND = 6, 3
"""How far *pas* stands from its *ne*: *ne se parlent plus*, *rien ne rentre*."""
_OTHERS = word_set(
    "voisin voisine voisins oncle tante cousin cousine ami amie amis camarade camarades collegue collegues",
    "ancien ancienne terike teri teriw",
)
_TOLD, _TO_DO = word_set("dit di"), word_set("de d")
_MEDIA = word_set("radio facebook whatsapp")
_TALK = frozenset({"43", "44"})
"""Of preaching and hate, the radio and the telephone are where it happens, not who told of it."""
_IMPERSONAL = "il par"
_SAYS = "ko"
_NO_QUOTE = word_set("ka in nin ninnu do dow bee te be b t man ma la kofe")
"""*Ko ka gɛlɛn*: there it is the matter that is hard."""
_VOWELS = "aeiouyh"
_BAMBARA = word_set("walasa foyi son segin segui ke kama don sara ye di se na ni")
"""What stands behind a Bambara *ma*."""


def told(words: Sequence[Word], hits: Sequence[Hit], code: str | None) -> tuple[bool | None, Basis]:
    """Hearsay when somebody else told it; seen or suffered when the sender says so; else unknown."""
    keys = [word.key for word in words]
    languages = frozenset(hit.form.language for hit in hits if hit.form.concept != "first_person")
    said = {hit.form.concept for hit in hits if _counts(hit, keys, code, languages)}
    if "hearsay" in said or _is_quoted(words, keys, code, languages) or (code == _RUMOUR and "doubt" in said):
        return True, "hearsay"
    if "seen" in said:
        return False, "eyewitness"
    return (False, "victim") if "first_person" in said else (None, "unknown")


def _counts(hit: Hit, keys: Sequence[str], code: str | None, languages: frozenset[str]) -> bool:
    if hit.form.concept == "hearsay":
        return not (_is_order(hit, keys, code) or _are_ours(hit, keys) or _is_broadcast(hit, keys, code))
    if hit.form.concept != "first_person":
        return True
    if _is_of_another(hit, keys) or _is_participle(hit):
        return False
    return not (_is_with(hit, keys) or _knows_nothing(hit, keys) or _is_foreign(hit, keys, languages))


def _is_quoted(
    words: Sequence[Word], keys: Sequence[str], code: str | None, languages: frozenset[str]
) -> bool:
    """A Bambara *ko* that begins a message, or what stands behind a comma: somebody says so."""
    if "bm" not in languages or code in _ORDERS:
        return False
    begins = [at for at, key in enumerate(keys) if key == _SAYS and _begins(words, at)]
    return any(keys[at + 1] not in _NO_QUOTE for at in begins if at + 1 < len(keys))


def _begins(words: Sequence[Word], at: int) -> bool:
    """Whether there are more signs than a space in front of it."""
    return at == 0 or words[at].start - words[at - 1].end > 1


def _is_order(hit: Hit, keys: Sequence[str], code: str | None) -> bool:
    """*U ko an ka bɔ*, *ils disent que …*, *on nous a dit de partir*: they said it to us."""
    if hit.form.spelt.startswith(_IMPERSONAL):
        return False
    bidden = keys[hit.end - 1] in _TOLD and not _TO_DO.isdisjoint(keys[hit.end : hit.end + 1])
    return bidden or (code in _ORDERS and not _THEY.isdisjoint(keys[max(0, hit.start - 1) : hit.start + 1]))


def _is_broadcast(hit: Hit, keys: Sequence[str], code: str | None) -> bool:
    return code in _TALK and keys[hit.end - 1] in _MEDIA


def _is_of_another(hit: Hit, keys: Sequence[str]) -> bool:
    """*Chez mon voisin*, *n terikɛ*: what befell them was neither seen nor suffered."""
    return not _OTHERS.isdisjoint(keys[hit.end : hit.end + 1])


def _is_participle(hit: Hit) -> bool:
    """*Les bœufs on mangé*: that *on* is *ont*."""
    return hit.form.language == "fr" and hit.end - hit.start == 2 and hit.written.endswith(("é", "É"))


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
    return hit.form.language == "bm" and key in _I and _is_no_bambara(hit, keys, languages)


def _is_no_bambara(hit: Hit, keys: Sequence[str], languages: frozenset[str]) -> bool:
    """*Rien ne rentre*, *n'ont pas*, *N'Gouma*; a Bambara *n* has its verb or what it owns behind it."""
    around = (*keys[max(0, hit.start - _NOT_BEHIND) : hit.start], *keys[hit.end : hit.end + _NOT_AHEAD])
    if not _FRENCH_NOT.isdisjoint(around):
        return True
    owns = not _BEHIND_I.isdisjoint(keys[hit.end : hit.end + 1])
    return "bm" not in languages and ("taq" in languages or ("fr" in languages and not owns))
