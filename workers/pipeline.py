"""A text understood: redact, protect, language, classify, extract, geotag, in this order.

The order is law: nothing is read before redaction, and help for one person leaves before anything else
is asked. Everything here is pure; time and place of the sender are arguments.
"""

import gc
from collections.abc import Sequence
from functools import lru_cache
from operator import is_

from core.country import Country
from core.files import uncollected
from core.optout import Choices
from core.reports import Intent, Understanding
from core.taxonomy import OTHER
from core.text import strict_key
from workers.classify import classify, from_code
from workers.coded import coded, counts
from workers.evidence import concepts_of, evidence_of
from workers.language import LANGUAGES, spoken
from workers.lexicon import FRENCH, Hit, of_languages
from workers.message import Message, filed, meanings, protected
from workers.mind import Mind, open_mind
from workers.numerals import numbers
from workers.placetext import Meanings
from workers.placewords import PlaceGates
from workers.protect import PROTECTED, protected_code
from workers.signs import signs
from workers.spelling import Word, words

MOST_CHARACTERS = 2_000
"""Longer than ten SMS: the rest is kept, and not read."""
_ALL = frozenset(LANGUAGES)
_FRENCH = frozenset({"fr"})


class _Pack:
    """What a mind is made of, as a key: the same objects are one pack, whatever a deployer decides."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self._parts = (country.gazetteer, country.taxonomy, country.words, country.choices, country.facts)

    def __hash__(self) -> int:
        return hash(self.country.folder)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Pack) or other.country.folder != self.country.folder:
            return False
        return all(map(is_, other._parts, self._parts))


@lru_cache(maxsize=4)
def _mind(pack: _Pack) -> Mind:
    """Thousands of places and words that stay: to look through them for garbage would stop a message."""
    with uncollected():
        mind = open_mind(pack.country)
        _remember(mind)
        gc.freeze()
    return mind


def _remember(mind: Mind) -> None:
    """Reads the everyday words by all that remembers words: a worker that starts has a backlog to read."""
    everyday = " ".join(sorted(mind.geotagger.mentions.kinds.frequencies.words))
    read = words(everyday)
    mind.lexicon.find(read, _ALL)
    numbers(read, _ALL)
    mind.geotagger.mentions.text(read, Meanings(), PlaceGates())
    if mind.language and mind.topics:
        mind.language.of_words([word.text for word in read])
        evidence_of(everyday)


def prepare(country: Country) -> Mind:
    """Reads and indexes the words of a country; the first message then waits for nothing."""
    return _mind(_Pack(country))


def understand(
    text: str, country: Country, *, prior: str | None = None, home: str | None = None, trained: bool = False
) -> Understanding:
    """What a text says. `prior`: the contact's language, `home`: its p-code, `trained`: a relay or a monitor.

    Never raises for a text: what cannot be read is an incident of code 90 that is not accepted.
    """
    return read(text, prepare(country), prior=prior, home=home, trained=trained)


def read(
    text: str, mind: Mind, *, prior: str | None = None, home: str | None = None, trained: bool = False
) -> Understanding:
    """`understand`, with words and models that are given."""
    redacted, said = mind.redactor.read(text)
    if wish := _wish(mind.choices, strict_key(text)):
        return Understanding(prior or FRENCH, 0.5, wish, redacted, code_confidence=1.0, method="code")
    shown = redacted[:MOST_CHARACTERS]
    said = said if shown == redacted else words(shown)
    if (code := coded(shown, mind.taxonomy)) and not _counts(mind, said, code[1]):
        return _coded(mind, redacted, *code, prior=prior, home=home, trained=trained)
    return _free(mind, redacted, said, prior=prior, home=home, trained=trained)


def region_of(redacted: str, country: Country) -> str | None:
    """The region that a text of the protected lane names, to count it by; nothing finer (P35, P37)."""
    mind = prepare(country)
    message, _ = hear(redacted, mind)
    found = mind.geotagger.whereabouts(message.words, meanings(message), message.language.read_as, None)
    return found.place.adm1 if found.place else None


def _wish(choices: Choices, key: str) -> Intent | None:
    """What a listed word asks of the house itself (`channels.md` §12): it is carried out, whatever follows.

    AIDE is read on: it may be a person's call. `key`: of the text, made once for all that is asked of it.
    """
    if choices.asks_to_stop(key) or choices.begins_with_erase(key):
        return "optout"
    return "language" if choices.asks_for_language(key) is not None else None


def _counts(mind: Mind, said: Sequence[Word], rest: str) -> bool:
    return counts(rest, mind.lexicon.find(said[:2], _ALL), mind.rules)


def _coded(
    mind: Mind, redacted: str, code: str, rest: str, *, prior: str | None, home: str | None, trained: bool
) -> Understanding:
    """A code, its place behind it with the gates open, and whatever else the text tells."""
    read = words(rest[:MOST_CHARACTERS])
    hits = mind.lexicon.find(read, _ALL)
    language = spoken(read, hits, mind.language, prior=prior)
    message = Message(mind, redacted, read, tuple(hits), tuple(numbers(read, _ALL)), language, trained)
    if code == OTHER and (found := protected_code(hits, mind.rules)):
        return protected(message, *found)
    if code in PROTECTED:
        return protected(message, code, (code,), certain=True)
    place = mind.geotagger.answer(read, home)
    if place.reason == "unknown_name":
        named = mind.geotagger.whereabouts(read, meanings(message), language.read_as, home)
        place = named if named.place or named.candidates else place
    return filed(message, from_code(code, trained=trained), place)


def _free(
    mind: Mind, redacted: str, said: list[Word], *, prior: str | None, home: str | None, trained: bool
) -> Understanding:
    message, every = hear(redacted, mind, said, prior=prior, trained=trained)
    shares = message.read.intents if message.read else ()
    if found := protected_code(every, mind.rules, shares):
        return protected(message, *found)
    place = mind.geotagger.whereabouts(message.words, meanings(message), message.language.read_as, home)
    return filed(message, classify(message.hits, mind.rules, message.seen, trained=trained), place)


def hear(
    redacted: str,
    mind: Mind,
    said: list[Word] | None = None,
    *,
    prior: str | None = None,
    trained: bool = False,
) -> tuple[Message, tuple[Hit, ...]]:
    """A redacted text with what was found in it; and the hits of every language, for the protected router.

    `said`: its words, where they are known already.
    """
    shown = redacted[:MOST_CHARACTERS]
    read = words(shown) if said is None else said
    everything = mind.lexicon.find(read, _ALL)
    authorities = frozenset(mind.lexicon.authorities)
    every_number = numbers(read, _ALL)
    every_sign = signs(read, redacted, every_number, everything, authorities)
    names = mind.geotagger.mentions.positions(read)
    language = spoken(read, everything, mind.language, prior=prior, places=names)
    hits = of_languages(everything, language.read_as)
    counted = numbers(read, language.read_as | _FRENCH) if every_number else []
    alike = counted == every_number and len(hits) == len(everything)
    found = (*hits, *(every_sign if alike else signs(read, redacted, counted, hits, authorities)))
    topic = mind.topics.read(shown, concepts_of(found)) if mind.topics else None
    message = Message(mind, redacted, read, found, tuple(counted), language, trained, topic)
    return message, (*everything, *every_sign)
