"""The words of the field found in a text: concepts, by the keys of each language (`languages.md` §4, §12)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.files import fill, from_file
from core.text import loose_keys, strict_key
from workers.spelling import Word, french_ear, sounds, words

FRENCH = "fr"
_ELIDED = frozenset("ld")
_JOINED = frozenset({"de", "d", "du", "des", "le", "la", "les", "l", "un", "une", "eu", "trop", "assez"})
_WORTH_BORROWING = 4


@from_file
@dataclass(frozen=True, slots=True)
class Entry:
    """One concept as it stands in a word file."""

    codes: tuple[Any, ...] = ()
    authority: str = ""
    match: tuple[Any, ...] = ()
    cue: tuple[Any, ...] = ()
    reviewed: Any = "no"
    source: Mapping[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A word or a run of words of a language file. `cue`: counts only beside another concept of a rule.

    `spelt` is its strict key: what it sounds like may be a name. `borrowed`: French that the others use.
    """

    concept: str
    language: str
    keys: tuple[str, ...]
    cue: bool
    reviewed: bool
    spelt: str = ""
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A form found at the words `start` to `end`. `missing`: the text says that there is none of it."""

    form: Form
    start: int
    end: int
    written: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class _Denial:
    before: frozenset[str]
    after: frozenset[str]
    reach: int


class Lexicon:
    """The word files of a country, indexed once by the first two keys of each form."""

    def __init__(self, files: Mapping[str, Mapping[str, Any]]) -> None:
        """Raises Misconfigured for a concept that is not written as one."""
        self._single: dict[str, list[Form]] = defaultdict(list)
        self._longer: dict[str, dict[str, list[Form]]] = defaultdict(lambda: defaultdict(list))
        self._denials = {
            language: _denial(content.get("negation", {})) for language, content in files.items()
        }
        self._short = {
            key: str(full) for content in files.values() for key, full in content.get("short", {}).items()
        }
        self.authorities: dict[str, str] = {}
        for language, content in files.items():
            self._read(language, content)
        for following in self._longer.values():
            for forms in following.values():
                forms.sort(key=lambda form: -len(form.keys))

    def _read(self, language: str, content: Mapping[str, Any]) -> None:
        reviewed = str(content.get("about", {}).get("reviewed", "no")).startswith("yes")
        homographs = frozenset(strict_key(str(word)) for word in content.get("homographs", ()))
        concepts = fill(dict[str, Entry], content.get("concepts", {}), f"words/{language}.yaml", "concepts")
        for concept, entry in concepts.items():
            if entry.authority:
                self.authorities[concept] = entry.authority
            known = reviewed or str(entry.reviewed).startswith("yes")
            for use, listed in (("match", entry.match), ("cue", entry.cue)):
                for written in listed:
                    for form in _forms(concept, language, str(written), cue=use == "cue", reviewed=known):
                        self._add(replace(form, borrowed=form.borrowed and form.spelt not in homographs))

    def _add(self, form: Form) -> None:
        """By its first key, and longer forms by their second one too: many begin with *a* or *ne*."""
        first, *rest = form.keys
        (self._longer[first][rest[0]] if rest else self._single[first]).append(form)

    def find(self, text: Sequence[Word], languages: Iterable[str]) -> list[Hit]:
        """Every form of the languages in the text, and the French words that all of them borrow."""
        wanted = frozenset(languages)
        heard = [tuple(dict.fromkeys(self._heard(word.key, wanted))) for word in text]
        found: dict[tuple[str, str, int, int], Hit] = {}
        for start in range(len(text)):
            for form in self._starting(heard, start):
                if form.language not in wanted and not form.borrowed:
                    continue
                end = start + len(form.keys)
                key = (form.concept, form.language, start, end)
                if key not in found or found[key].form.cue:
                    written = " ".join(word.text for word in text[start:end])
                    found[key] = Hit(form, start, end, written, self._denied(text, start, end, form.language))
        return list(found.values())

    def _starting(self, heard: Sequence[tuple[str, ...]], start: int) -> Iterator[Form]:
        """The forms that the words from `start` on spell, the longer ones first."""
        following = heard[start + 1] if start + 1 < len(heard) else ()
        for first in heard[start]:
            if following and (longer := self._longer.get(first)):
                for second in following:
                    for form in longer.get(second, ()):
                        if _goes_on(form.keys, heard, start):
                            yield form
        for first in heard[start]:
            yield from self._single.get(first, ())

    def _heard(self, key: str, wanted: frozenset[str]) -> Iterator[str]:
        """The keys a word may be found by; `~f` and `~l` mark how a French or a Malian ear hears it."""
        full = self._short.get(key, key)
        if full != key:
            yield from (part.key for part in words(full))
        yield key
        if FRENCH in wanted:
            yield "~f" + french_ear(full)
            if len(key) > 3 and key[0] in _ELIDED and key[1] in "aeiouhy":
                yield key[1:]
                yield "~f" + french_ear(key[1:])
        if wanted - {FRENCH}:
            yield from ("~l" + sound for sound in sounds(key))

    def _denied(self, text: Sequence[Word], start: int, end: int, language: str) -> bool:
        denial = self._denials.get(language)
        if denial is None:
            return False
        before = [word.key for word in text[max(0, start - 4) : start] if word.key not in _JOINED][
            -denial.reach :
        ]
        after = [word.key for word in text[end : end + 1]]
        return any(key in denial.before for key in before) or any(key in denial.after for key in after)


def _goes_on(keys: Sequence[str], heard: Sequence[tuple[str, ...]], start: int) -> bool:
    """Whether the third word and those behind it are the form's."""
    return start + len(keys) <= len(heard) and all(
        keys[at] in heard[start + at] for at in range(2, len(keys))
    )


def _denial(content: Mapping[str, Any]) -> _Denial:
    def keys(name: str) -> frozenset[str]:
        return frozenset(part.key for written in content.get(name, ()) for part in words(str(written))[:1])

    return _Denial(keys("before"), keys("after"), int(content.get("reach", 1)))


def _forms(concept: str, language: str, written: str, *, cue: bool, reviewed: bool) -> Iterator[Form]:
    spelt = strict_key(written)
    for keys in _keys(language, written):
        borrowed = language == FRENCH and keys[0][0] != "~" and len(spelt) >= _WORTH_BORROWING
        yield Form(concept, language, keys, cue, reviewed, spelt, borrowed)


def _keys(language: str, written: str) -> Iterator[tuple[str, ...]]:
    """The keys of a form; a form with ŋ has two (`languages.md` §4)."""
    parts = words(written.removeprefix("="))
    if not parts:
        return
    strict = tuple(part.key for part in parts)
    if language == FRENCH:
        heard = tuple(_french(key) for key in strict)
        if not written.startswith("=") and heard != strict:
            yield heard
        yield strict
        return
    if written.startswith("="):
        yield strict
        return
    readings = [loose_keys(part.text) for part in parts]
    yield tuple("~l" + reading[0] for reading in readings)
    if any(len(reading) > 1 for reading in readings):
        yield tuple("~l" + reading[-1] for reading in readings)


def _french(key: str) -> str:
    sound = french_ear(key)
    return "~f" + sound if len(sound) >= 3 else key


def of_languages(hits: Iterable[Hit], languages: frozenset[str]) -> list[Hit]:
    """The hits of some languages, and the French words that all of them borrow, spelt as in French."""
    return [hit for hit in hits if hit.form.language in languages or hit.form.borrowed]
