"""The words of the command line, in French or in English (LASOMI_UI_LANG)."""

import os
from functools import cache

from core.catalogues import CITIZEN_LANGUAGES
from core.errors import Misconfigured
from core.languages import Say, load_catalogues


class Wording:
    """`ui("…")` gives a sentence in the language; without one, the French of the source."""

    def __init__(self, language: str, say: Say | None) -> None:
        self.language = language
        self._say = say

    @property
    def languages(self) -> tuple[str, ...]:
        """Those with a catalogue of their own, in which people are spoken to."""
        return self._say.languages if self._say else CITIZEN_LANGUAGES

    def ui(self, msgid: str, **values: object) -> str:
        if self._say is None:
            return msgid.format_map(values) if values else msgid
        return self._say.ui(msgid, self.language, **values)


@cache
def wording() -> Wording:
    """The words of this process. A broken catalogue stops the gateway, not the command that would mend it."""
    language = os.environ.get("LASOMI_UI_LANG", "fr")
    try:
        return Wording(language, load_catalogues())
    except Misconfigured:
        return Wording("fr", None)
