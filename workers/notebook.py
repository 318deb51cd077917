"""What staff writes that changes no state: notes on an alert, and weeks with nothing to report."""

from typing import Final

from core.alerts import Command
from core.contacts import Member
from core.reports import Incident, Located, Understanding
from core.taxonomy import NOTHING_TO_REPORT
from store import offices, people
from workers import telling
from workers.pipeline import prepare
from workers.sources import source
from workers.work import Outcome, Work

MOST: Final = 300
"""Letters of a note that is written in the console."""


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


def from_console(work: Work, account: str, number: str, text: str, incident: Incident) -> str:
    """A note of an account whose person has a phone on the roster; why not in one word, "" when kept."""
    member = offices.member_of(work.conn, account)
    if member is None or not member.has_phone:
        return "no_phone"
    if not text.strip():
        return "empty"
    phone = people.number_of(work.conn, work.vault, member.id)
    add(work, member, phone, Command("NOTE", number, text[:MOST]), incident)
    return ""


def _home(work: Work, member: Member) -> Located | None:
    area = next((area for area in member.areas if work.country.gazetteer.get(area)), None)
    return work.country.gazetteer.located(area) if area else None
