"""The closed list of texts that a reporter may get in a conversation by SMS (P6b), reviewed or in French."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.languages import Say
from flows.nodes import Flows
from store.conversations import Question

OTHER: Final = ("4", "other", "Autre langue")
"""Key, code and name of whatever we do not speak: the same key as in a call."""
OCCURRED: Final = ("now", "today", "yesterday", "earlier")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language as it may be spoken by SMS: French for whatever no native speaker has read."""

    say: Say
    language: str

    def sentence(self, msgid: str) -> str:
        known = self.language in self.say.languages
        entry = self.say.catalogue(self.language).entries.get(msgid) if known else None
        return self.say.sentence(msgid, self.language if entry and entry.reviewed else "fr")


def thanks(say: Say, language: str) -> str:
    """The text of P6: the one that follows whatever asks for no more."""
    return say.neutral(language)


def languages(flows: Flows) -> Mapping[str, tuple[str, str]]:
    """The languages that the first screen of a call offers, and OTHER: by key, code and name."""
    offered = {
        key: (choice.answers["language"], choice.label)
        for key, choice in flows.node(flows.call.first_use).choices.items()
        if "language" in choice.answers
    }
    key, *other = OTHER
    return dict(sorted({**offered, key: (other[0], other[1])}.items()))


def questions(flows: Flows, language: str) -> Mapping[Question, str]:
    """Each question. None of them names a topic, a place, an organisation or what was said."""
    spoken = Spoken(flows.say, language)
    offered = (f"{key} {spoken.sentence(name)}" for key, (_, name) in languages(flows).items())
    return {
        "language": " ".join([spoken.sentence("Quelle langue?"), *offered]),
        "place": spoken.sentence("Quel village ou quelle commune?"),
        "when": spoken.sentence("Quand? 1 En ce moment 2 Aujourd'hui 3 Hier 4 Plus tôt"),
        "mark": spoken.sentence("Quelle note? 4 Très bien 3 Bien 2 Mal 1 Très mal"),
    }
