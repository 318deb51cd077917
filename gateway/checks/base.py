"""The shape of a check, and what checks look at: whatever of the house could be opened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.country import Country
from core.errors import LasomiError
from core.languages import Say
from gateway.queue import Doorbell
from gateway.settings import Settings
from store.database import Database
from store.keys import Keys
from store.spool import Spool
from store.vitals import Vitals

State = Literal["ok", "degraded", "down"]


@dataclass(frozen=True, slots=True)
class Check:
    """One part in one line, and what mends it. `degraded`: it works, not as it should; `down`: it does not.

    No sentence names a person, a number or a text. `since`: when the fault was first seen.
    """

    name: str
    state: State
    sentence: str
    remedy: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A machine as it is found. What could not be opened is the error that says why."""

    settings: Settings
    now: datetime
    say: Say | LasomiError
    country: Country | LasomiError
    keys: Keys | LasomiError
    database: Database | LasomiError
    vitals: Vitals | LasomiError
    spool: Spool | None
    queue: Doorbell

    def ui(self, msgid: str, **values: object) -> str:
        """The sentence in the language of the machine; in French when there are no catalogues."""
        if isinstance(self.say, LasomiError):
            return msgid.format_map(values) if values else msgid
        return self.say.ui(msgid, self.settings.ui_lang, **values)
