"""What a person says of a message, beside what the machine said of it (`languages.md` §10)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, get_args

from core.country import Country
from core.reports import Basis, Intent, Occurred
from core.taxonomy import OTHER

LANGUAGES: Final = ("fr", "bm", "taq", "mixed", "other")
INTENTS: Final[tuple[str, ...]] = get_args(Intent)
OCCURRED: Final[tuple[str, ...]] = get_args(Occurred)
BASES: Final[tuple[str, ...]] = get_args(Basis)
INCIDENT: Final = "incident"
PROTECTED: Final = "gbv"
MOST_PEOPLE: Final = 9_999


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text says, in the fields that a person may correct. `code` is None for all but an incident."""

    language: str
    intent: str
    code: str | None = None
    place: str | None = None
    occurred: str = "unknown"
    basis: str = "unknown"
    killed: int | None = None
    injured: int | None = None

    def protected(self, country: Country) -> bool:
        """Whether it tells of help for one person: 61, 62 and what has no code yet."""
        category = country.taxonomy.get(self.code or "")
        return self.intent == PROTECTED or (category is not None and category.lane == "protected")


@dataclass(frozen=True, slots=True)
class Label:
    """A person's answer and the machine's answer of that time. Holds no text and no pseudonym.

    `hour` is that of the answer (UTC); `accepted`, `method` and `model` are the machine's; `blind`: the
    person had not seen what the machine said.
    """

    report: str
    hour: datetime
    account: str
    blind: bool
    human: Answer
    machine: Answer
    accepted: bool
    method: str
    model: str | None
    taxonomy: int


FIELDS: Final = tuple(field.name for field in fields(Answer))
CHECKED: Final = (
    "language", "intent", "code", "code_accepted", "place", "occurred", "casualties", "basis",
)  # fmt: skip
"""What is measured, in the order in which it is shown."""


def answer_of(said: Mapping[str, Any]) -> Answer:
    """From what crossed the inbox or lay in the store; unknown names are left out."""
    return Answer(**{name: said[name] for name in FIELDS if name in said})


def is_valid(answer: Answer, country: Country) -> bool:
    """Whether every field is of its closed set; an incident has a category of the general lane."""
    category = country.taxonomy.get(answer.code or "")
    coded = category is not None and category.lane == "general"
    counts = [n for n in (answer.killed, answer.injured) if n is not None]
    return (
        answer.language in LANGUAGES
        and answer.intent in INTENTS
        and answer.occurred in OCCURRED
        and answer.basis in BASES
        and (coded if answer.intent == INCIDENT else answer.code is None)
        and (answer.place is None or country.gazetteer.get(answer.place) is not None)
        and all(0 <= n <= MOST_PEOPLE for n in counts)
    )


def judged(label: Label) -> dict[str, bool]:
    """Which fields the machine had right. What only an incident has is asked of incidents only.

    `code`: as it was filed, which is 90 below the threshold of acceptance; `code_accepted`: where it stood.
    """
    human, machine = label.human, label.machine
    found = {name: getattr(human, name) == getattr(machine, name) for name in ("language", "intent")}
    if label.accepted:
        found["code_accepted"] = (human.intent, human.code) == (machine.intent, machine.code)
    if human.intent == INCIDENT:
        filed = machine.code if label.accepted else OTHER
        found["code"] = machine.intent == INCIDENT and human.code == filed
        found |= {
            name: getattr(human, name) == getattr(machine, name) for name in ("place", "occurred", "basis")
        }
        found["casualties"] = (human.killed, human.injured) == (machine.killed, machine.injured)
    return found
