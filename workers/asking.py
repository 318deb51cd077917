"""The closed list of texts that a reporter may get in a conversation by SMS (P6b), reviewed or in French."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.languages import Say
from store.conversations import Question

LANGUAGES: Final = ("fr", "bm", "taq", "other")
"""In the order in which they are numbered."""
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


def questions(say: Say, language: str) -> Mapping[Question, str]:
    """Each question. None of them names a topic, a place, an organisation or what was said."""
    spoken = Spoken(say, language)
    return {
        "language": spoken.sentence("Quelle langue? 1 Français 2 Bamanankan 3 Tamasheq 4 Autre langue"),
        "place": spoken.sentence("Quel village ou quelle commune?"),
        "when": spoken.sentence("Quand? 1 En ce moment 2 Aujourd'hui 3 Hier 4 Plus tôt"),
        "mark": spoken.sentence("Quelle note? 4 Très bien 3 Bien 2 Mal 1 Très mal"),
    }
