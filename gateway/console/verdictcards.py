"""The event that a message tells of, beside the message: what may be decided of it on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.console import incidents
from gateway.console.visitors import Visitor
from gateway.house import House

DECIDES: Final = {"verify": "VRAI", "refute": "FAUX"}
MERGE: Final = "merge"
ASK: Final = "ask"
KEYS: Final = {"verify": "v", "refute": "f", "merge": "m"}


@dataclass(frozen=True, slots=True)
class Event:
    """`open`: nobody has judged it, and it has an alert; `others`: what may be the same event."""

    row: incidents.Row
    open: bool
    others: Sequence[incidents.Row]


def event(house: House, conn: Any, visitor: Visitor, incident_id: str | None, lang: str) -> Event | None:
    """None when the message tells of no event of this person's areas."""
    found = incidents.beside(house, conn, visitor, incident_id, lang) if incident_id else None
    if found is None:
        return None
    row, others, undecided = found
    return Event(row, undecided and bool(row.number), others)


def asked(do: str, sent: dict[str, str]) -> tuple[str, dict[str, Any]] | None:
    """The verb of a button of the page, and what it is about; None for one that we do not have."""
    if do in DECIDES:
        return DECIDES[do], {"number": sent.get("number", "")[:4]}
    incident = sent.get("incident", "")[:32]
    if do == MERGE:
        return "MERGE", {"incident": incident, "other": sent.get("other", "")[:32]}
    return ("ASK", {"incident": incident}) if do == ASK else None
