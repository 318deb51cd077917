"""What models and rules are worth beside each other, on messages new to the models (`languages.md` §10)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from ops.learn.calibration import Asked, learn_confidence, learn_trust
from ops.learn.examples import Example
from ops.learn.heldout import HeldOut
from ops.learn.labels import INCIDENT, PROTECTED
from workers.classify import intended
from workers.honest import Judgement, chosen
from workers.protect import ENOUGH

_ITSELF: Final = np.array([0.0, 1.0], np.float32)


def judged(
    read: Sequence[Example], intents: HeldOut, codes: HeldOut, leaning: Mapping[str, float]
) -> tuple[Judgement, Judgement]:
    """Of the intents, and of the codes, whose confidence is that of being such an incident.

    What the protected router takes, or should have taken, teaches nothing here.
    """
    general = [at for at, each in enumerate(read) if not _is_protected(each, intents.shares(at))]
    asked = [_intent(read[at], intents.shares(at)) for at in general]
    incidents = [_code(read[at], codes.shares(at)) for at in general if read[at].row.intent == INCIDENT]
    both = tuple(Judgement(learn_trust(each), _ITSELF, _ITSELF) for each in (asked, incidents))
    answers = list(
        _answers([read[at] for at in general], asked, [codes.shares(at) for at in general], both, leaning)
    )
    return _honest(both[0], answers, incident=False), _honest(both[1], answers, incident=True)


def _is_protected(each: Example, intents: Mapping[str, float]) -> bool:
    return each.routed or each.row.intent == PROTECTED or intents.get(PROTECTED, 0.0) >= ENOUGH


def _answers(
    read: Sequence[Example],
    asked: Sequence[Asked],
    codes: Sequence[dict[str, float]],
    both: Sequence[Judgement],
    leaning: Mapping[str, float],
) -> Iterator[tuple[bool, float, bool]]:
    """For each message: whether it is taken for an incident, the share of the answer, whether it is right."""
    for each, question, shares in zip(read, asked, codes, strict=True):
        name, share = intended(both[0].weigh(question.shares, question.rules, each.language))
        right = name == each.row.intent
        if name == INCIDENT:
            code, part = chosen(both[1].weigh(shares, each.codes, each.language), leaning)
            share, right = share * part, right and code in each.row.codes
        yield name == INCIDENT, share, right


def _honest(
    judgement: Judgement, answers: Sequence[tuple[bool, float, bool]], *, incident: bool
) -> Judgement:
    own = np.array([(share, right) for kind, share, right in answers if kind == incident], float)
    return Judgement(judgement.trust, *learn_confidence(own[:, 0], own[:, 1])) if len(own) else judgement


def _intent(each: Example, shares: dict[str, float]) -> Asked:
    general = {name: share for name, share in shares.items() if name != PROTECTED}
    return Asked(general, each.intents, frozenset({each.row.intent}), each.language, each.row.weight)


def _code(each: Example, shares: dict[str, float]) -> Asked:
    return Asked(shares, each.codes, each.row.codes, each.language, each.row.weight)
