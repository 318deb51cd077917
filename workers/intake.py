"""One SMS: a command of staff, a choice about writing, help for one person, a rating, or something told.

What it says is read before the transaction, so that no text can hold the database up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from core.alerts import Command, read_command
from core.contacts import Contact, Member
from core.enrolment import read_code
from core.periods import iso_week
from core.reports import Understanding
from core.taxonomy import NOTHING_TO_REPORT
from flows.nodes import Flows
from gateway.house import House
from gateway.metrics import UNDERSTAND_SECONDS
from store import conversations, copies, erasure, figures, inbox, people, protected
from store.conversations import Open
from store.vault import Vault
from workers import choices, closure, commands, conversation, enrolment, focal, matching, notebook
from workers.asking import languages
from workers.conversation import Done
from workers.credence import TRAINED
from workers.letter import Letter, Reading, Writer
from workers.matching import Told
from workers.once import once
from workers.pipeline import prepare, region_of, understand
from workers.sources import STAFF, role_of
from workers.work import Body, Effect, Outcome, Work

DELAYED: Final = timedelta(minutes=10)
"""A date that lies further back is no slow clock of a provider's."""


def writers(conn: Any, vault: Vault, phones: Sequence[tuple[str, datetime]]) -> list[Writer]:
    """Who has each number at its moment, as far as that is known, and the question that waits for them."""
    members = people.members_by_number(conn, vault, phones)
    contacts = people.peek_all(conn, vault, phones)
    return list(map(Writer, members, contacts, conversations.find(conn, vault, phones)))


def read(house: House, body: Body, writer: Writer) -> Effect:
    """What it says; the effect is for later."""
    text = body["text"]
    said = _understood(house, text, writer.member, writer.contact)
    letter = Letter(
        number=body["urn"],
        text=text,
        origin=body.get("origin") or "token",
        foreign=bool(body.get("foreign")),
        member=writer.member,
        contact=writer.contact,
        command=read_command(text),
        said=said,
        recipient=body.get("recipient") or "",
        reading=_reading(house, writer, text, said) if writer.open else None,
        incomplete=bool(body.get("incomplete")),
        region=region_of(said.redacted, house.country) if said.intent == "gbv" else None,
    )
    return once(partial(_carried_out, letter=letter), body)


def _understood(house: House, text: str, member: Member | None, contact: Contact | None) -> Understanding:
    with UNDERSTAND_SECONDS.time():
        return understand(
            text,
            house.country,
            prior=contact.language if contact else None,
            home=contact.home if contact else None,
            trained=role_of(member) in TRAINED,
        )


def _reading(house: House, writer: Writer, text: str, said: Understanding) -> Reading | None:
    """What it answers to the open question; None when it is a message of its own."""
    topic: Open | None = writer.open
    if topic is None:
        return None
    first = _understood(house, topic.letter["text"], writer.member, writer.contact) if topic.letter else said
    home = writer.contact.home if writer.contact else None
    told = Told(text, said, first, home, prepare(house.country), _codes(house.flows))
    answer = matching.answered(topic.topic.question, told)
    return Reading(topic, answer, first) if answer else None


def _codes(flows: Flows) -> Mapping[str, str]:
    return {key: code for key, (code, _) in languages(flows).items()}


def _carried_out(work: Work, letter: Letter) -> Outcome:
    """What it does, and what its writer hears back where they are talked with (P6b)."""
    outcome = conversation.follow(work, letter, _act(work, letter))
    return replace(outcome, reason="incomplete") if letter.incomplete and not outcome.reason else outcome


def _erased(work: Work, letter: Letter) -> Done | None:
    """What lay so long with its provider that its phone has asked meanwhile to be forgotten (P11)."""
    sent = work.row.sent_at
    if sent is None or work.at - sent < DELAYED:
        return None
    if not erasure.asked_since(work.conn, work.vault, letter.number, sent):
        return None
    _blank(work, letter)
    return Done(Outcome("erased"))


def _blank(work: Work, letter: Letter) -> None:
    inbox.blank(work.conn, work.row.id)
    copies.forget_number(work.conn, work.vault, work.row.id, letter.number, letter.text)


def _act(work: Work, letter: Letter) -> Done:
    if code := read_code(letter.text):
        if enrolled := enrolment.redeem(work, letter.number, code, letter.origin):
            return Done(enrolled)
        letter = _without_event(letter)
    if letter.command is not None:
        if letter.member is not None and letter.member.is_(*STAFF):
            return Done(commands.by_sms(work, letter.member, letter.number, _without_help(work, letter)))
        if letter.command.number:
            commands.note_stranger(work, letter.number)
            letter = _without_event(letter)
    if letter.said.intent == "gbv" and not _is_a_wish(work, letter):
        return Done(_lock_away(work, letter))
    return (
        _chosen(work, letter)
        or _erased(work, letter)
        or conversation.complete(work, letter)
        or _told(work, letter)
    )


def _is_a_wish(work: Work, letter: Letter) -> bool:
    """EFFACER, START, LANGUE, and what is nothing but an answer to our question, are no call for help."""
    listed, text = work.country.choices, letter.text
    wished = listed.begins_with_erase(text) or listed.comes_back(text)
    return letter.is_answer or wished or listed.asks_for_language(text) is not None


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


def _chosen(work: Work, letter: Letter) -> Done | None:
    """What is about the phone and not about anything told: STOP, START, EFFACER, AIDE, LANGUE."""
    listed, text = work.country.choices, letter.text
    if listed.begins_with_erase(text):
        return Done(choices.erase(work, letter.number))
    if listed.comes_back(text):
        return Done(choices.come_back(work, letter.number))
    if listed.asks_to_stop(text):
        return Done(choices.leave(work, letter.number, letter.member))
    if listed.asks_for_help(text):
        return Done(Outcome("help"))
    return _spoken(work, letter)


def _spoken(work: Work, letter: Letter) -> Done | None:
    language = work.country.choices.asks_for_language(letter.text)
    if language is None:
        return None
    if language:
        return Done(conversation.speak(work, letter.number, language))
    return Done(Outcome("language"), conversations.Topic("language"))


def _told(work: Work, letter: Letter) -> Done:
    said = letter.said
    if said.place is None and (shut := closure.of_home(work, letter.home)):
        return Done(closure.keep_out(work, shut, closure.group_of(said.code)))
    if said.intent == "rating" and (rated := conversation.rated(work, letter, said, {})):
        return Done(rated)
    if letter.member is not None and said.code == NOTHING_TO_REPORT:
        return Done(notebook.quiet_week(work, letter.member, letter.number))
    return conversation.tell(work, letter, said)


def _lock_away(work: Work, letter: Letter) -> Outcome:
    """Help for one person: a counter, and for 72 h a text for its focal person, if there is one (P37); from a
    home in a cercle whose switch is on the counter alone (P71), by region as ever (P35).

    No report, no incident, no pseudonym; the inbox row is blank. The outcome says what every message's says.
    """
    country = work.country
    home = country.gazetteer.located(letter.home).adm1 if letter.home else None
    region = home or letter.region or country.gazetteer.country
    figures.count(work.conn, "protected", region, iso_week(work.at))
    if country.settings.gbv_focal and not closure.of_home(work, letter.home):
        protected.lock(work.conn, work.vault, letter.said.redacted, work.at)
        focal.expect(work.conn, work.now)
    _blank(work, letter)
    return Outcome("kept")
