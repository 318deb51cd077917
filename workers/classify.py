"""What a message is about: a coded SMS first, then rules and model weighed against each other.

The order and the limits are those of `languages.md` §10 and §12 and of `taxonomy.md` §4. Without a model the
rules answer alone, with their weights for a confidence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, get_args

from core.reports import Candidate, Intent, Method
from core.taxonomy import NOTHING_TO_REPORT, OTHER, Taxonomy
from workers.honest import chosen
from workers.lexicon import Hit
from workers.ruling import INCIDENT, Answer, Ruling, ruling
from workers.spelling import Word
from workers.topics import ENOUGH, Read, Topics
from workers.wordrules import Rules

ACCEPTED: Final = 0.6
"""From here an answer stands; below, the report is filed under 90 for a verifier."""
UNREVIEWED: Final = "unreviewed_words"
MODEL: Final = "model"
LEANING: Final = {"incident": 1.5, "optout": 3.0, "operator_spam": 3.0}
"""What an intent counts more: a wish not to be written to must be heard, an advertisement must raise nothing,
and an incident must not be lost."""
GRAVER: Final = 1.6
"""Codes of the gravest severity count so much more: death or danger to people first (`taxonomy.md` §4)."""
_PROTECTED: Final = "gbv"
_NOTHING: Final = "nothing"
_PROPOSED: Final = 0.59
_MAJORITY: Final = 0.5
_CLEARLY: Final = 0.8
_CARRIES: Final = 0.4
"""A rule of this weight carries an answer together with the model; a lighter one says nothing by itself."""
_UNKNOWN: Final = 0.3
_KNOWN: Final = 0.25
"""Where no intent has this share nothing is known of a text: it is an incident, for a verifier."""
_ALTERNATIVES: Final = 3
_GUESS: Final = 0.2
"""Below it the best code is no better than the next ones: 90, with all of them beside it."""
_LIKELY: Final = 0.001


@dataclass(frozen=True, slots=True)
class Reading:
    """`code` is the best guess even when it does not stand; None for every intent but incident."""

    intent: Intent
    code: str | None
    confidence: float
    method: Method
    alternatives: tuple[Candidate, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        return self.code is not None and self.confidence >= ACCEPTED


@dataclass(frozen=True, slots=True)
class Seen:
    """What the models say of a text in a language. `text`: its words; `leaning`: what codes count more."""

    topics: Topics
    read: Read
    text: Sequence[Word]
    language: str
    leaning: Mapping[str, float] = field(default_factory=dict)


def leaning_of(taxonomy: Taxonomy) -> dict[str, float]:
    """What the gravest codes of a country count more."""
    severities = {category.code: category.severity or 0 for category in taxonomy.general()}
    return {code: GRAVER for code, severity in severities.items() if severity == max(severities.values())}


def from_code(code: str, *, trained: bool) -> Reading:
    """A coded SMS is certain. 00 is chatter from anybody but a trained relay or monitor."""
    if code == NOTHING_TO_REPORT and not trained:
        return Reading("chatter", None, 1.0, "code", why=(code,))
    return Reading(INCIDENT, code, 1.0, "code", why=(code,))


def classify(
    hits: Sequence[Hit], rules: Rules, seen: Seen | None = None, *, trained: bool = False
) -> Reading:
    """The intent and the code with the most weight; an incident for the queue when nothing is known."""
    ruled = ruling(rules.general, hits)
    reading = _seen(ruled, seen) if seen else _ruled(ruled)
    if trained and reading.intent != INCIDENT and any(hit.form.concept == _NOTHING for hit in hits):
        sure = max(reading.confidence, ACCEPTED)
        return replace(reading, intent=INCIDENT, code=NOTHING_TO_REPORT, confidence=sure)
    return reading


def _intent(name: str) -> Intent:
    found: Intent = next(intent for intent in get_args(Intent) if intent == name)
    return found


def _ruled(ruled: Ruling) -> Reading:
    """Rules alone: the heaviest answer; an intent must outweigh every code, and what is not understood."""
    best = max(ruled.intents, key=lambda name: ruled.intents[name].weight, default=None)
    if best and ruled.intents[best].weight > ruled.weights.get(INCIDENT, _UNKNOWN):
        answer = ruled.intents[best]
        return _held(Reading(_intent(best), None, answer.weight, answer.method, why=answer.why), answer)
    if not ruled.codes:
        return Reading(INCIDENT, OTHER, _UNKNOWN, "rule")
    code, *others = sorted(ruled.codes, key=lambda name: -ruled.codes[name].weight)
    answer = ruled.codes[code]
    guesses = tuple(Candidate(name, round(ruled.codes[name].weight, 3)) for name in others[:_ALTERNATIVES])
    return _held(Reading(INCIDENT, code, answer.weight, answer.method, guesses, answer.why), answer)


def _held(reading: Reading, answer: Answer) -> Reading:
    """An answer that rests on words nobody has reviewed has 0.6 at most, and says so (`languages.md` §12)."""
    confidence = round(reading.confidence, 3)
    if not answer.unreviewed:
        return replace(reading, confidence=confidence)
    return replace(reading, confidence=min(confidence, ACCEPTED), why=(*reading.why, UNREVIEWED))


def _seen(ruled: Ruling, seen: Seen) -> Reading:
    """Rules and model together; what neither knows is an incident, for a verifier."""
    judgement = seen.topics.intent.judgement
    shares = {name: share for name, share in seen.read.intents if name != _PROTECTED}
    intents = judgement.weigh(shares, ruled.weights, seen.language)
    name, share = intended(intents)
    if name == INCIDENT:
        return _incident(ruled, seen, share)
    reading = Reading(_intent(name), None, judgement.confidence(share), MODEL)
    return _told(reading, _carrying(ruled.intents.get(name)), seen, name)


def intended(intents: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """The intent to file a message under, with its share, by the shares of all, the largest first."""
    if intents[0][1] < _KNOWN:
        return INCIDENT, dict(intents).get(INCIDENT, 0.0)
    return chosen(intents, LEANING)


def _incident(ruled: Ruling, seen: Seen, incident: float) -> Reading:
    """The code, of which one is as sure as of its being an incident at all.

    One of the gravest that words speak for stands: *attaque à Gossi* waits for nobody.
    """
    weights = {name: answer.weight for name, answer in ruled.codes.items()}
    judgement = seen.topics.code.judgement
    codes = judgement.weigh(dict(seen.read.codes), weights, seen.language)
    code, share = chosen(codes, seen.leaning)
    sure, answer = judgement.confidence(incident * share), _carrying(ruled.codes.get(code))
    if answer is not None and code in seen.leaning:
        sure = max(sure, ACCEPTED)
    if answer is None and sure < _GUESS:
        code = OTHER
    others = [(name, incident * other) for name, other in codes if name != code and other > _LIKELY]
    guesses = tuple(Candidate(name, round(other, 3)) for name, other in others[:_ALTERNATIVES])
    reading = Reading(INCIDENT, code, sure, MODEL, guesses)
    return _limited(_told(reading, answer, seen, code), answer, seen)


def _carrying(answer: Answer | None) -> Answer | None:
    return answer if answer is not None and answer.weight >= _CARRIES else None


def _told(reading: Reading, answer: Answer | None, seen: Seen, name: str) -> Reading:
    """How it was found and by which words: those of the rules, else those that pulled the model.

    What the model alone would have said too, more likely than not, is its answer.
    """
    if answer is not None:
        alone = dict(seen.read.codes if reading.code else seen.read.intents).get(name, 0.0)
        method, why = MODEL if alone >= _MAJORITY else answer.method, answer.why
    else:
        model = seen.topics.code if reading.code else seen.topics.intent
        method, why = reading.method, (*model.strongest(seen.text, name), MODEL)
    confidence = round(reading.confidence, 3)
    return Reading(reading.intent, reading.code, confidence, method, reading.alternatives, why)


def _limited(reading: Reading, answer: Answer | None, seen: Seen) -> Reading:
    """A model with few labels only proposes; words that nobody has reviewed need its word (§10, §12)."""
    code = reading.code or OTHER
    taught = seen.topics.code.labels(code, seen.language) >= ENOUGH
    if answer is None:
        return reading if taught else replace(reading, confidence=min(reading.confidence, _PROPOSED))
    if not answer.unreviewed or (taught and _same_kind(seen.read.codes, code) >= _CLEARLY):
        return reading
    return _held(reading, answer)


def _same_kind(codes: Iterable[tuple[str, float]], code: str) -> float:
    """What the model gives to all codes of the same first digit."""
    return sum(share for name, share in codes if name[0] == code[0])
