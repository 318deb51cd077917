"""A message that has been read, and what is filed of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.reports import Understanding
from core.taxonomy import OTHER, severity
from workers.classify import Reading, Seen
from workers.extract import Facts, facts
from workers.geotag import Whereabouts
from workers.language import Spoken
from workers.lexicon import Hit
from workers.mind import Mind
from workers.numerals import Number
from workers.placetext import Meanings
from workers.ratings import ratings
from workers.ruling import INCIDENT
from workers.spelling import Word
from workers.topics import Read

PROTECTED_CONFIDENCE = 0.9
"""What the router says of free text: it decides whatever the confidence (`taxonomy.md` §7)."""
_LONG = 6
"""A word of six letters that sounds like one of ours is that word, not a place."""


@dataclass(frozen=True, slots=True)
class Message:
    """The redacted text, its words, what was found in them, the language that they were read in.

    `read` is what the models say of it; None without models.
    """

    mind: Mind
    redacted: str
    words: Sequence[Word]
    hits: tuple[Hit, ...]
    numbers: tuple[Number, ...]
    language: Spoken
    trained: bool
    read: Read | None = None

    @property
    def seen(self) -> Seen | None:
        if self.mind.topics is None or self.read is None:
            return None
        return Seen(self.mind.topics, self.read, self.words, self.language.language, self.mind.leaning)


def meanings(message: Message) -> Meanings:
    """The words that mean something of the field, and so are no names unless a word of place says so."""
    found = [hit for hit in message.hits if hit.form.language]
    spans = [(at, hit.form.spelt.split()) for hit in found for at in range(hit.start, hit.end)]
    said = {at for each in message.numbers if each.said for at in range(each.start, each.end)}
    keys = [word.key for word in message.words]
    spelt = {at for at, forms in spans if keys[at] in forms or len(keys[at]) >= _LONG}
    return Meanings(frozenset(spelt | said), frozenset(at for at, _ in spans))


def protected(message: Message, code: str, why: tuple[str, ...], *, certain: bool = False) -> Understanding:
    """Nothing but the code: the lane keeps neither place nor time nor number (P35)."""
    return Understanding(
        language=message.language.language,
        language_confidence=message.language.confidence,
        intent="gbv",
        redacted=message.redacted,
        code=code,
        code_confidence=1.0 if certain else PROTECTED_CONFIDENCE,
        method="code" if certain else "rule",
        accepted=True,
        why=why,
    )


def filed(message: Message, reading: Reading, place: Whereabouts) -> Understanding:
    """Everything that is kept of a message of the general lane."""
    told = _facts(message, reading)
    return Understanding(
        language=message.language.language,
        language_confidence=message.language.confidence,
        intent=reading.intent,
        redacted=message.redacted,
        code=reading.code,
        code_confidence=reading.confidence,
        method=reading.method,
        accepted=reading.accepted,
        severity=_severity(message, reading, told),
        place=place.place,
        place_reason=place.reason,
        candidates=place.candidates,
        alternatives=reading.alternatives,
        occurred=told.occurred,
        killed=told.killed,
        injured=told.injured,
        hearsay=told.hearsay,
        basis=told.basis,
        child=told.child,
        displaced=told.displaced,
        ratings=_ratings(message, reading),
        why=reading.why,
    )


def _facts(message: Message, reading: Reading) -> Facts:
    """What an incident tells beside its code; a trained relay's coded SMS is an eyewitness's by default."""
    if reading.intent != INCIDENT:
        return Facts()
    mass = message.mind.taxonomy.mass_displacement
    told = facts(message.words, message.hits, message.numbers, code=reading.code, mass=mass)
    if message.trained and reading.method == "code" and told.basis == "unknown":
        return replace(told, hearsay=False, basis="eyewitness")
    return told


def _severity(message: Message, reading: Reading, told: Facts) -> int | None:
    """By the code that the report is filed under: 90 when the guess does not stand."""
    category = message.mind.taxonomy.get(reading.code if reading.accepted and reading.code else OTHER)
    if reading.intent != INCIDENT or category is None:
        return None
    return severity(
        category,
        occurred=told.occurred,
        killed=told.killed,
        injured=told.injured,
        hearsay_only=told.hearsay is True,
        displaced=told.displaced,
        child=told.child,
    )


def _ratings(message: Message, reading: Reading) -> tuple[tuple[str, int], ...]:
    if reading.intent != "rating":
        return ()
    return ratings(message.words, message.numbers, message.hits, message.mind.lexicon.authorities)
