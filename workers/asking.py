"""The closed list of texts that a reporter may get in a conversation by SMS (P6b), reviewed or in French."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.languages import Say
from flows.nodes import Flows
from store.conversations import Question

LANGUAGES: Final = ("fr", "bm", "taq", "other")
"""In the order in which they are numbered; those that a catalogue adds come after them."""
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


def added(flows: Flows) -> Mapping[str, str]:
    """The languages that the first screen of a call offers beside ours: code and name, in its order."""
    offered = flows.node(flows.call.first_use).choices.values()
    named = {choice.answers.get("language", ""): choice.label for choice in offered}
    return {
        code: name for code, name in named.items() if code in flows.say.languages and code not in LANGUAGES
    }


def questions(say: Say, language: str, more: Mapping[str, str] | None = None) -> Mapping[Question, str]:
    """Each question. None of them names a topic, a place, an organisation or what was said.

    `more`: the languages that were added, by code.
    """
    spoken = Spoken(say, language)
    names = (spoken.sentence(name) for name in (more or {}).values())
    offered = [f" {number} {name}" for number, name in enumerate(names, start=len(LANGUAGES) + 1)]
    return {
        "language": spoken.sentence("Quelle langue? 1 Français 2 Bamanankan 3 Tamasheq 4 Autre langue")
        + "".join(offered),
        "place": spoken.sentence("Quel village ou quelle commune?"),
        "when": spoken.sentence("Quand? 1 En ce moment 2 Aujourd'hui 3 Hier 4 Plus tôt"),
        "mark": spoken.sentence("Quelle note? 4 Très bien 3 Bien 2 Mal 1 Très mal"),
    }
