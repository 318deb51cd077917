"""What comes into an exercise: injects, reports told by nobody; and commands of staff (`alerts.md` §10)."""

from typing import Final

from core.alerts import Command
from core.drills import Inject, Teller, place_of, severity_of
from core.files import fill
from core.periods import day
from core.reports import Understanding
from store import people
from workers import commands, telling
from workers.sources import STAFF, Source
from workers.work import Body, Outcome, Work

KIND: Final = "inject"
CHANNEL: Final = "exercise"
ORDER: Final = "order"


def tell(work: Work, body: Body) -> Outcome:
    """Keeps what an inject tells; in the real house it would do nothing."""
    if not work.house.exercise:
        return Outcome("refused", "no_exercise")
    inject = fill(Inject, body["told"], KIND)
    return telling.keep(work, _source(work, inject.source, body["number"]), _said(work, inject))


def order(work: Work, body: Body) -> Outcome:
    """A command that came to the real house by SMS; whoever takes no part changes nothing.

    What a note says does not come along: an exercise keeps no text.
    """
    number = body["urn"]
    member = people.member_by_number(work.conn, work.vault, number, work.at)
    if not work.house.exercise or member is None or not member.is_(*STAFF):
        return Outcome("refused", "no_part")
    return commands.by_sms(work, member, number, Command(body["verb"], body["number"]))


def _source(work: Work, teller: Teller, number: int) -> Source:
    """Somebody made up: the same for injects with the same name, else one for each."""
    who = f"{work.house.exercise}|{teller.name or number}"
    return Source(
        contact=work.vault.pseudonym("report", who, work.at),
        epoch=work.vault.keys.epoch("report", work.at),
        role=teller.role,
        known=teller.known,
        operator="unknown",
        weight=work.country.alerts.weights.of(teller.role, known=teller.known),
        first_seen=day(work.at),
        proven=True,
    )


def _said(work: Work, inject: Inject) -> Understanding:
    """What it tells is structured already, like a call: nothing is to be understood."""
    facts, place = inject.facts, place_of(inject, work.country)
    return Understanding(
        language="fr",
        language_confidence=1.0,
        intent="incident",
        redacted="",
        code=inject.code,
        code_confidence=1.0,
        method="ussd",
        accepted=True,
        severity=severity_of(inject, work.country),
        place=work.country.gazetteer.located(place) if place else None,
        occurred=facts.occurred,
        killed=facts.killed,
        injured=facts.injured,
        hearsay=None if facts.basis == "unknown" else facts.basis == "hearsay",
        basis=facts.basis,
    )
