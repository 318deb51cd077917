"""Whether a sentence of staff may leave the circle of staff: read against the reports that it speaks of."""

from functools import cache
from pathlib import Path

from core.guarded import Guard, fault
from core.never import NeverWords, read_never
from store import labels, reports
from store.cases import Case
from workers.pipeline import prepare
from workers.work import Work


def checked(work: Work, sentence: str, limit: int, case: Case) -> str:
    """Why a sentence about a case may not leave, in one word; empty when it may."""
    return checked_words(work, sentence, limit, case.incident_id, case.place)


def checked_words(work: Work, sentence: str, limit: int, incident_id: str | None, place: str | None) -> str:
    """The same for a sentence about an incident, or about nothing that was reported."""
    redacted = prepare(work.country).redactor.redact(sentence)
    never = never_words(work.country.file("words/never.yaml"))
    return fault(sentence, redacted, Guard(never, _told(work, incident_id), _names(work, place)), limit)


@cache
def never_words(path: Path) -> NeverWords:
    return read_never(path)


def _told(work: Work, incident_id: str | None) -> tuple[str, ...]:
    """The redacted texts of the reports, as long as they can be read."""
    rows = reports.of_incident(work.conn, incident_id) if incident_id else ()
    texts = (labels.text_of(work.conn, work.vault, row.id) for row in rows)
    return tuple(text for text in texts if text)


def _names(work: Work, place: str | None) -> tuple[str, ...]:
    """The official names of a place and what holds it: they may be said."""
    gazetteer = work.country.gazetteer
    units = (gazetteer.get(code) for code in gazetteer.ancestors(place)) if place else ()
    return tuple(unit.name for unit in units if unit)
