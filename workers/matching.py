"""Whether a text answers the question that is open: a place name, a time, a mark, a language. Pure.

An answer is `exact` when the whole text is one: then no model's guess at four letters comes before it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.reports import Located, Understanding
from core.taxonomy import NOTHING_TO_REPORT, OTHER
from core.text import plain_digits, strict_key
from workers.asking import OCCURRED
from workers.language import LANGUAGES as SPOKEN
from workers.mind import Mind
from workers.numerals import numbers
from workers.placing import VAGUE, named, unnamed
from workers.spelling import Word, word_set, words
from workers.when import occurred

MOST_WORDS: Final = 8
_UNIT: Final = 3
_EVERY: Final = frozenset(SPOKEN)
_OF_TIME: Final = word_set(
    "il y a ya c est ce cet cette etait le la l en dans de du vers depuis des que matin midi soir nuit apres",
    "jour jours semaine semaines mois an ans annee heure heures passe passee dernier derniere environ",
    "tile dogokun kalo san su sogoma wula",
)
"""Words that may stand beside a time without telling anything else."""
_DIGIT: Final = re.compile(r"([1-9])(?: (?:sur 4|4|svp|merci))?")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a p-code, a time, a mark or a language, as `core.reports` and the flows name it.

    A place may be `placing.UNTOLD` or `placing.VAGUE` too.
    """

    value: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A text that may be an answer, what it says by itself, and the first message as it was understood.

    `languages` are the codes of those that were offered, by key.
    """

    text: str
    said: Understanding
    first: Understanding
    home: str | None
    mind: Mind
    languages: Mapping[str, str] = field(default_factory=dict)


def answered(question: str, told: Told) -> Answer | None:
    """None: it answers nothing. What tells of another event than the first message is its own."""
    if not strict_key(told.text) or _tells_more(told):
        return None
    return _READERS[question](told)


def authority(text: str, mind: Mind) -> str | None:
    """The one authority that a redacted text names, by its key; None for none or several."""
    known = mind.lexicon.authorities
    named = (hit.form.concept for hit in mind.lexicon.find(words(text), _EVERY))
    found = {known[concept] for concept in named if concept in known}
    return found.pop() if len(found) == 1 else None


def _tells_more(told: Told) -> bool:
    said = told.said
    other = said.code not in {OTHER, NOTHING_TO_REPORT, told.first.code}
    return said.intent == "incident" and said.accepted and other


def _place(told: Told) -> Answer | None:
    read, geotagger = words(told.said.redacted), told.mind.geotagger
    if len(read) > MOST_WORDS:
        return None
    if said := VAGUE if geotagger.gazetteer.is_country(told.text) else unnamed(read):
        return Answer(said, exact=False)
    hidden = any(not word.key for word in read)
    whole = _written(told) if hidden else named(read, geotagger, told.home)
    found = whole or told.said.place
    return Answer(_narrowed(found, told), exact=whole is not None) if found else None


def _written(told: Told) -> Located | None:
    """The one place of the text as it was typed: *Bourem Sidi Amar* holds a person's name."""
    found = told.mind.geotagger.gazetteer.find_written(told.text, told.home)
    return found[0] if len(found) == 1 else None


def _narrowed(found: Located, told: Told) -> str:
    """The one place of the first message's name that lies in the unit of the answer, where there is one."""
    if found.level > _UNIT:
        return found.code
    within = told.mind.geotagger.gazetteer.within
    inside = [each.code for each in told.first.candidates if within(each.code, found.code)]
    return inside[0] if len(inside) == 1 else found.code


def _when(told: Told) -> Answer | None:
    if digit := _digit(told.text):
        return Answer(OCCURRED[digit - 1], exact=True)
    read = words(told.said.redacted)
    if len(read) > MOST_WORDS:
        return None
    hits = told.mind.lexicon.find(read, _EVERY)
    counted = numbers(read, _EVERY)
    found = occurred(read, hits, counted, None)
    days = [hit for hit in hits if hit.form.concept.startswith("day_")]
    spans = [(each.start, each.end) for each in days] + [(each.start, each.end) for each in counted]
    covered = {at for start, end in spans for at in range(start, end)}
    exact = all(at in covered or word.key in _OF_TIME for at, word in enumerate(read))
    return None if found == "unknown" else Answer(found, exact)


def _mark(told: Told) -> Answer | None:
    if digit := _digit(told.text):
        return Answer(str(digit), exact=True)
    read = words(told.text)
    said = [number.value for number in numbers(read, _EVERY)] if len(read) == 1 else []
    return Answer(str(said[0]), exact=True) if said and said[0] in range(1, 5) else None


def _language(told: Told) -> Answer | None:
    if chosen := told.languages.get(str(_digit(told.text, most=9))):
        return Answer(chosen, exact=True)
    named = _named(told.mind, words(told.text))
    return Answer(named, exact=True) if named else None


def _named(mind: Mind, read: Sequence[Word]) -> str | None:
    if len(read) > 2:
        return None
    return next((code for word in read if (code := mind.choices.named(word.text))), None)


def _digit(text: str, most: int = 4) -> int:
    """The key that is all of a text; 0 for none."""
    found = _DIGIT.fullmatch(strict_key(plain_digits(text)))
    return int(found[1]) if found and int(found[1]) <= most else 0


_READERS: Final[Mapping[str, Callable[[Told], Answer | None]]] = {
    "place": _place,
    "when": _when,
    "mark": _mark,
    "language": _language,
}
