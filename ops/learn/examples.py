"""Labelled messages as the models see them: evidence, and what the rules say (`languages.md` §10)."""

from dataclasses import dataclass
from functools import lru_cache

from core.country import load_country
from ops.learn.labels import Labelled
from workers.evidence import Evidence, concepts_of, evidence_of
from workers.mind import Mind
from workers.pipeline import hear, prepare
from workers.protect import protected_code
from workers.ruling import ruling


@dataclass(frozen=True, slots=True)
class Example:
    """A label with what is read of its text. `language` is the one found; `routed`: the rules protect it.

    `codes` and `intents` are the weights that the rules give.
    """

    row: Labelled
    evidence: Evidence
    language: str
    codes: dict[str, float]
    intents: dict[str, float]
    routed: bool


@lru_cache(maxsize=1)
def ours() -> Mind:
    """The words and rules of Mali."""
    return prepare(load_country("ml"))


def example(row: Labelled, mind: Mind) -> Example:
    """Reads a message as the pipeline does up to its code; `mind` has no models of topics here."""
    redacted = mind.redactor.redact(row.text)
    message, every = hear(redacted, mind)
    ruled = ruling(mind.rules.general, message.hits)
    return Example(
        row,
        evidence_of(redacted, concepts_of(message.hits)),
        message.language.language,
        {code: answer.weight for code, answer in ruled.codes.items()},
        ruled.weights,
        protected_code(every, mind.rules) is not None,
    )


def evidence(text: str, mind: Mind) -> Evidence:
    """What the models see of a text."""
    redacted = mind.redactor.redact(text)
    return evidence_of(redacted, concepts_of(hear(redacted, mind)[0].hits))
