"""What a message is about: a coded SMS first, then combinations of words by `words/rules.yaml`.

The order and the limits are those of `languages.md` §10 and §12 and of `taxonomy.md` §4.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from core.reports import Candidate, Intent, Method
from core.taxonomy import NOTHING_TO_REPORT, OTHER, Taxonomy
from workers.lexicon import Hit
from workers.wordrules import Rule, Rules, found_in

ACCEPTED = 0.6
"""From here an answer stands; below, the report is filed under 90 for a verifier."""
UNREVIEWED = "unreviewed_words"
INCIDENT: Final = "incident"
_CODED = re.compile(r"\s*(\d\d)(?=$|[ #.,:\-\r\n])")
_INTENTS = frozenset(get_args(Intent))
_MORE = 0.04
_MOST = 0.95
_BEATEN = 0.5
_ASKED = 0.75
_UNKNOWN = 0.3
_ALTERNATIVES = 3
_WHY = 8


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
class _Answer:
    weight: float
    rules: tuple[tuple[Rule, tuple[Hit, ...]], ...]


def coded(text: str, taxonomy: Taxonomy) -> tuple[str, str] | None:
    """The code in front of a coded SMS and the rest of it (`taxonomy.md` §10)."""
    found = _CODED.match(text)
    if not found or taxonomy.get(found[1]) is None:
        return None
    return found[1], text[found.end() :].lstrip(" #.,:-\r\n")


def counts(rest: str, hits: Iterable[Hit], rules: Rules) -> bool:
    """Whether the two digits in front only count what follows: `12 morts a Koro`."""
    return bool(rest) and any(hit.start == 1 and hit.form.concept in rules.counted for hit in hits)


def from_code(code: str, *, trained: bool) -> Reading:
    """A coded SMS is certain. 00 is chatter from anybody but a trained relay or monitor."""
    if code == NOTHING_TO_REPORT and not trained:
        return Reading("chatter", None, 1.0, "code", why=(code,))
    return Reading(INCIDENT, code, 1.0, "code", why=(code,))


def classify(hits: Sequence[Hit], rules: Rules, *, trained: bool = False) -> Reading:
    """The intent and the code with the most weight; an incident for the queue when no rule holds."""
    answers = _weighed(rules.general, hits)
    codes = {answer: found for answer, found in answers.items() if answer not in _INTENTS}
    intents = {answer: found for answer, found in answers.items() if answer in _INTENTS}
    best = max(intents, key=lambda answer: intents[answer].weight, default=None)
    if best and intents[best].weight > max((found.weight for found in codes.values()), default=_UNKNOWN):
        if trained and any(hit.form.concept == "nothing" for hit in hits):
            return Reading(
                INCIDENT, NOTHING_TO_REPORT, intents[best].weight, "keyword", why=_why(intents[best])
            )
        confidence, why = _honest(intents[best])
        return Reading(_intent(best), None, confidence, _method(intents[best]), why=why)
    return _incident(codes)


def _intent(name: str) -> Intent:
    found: Intent = next(intent for intent in get_args(Intent) if intent == name)
    return found


def _incident(codes: Mapping[str, _Answer]) -> Reading:
    if not codes:
        return Reading(INCIDENT, OTHER, _UNKNOWN, "rule")
    code, *others = sorted(codes, key=lambda answer: -codes[answer].weight)
    confidence, why = _honest(codes[code])
    alternatives = tuple(Candidate(other, _honest(codes[other])[0]) for other in others[:_ALTERNATIVES])
    return Reading(INCIDENT, code, confidence, _method(codes[code]), alternatives, why)


def _weighed(rules: Iterable[Rule], hits: Sequence[Hit]) -> dict[str, _Answer]:
    """The answers of the rules that hold: the heaviest, a little more for each other, halved when beaten."""
    fired: dict[str, list[tuple[Rule, tuple[Hit, ...]]]] = defaultdict(list)
    found = found_in(hits)
    for rule in rules:
        if chosen := rule.fires(found):
            fired[rule.answer].append((rule, chosen))
    beaten = {name for pairs in fired.values() for rule, _ in pairs for name in rule.beats}
    asked = any(hit.form.concept in {"ask", "sign_question"} for hit in hits)
    return {answer: _weigh(answer, pairs, beaten, asked=asked) for answer, pairs in fired.items()}


def _weigh(
    answer: str, pairs: list[tuple[Rule, tuple[Hit, ...]]], beaten: set[str], *, asked: bool
) -> _Answer:
    code = answer not in _INTENTS
    ordered = sorted(pairs, key=lambda pair: -pair[0].weight)
    weight = min(_MOST, ordered[0][0].weight + _MORE * (len(ordered) - 1))
    if answer in beaten or (code and INCIDENT in beaten):
        weight *= _BEATEN
    if code and asked and not any(rule.asked for rule, _ in pairs):
        weight *= _ASKED
    return _Answer(weight, tuple(ordered))


def _method(answer: _Answer) -> Method:
    return "keyword" if len(answer.rules[0][0].needs) == 1 else "rule"


def _why(answer: _Answer) -> tuple[str, ...]:
    said = (hit.written for _, hits in answer.rules for hit in hits if hit.written)
    return tuple(dict.fromkeys(said))[:_WHY]


def _honest(answer: _Answer) -> tuple[float, tuple[str, ...]]:
    """An answer that rests on words nobody has reviewed has 0.6 at most, and says so (`languages.md` §12)."""
    evidence = [hit for _, hits in answer.rules for hit in hits if hit.form.language]
    weight = round(answer.weight, 3)
    if evidence and not any(hit.form.reviewed for hit in evidence):
        return min(weight, ACCEPTED), (*_why(answer), UNREVIEWED)
    return weight, _why(answer)
