"""What staff writes that changes no state: notes on an alert, and weeks with nothing to report."""

from core.alerts import Command
from core.contacts import Member
from core.reports import Incident, Located, Understanding
from core.taxonomy import NOTHING_TO_REPORT
from workers import telling
from workers.pipeline import prepare
from workers.sources import source
from workers.work import Outcome, Work


def quiet_week(work: Work, member: Member, number: str) -> Outcome:
    """RAS: counted for the completeness of their first cercle; it opens no incident."""
    said = Understanding(
        language=member.language,
        language_confidence=1.0,
        intent="incident",
        redacted="",
        code=NOTHING_TO_REPORT,
        code_confidence=1.0,
        method="code",
        accepted=True,
        severity=0,
        place=_home(work, member),
    )
    return telling.keep(work, source(work, number, member), said)


def add(work: Work, member: Member, number: str, command: Command, incident: Incident) -> None:
    """A note, redacted like any text, for the verifiers of that place; it is no source of the incident."""
    redacted = prepare(work.country).redactor.redact(command.note)
    said = Understanding(
        language=member.language,
        language_confidence=1.0,
        intent="question",
        redacted=f"NOTE {command.number} {redacted}",
        place=work.country.gazetteer.located(incident.place) if incident.place else None,
    )
    telling.keep(work, source(work, number, member), said)


def _home(work: Work, member: Member) -> Located | None:
    area = next((area for area in member.areas if work.country.gazetteer.get(area)), None)
    return work.country.gazetteer.located(area) if area else None
