"""Whose word a report is, as far as that may be kept: a pseudonym of the quarter, and values (P17, P18)."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.contacts import Contact, Member, Role
from core.numbers import Number, read_number
from core.periods import day
from core.reports import Incident
from store import incidents, people, profiles, reports, sims
from workers.work import Work

ROLES: tuple[Role, ...] = ("national", "regional", "monitor", "relay")
STAFF: tuple[Role, ...] = ("national", "regional", "monitor")
ONE_CASE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Source:
    """Who told. `weight` is r of `alerts.md` §6; `first_seen` the day the phone was first heard of.

    `sex` is what its contact says: it is counted (E9) and never written on a report.
    """

    contact: str
    epoch: str
    role: str
    known: bool
    operator: str
    weight: float
    first_seen: str
    proven: bool
    sex: str = ""


def role_of(member: Member | None) -> str:
    """The role in which a member of staff tells; `public` for everybody else."""
    roles = member.roles if member else ()
    return next((role for role in ROLES if role in roles), "public")


def source(
    work: Work, number: str, member: Member | None, *, origin: str = "token", foreign: bool = False
) -> Source:
    """The phone behind a number, which goes no further than here."""
    contact, epoch = _pseudonym(work, number)
    remembered = people.peek(work.conn, work.vault, number, work.at)
    seen = _first_seen(work, remembered, contact)
    rules, role = work.country.alerts, role_of(member)
    age = work.at.date() - date.fromisoformat(seen)
    known = age.days >= rules.known_after_days and reports.stood(work.conn, contact)
    read = read_number(number, work.country.facts.number_region)
    return Source(
        contact=contact,
        epoch=epoch,
        role=role,
        known=known,
        operator=read.operator if isinstance(read, Number) else "unknown",
        weight=rules.weights.of(role, known=known),
        first_seen=seen,
        proven=origin != "unproven" and not foreign,
        sex=_sex(work, number) if remembered and remembered.profiled else "",
    )


def own_words(work: Work, member: Member | None, incident: Incident) -> list[bool]:
    """Of each report of an incident, whether a member told it, by whatever SIM."""
    mine = sims.reporters(work.conn, work.vault, member.id, work.at) if member else frozenset()
    return [row.contact in mine for row in incidents.sources(work.conn, incident.id)]


def _pseudonym(work: Work, number: str) -> tuple[str, str]:
    """In the first seven days of a quarter, a phone that told something within a day stays who it was."""
    old = work.vault.previous("report", number, work.at)
    epoch = work.vault.previous_epoch("report", work.at)
    if old and epoch and reports.of_contact(work.conn, old, since=work.at - ONE_CASE):
        return old, epoch
    return work.vault.pseudonym("report", number, work.at), work.vault.keys.epoch("report", work.at)


def first_seen(work: Work, number: str, contact: str) -> str:
    """The day on which a phone was first heard of: when it was remembered, or told something before that."""
    return _first_seen(work, people.peek(work.conn, work.vault, number, work.at), contact)


def _first_seen(work: Work, remembered: Contact | None, contact: str) -> str:
    told = day(reports.first_day(work.conn, contact) or work.at)
    return min(remembered.first_seen, told) if remembered and remembered.first_seen else told


def _sex(work: Work, number: str) -> str:
    return profiles.of_phone(work.conn, work.vault, number, work.at).get("sex", "")
