"""One SMS: a command of staff, a choice about writing, help for one person, a rating, or something told.

What it says is read before the transaction, so that no text can hold the database up.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from core.alerts import Command, read_command
from core.contacts import Contact, Member
from core.periods import iso_week
from core.reports import Understanding
from core.taxonomy import NOTHING_TO_REPORT
from gateway.house import House
from gateway.metrics import UNDERSTAND_SECONDS
from store import copies, figures, inbox, people, protected
from store.inbox import Row
from store.vault import Vault
from workers import choices, commands, notebook, telling
from workers.credence import TRAINED
from workers.once import once
from workers.pipeline import prepare, understand
from workers.scores import Score, rate
from workers.sources import STAFF, role_of, source
from workers.work import Body, Effect, Outcome, Work


class Writer(NamedTuple):
    """Who wrote, where that is known."""

    member: Member | None
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Letter:
    """An SMS as read. `member` and `contact` are who wrote it, where that is known."""

    number: str
    text: str
    origin: str
    foreign: bool
    member: Member | None
    contact: Contact | None
    command: Command | None
    said: Understanding


def writer(conn: Any, vault: Vault, number: str, row: Row) -> Writer:
    """Who has this number, as far as that is known."""
    member = people.member_by_number(conn, vault, number, row.received_at)
    return Writer(member, people.peek(conn, vault, number, row.received_at))


def read(house: House, body: Body, writer: Writer) -> Effect:
    """What it says; the effect is for later."""
    member, contact = writer
    text = body["text"]
    with UNDERSTAND_SECONDS.time():
        said = understand(
            text,
            house.country,
            prior=contact.language if contact else None,
            home=contact.home if contact else None,
            trained=role_of(member) in TRAINED,
        )
    letter = Letter(
        number=body["urn"],
        text=text,
        origin=body.get("origin") or "token",
        foreign=bool(body.get("foreign")),
        member=member,
        contact=contact,
        command=read_command(text),
        said=said,
    )
    return once(partial(_act, letter=letter), body)


def _act(work: Work, letter: Letter) -> Outcome:
    if letter.command is not None:
        if letter.member is not None and letter.member.is_(*STAFF):
            return commands.by_sms(work, letter.member, letter.number, _without_help(work, letter))
        if letter.command.number:
            commands.note_stranger(work, letter.number)
            letter = _without_event(letter)
    if letter.said.intent == "gbv" and not prepare(work.country).choices.begins_with_erase(letter.text):
        return _lock_away(work, letter)
    return _chosen(work, letter) or _told(work, letter)


def _without_help(work: Work, letter: Letter) -> Command:
    """A note of staff that tells of one person goes the protected way; the alert has a note without words."""
    command = letter.command or Command("NOTE")
    if command.verb != "NOTE" or letter.said.intent != "gbv":
        return command
    _lock_away(work, letter)
    return replace(command, note="")


def _without_event(letter: Letter) -> Letter:
    """Somebody else's command is an ordinary message, and tells of no event."""
    if letter.command is None or letter.command.verb == "NOTE" or letter.said.intent != "incident":
        return letter
    said = replace(letter.said, intent="chatter", code=None, code_confidence=0.0, severity=None)
    return replace(letter, said=said)


def _chosen(work: Work, letter: Letter) -> Outcome | None:
    """STOP, START and EFFACER, which are about the phone and not about anything told."""
    listed = prepare(work.country).choices
    if listed.begins_with_erase(letter.text):
        return choices.erase(work, letter.number)
    if listed.comes_back(letter.text):
        return choices.come_back(work, letter.number)
    if listed.asks_to_stop(letter.text):
        return choices.leave(work, letter.number, letter.member)
    return None


def _told(work: Work, letter: Letter) -> Outcome:
    if letter.said.intent == "rating" and (rated := _rated(work, letter)):
        return rated
    if letter.member is not None and letter.said.code == NOTHING_TO_REPORT:
        return notebook.quiet_week(work, letter.member, letter.number)
    who = source(work, letter.number, letter.member, origin=letter.origin, foreign=letter.foreign)
    return telling.keep(work, who, letter.said)


def _rated(work: Work, letter: Letter) -> Outcome | None:
    """One rating for each authority named; None where nobody can say which unit is meant."""
    place = letter.said.place.code if letter.said.place else letter.contact and letter.contact.home
    if not place:
        return None
    given = [
        rate(work, letter.number, Score(authority, place, mark, language=letter.said.language))
        for authority, mark in letter.said.ratings
    ]
    return Outcome("rating", " ".join(given)) if any(given) else None


def _lock_away(work: Work, letter: Letter) -> Outcome:
    """Help for one person: a counter, and for 72 h a text for its focal person, if there is one (P37).

    No report, no incident, no pseudonym; the inbox row is blank. The outcome says what every message's says.
    """
    country = work.country
    home = letter.contact.home if letter.contact else None
    region = country.gazetteer.located(home).adm1 if home else None
    figures.count(work.conn, "protected", region or country.gazetteer.country, iso_week(work.at))
    if country.settings.gbv_focal:
        protected.lock(work.conn, work.vault, letter.said.redacted, work.at)
    inbox.blank(work.conn, work.row.id)
    copies.forget_number(work.conn, work.vault, work.row.id, letter.number, letter.text)
    return Outcome("kept")
