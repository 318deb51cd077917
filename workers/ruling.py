"""What the rules answer: each answer with its weight and the words that it rests on (`languages.md` §10)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from core.reports import Intent, Method
from workers.lexicon import Hit
from workers.wordrules import Rule, RuleBook, found_in

INTENTS: Final = frozenset(get_args(Intent))
INCIDENT: Final = "incident"
_MORE: Final = 0.04
_MOST: Final = 0.95
_BEATEN: Final = 0.5
_ASKED: Final = 0.75
_WHY: Final = 8

Fired = list[tuple[Rule, tuple[Hit, ...]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A code or an intent, as heavy as its heaviest rule and a little more for each other, and their hits."""

    weight: float
    rules: tuple[tuple[Rule, tuple[Hit, ...]], ...]

    @property
    def method(self) -> Method:
        return "keyword" if len(self.rules[0][0].needs) == 1 else "rule"

    @property
    def why(self) -> tuple[str, ...]:
        """The words that the answer rests on."""
        said = (hit.written for _, hits in self.rules for hit in hits if hit.written)
        return tuple(dict.fromkeys(said))[:_WHY]

    @property
    def unreviewed(self) -> bool:
        """Whether it rests on words alone that nobody has reviewed (`languages.md` §12)."""
        evidence = [hit for _, hits in self.rules for hit in hits if hit.form.language]
        return bool(evidence) and not any(hit.form.reviewed for hit in evidence)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answers of the rules that hold, codes and intents apart."""

    codes: dict[str, Answer]
    intents: dict[str, Answer]

    @property
    def weights(self) -> dict[str, float]:
        """Of the intents: an incident weighs as much as its heaviest code."""
        found = {name: answer.weight for name, answer in self.intents.items()}
        if self.codes:
            found[INCIDENT] = max(answer.weight for answer in self.codes.values())
        return found


def ruling(rules: RuleBook, hits: Sequence[Hit]) -> Ruling:
    """The answers of the rules that hold: halved when beaten, less when asked and no rule about questions."""
    fired: dict[str, Fired] = defaultdict(list)
    found = found_in(hits)
    for rule in rules.about(found):
        if chosen := rule.fires(found):
            fired[rule.answer].append((rule, chosen))
    beaten = {name for pairs in fired.values() for rule, _ in pairs for name in rule.beats}
    asked = any(hit.form.concept in {"ask", "sign_question"} for hit in hits)
    answers = {answer: _weigh(answer, pairs, beaten, asked=asked) for answer, pairs in fired.items()}
    return Ruling(
        {name: answer for name, answer in answers.items() if name not in INTENTS},
        {name: answer for name, answer in answers.items() if name in INTENTS},
    )


def _weigh(answer: str, pairs: Fired, beaten: set[str], *, asked: bool) -> Answer:
    code = answer not in INTENTS
    ordered = sorted(pairs, key=lambda pair: -pair[0].weight)
    weight = min(_MOST, ordered[0][0].weight + _MORE * (len(ordered) - 1))
    if answer in beaten or (code and INCIDENT in beaten):
        weight *= _BEATEN
    if code and asked and not any(rule.asked for rule, _ in pairs):
        weight *= _ASKED
    return Answer(weight, tuple(ordered))
