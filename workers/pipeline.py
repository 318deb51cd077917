"""A text understood: redact, protect, language, classify, extract, geotag, in this order.

The order is law: nothing is read before redaction, and help for one person leaves before anything else
is asked. Everything here is pure; time and place of the sender are arguments.
"""

from functools import lru_cache

from core.country import Country
from core.reports import Understanding
from core.taxonomy import OTHER
from workers.classify import classify, coded, counts, from_code
from workers.language import LANGUAGES, spoken
from workers.language import OTHER as OTHER_LANGUAGE
from workers.lexicon import of_languages
from workers.message import Message, filed, meanings, protected
from workers.mind import Mind, open_mind
from workers.numerals import numbers
from workers.protect import PROTECTED, protected_code
from workers.signs import signs
from workers.spelling import words

MOST_CHARACTERS = 2_000
"""Longer than ten SMS: the rest is kept, and not read."""
_ALL = frozenset(LANGUAGES)
_FRENCH = frozenset({"fr"})


class _Pack:
    """A country as a key: one and the same object is one and the same pack."""

    def __init__(self, country: Country) -> None:
        self.country = country

    def __hash__(self) -> int:
        return id(self.country)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pack) and other.country is self.country


@lru_cache(maxsize=4)
def _mind(pack: _Pack) -> Mind:
    return open_mind(pack.country)


def prepare(country: Country) -> Mind:
    """Reads and indexes the words of a country; the first message then waits for nothing."""
    return _mind(_Pack(country))


def understand(
    text: str, country: Country, *, prior: str | None = None, home: str | None = None, trained: bool = False
) -> Understanding:
    """What a text says. `prior`: the contact's language, `home`: its p-code, `trained`: a relay or a monitor.

    Never raises for a text: what cannot be read is an incident of code 90 that is not accepted.
    """
    mind = prepare(country)
    redacted = mind.redactor.redact(text)
    if mind.choices.asks_to_stop(text):
        return Understanding(
            prior or OTHER_LANGUAGE, 0.5, "optout", redacted, code_confidence=1.0, method="code"
        )
    shown = redacted[:MOST_CHARACTERS]
    if (said := coded(shown, mind.taxonomy)) and not _counts(mind, shown, said[1]):
        return _coded(mind, redacted, *said, prior=prior, home=home, trained=trained)
    return _free(mind, redacted, prior=prior, home=home, trained=trained)


def _counts(mind: Mind, shown: str, rest: str) -> bool:
    return counts(rest, mind.lexicon.find(words(shown)[:2], _ALL), mind.rules)


def _coded(
    mind: Mind, redacted: str, code: str, rest: str, *, prior: str | None, home: str | None, trained: bool
) -> Understanding:
    """A code, its place behind it with the gates open, and whatever else the text tells."""
    read = words(rest[:MOST_CHARACTERS])
    hits = mind.lexicon.find(read, _ALL)
    language = spoken(read, hits, mind.frequencies, prior=prior)
    message = Message(mind, redacted, read, tuple(hits), tuple(numbers(read, _ALL)), language, trained)
    if code == OTHER and (found := protected_code(hits, mind.rules)):
        return protected(message, *found)
    if code in PROTECTED:
        return protected(message, code, (code,), certain=True)
    place = mind.geotagger.answer(read, home)
    if place.place is None:
        place = mind.geotagger.whereabouts(read, meanings(message), language.read_as, home)
    return filed(message, from_code(code, trained=trained), place)


def _free(mind: Mind, redacted: str, *, prior: str | None, home: str | None, trained: bool) -> Understanding:
    read = words(redacted[:MOST_CHARACTERS])
    everything = mind.lexicon.find(read, _ALL)
    authorities = frozenset(mind.lexicon.authorities)
    every_sign = signs(read, redacted, numbers(read, _ALL), everything, authorities)
    found = protected_code([*everything, *every_sign], mind.rules)
    language = spoken(read, everything, mind.frequencies, prior=prior)
    hits = of_languages(everything, language.read_as)
    counted = tuple(numbers(read, language.read_as | _FRENCH))
    shown = signs(read, redacted, counted, hits, authorities)
    message = Message(mind, redacted, read, (*hits, *shown), counted, language, trained)
    if found:
        return protected(message, *found)
    place = mind.geotagger.whereabouts(read, meanings(message), language.read_as, home)
    return filed(message, classify(message.hits, mind.rules, trained=trained), place)
