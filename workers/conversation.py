"""The conversation by SMS, where the deployer chose it (P6b): at most two questions a report, one at a time.

A question goes out in the transaction of the message it follows; its answer completes the same report. What
tells of one person, asks for silence or is not understood gets the thanks only.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple

from core.periods import iso_week
from core.reports import Understanding
from core.taxonomy import NOTHING_TO_REPORT, OTHER
from gateway import replies
from gateway.replies import Heard
from store import conversations, exchanges, figures, people, reports
from store.conversations import Question, Topic
from store.database import from_ms, ms
from store.rows import new_id
from workers import telling
from workers.asking import questions, thanks
from workers.letter import Letter, Reading
from workers.matching import authority
from workers.merging import merged
from workers.pipeline import prepare
from workers.placing import UNTOLD, VAGUE
from workers.scores import Score, rate
from workers.sources import source
from workers.work import Outcome, Work

MOST_QUESTIONS: Final = 2
ANSWERED_BY_A_PERSON: Final = "human"
OTHER_LANGUAGE: Final = "other"


class Done(NamedTuple):
    """What became of a message, and what is to be asked about it."""

    outcome: Outcome
    wants: Topic | None = None


def listens(work: Work, letter: Letter) -> bool:
    """Whether this phone is talked with; staff have their commands instead."""
    member = letter.member
    if member is not None and set(member.roles) != {"relay"}:
        return False
    return replies.mode(work.conn, work.house, work.row.channel, letter.number, work.at) == "conversation"


def tell(work: Work, letter: Letter, said: Understanding) -> Done:
    """Keeps what was told; under a session of its own where an answer may complete it."""
    who = source(work, letter.number, letter.member, origin=letter.origin, foreign=letter.foreign)
    topic = _topic(work, letter, said) if listens(work, letter) else None
    call = telling.Call(topic.session) if topic and topic.session else None
    outcome = telling.keep(work, who, said, call)
    asked = topic is not None and outcome.word == ("report" if topic.session else "kept")
    return Done(outcome, topic if asked else None)


def rated(work: Work, letter: Letter, first: Understanding, answers: dict[str, str]) -> Outcome | None:
    """One rating for each authority named; None where nobody can say which, of which unit, or how good."""
    place = _unit(letter, first, answers)
    if not place:
        return None
    given = [
        rate(work, letter.number, Score(key, place, mark, language=first.language))
        for key, mark in first.ratings or _one_mark(work, first, answers)
    ]
    return Outcome("rating", " ".join(given)) if any(given) else None


def complete(work: Work, letter: Letter) -> Done | None:
    """What the answer to an open question does; None when the text is none, or somebody was quicker."""
    reading = letter.reading
    if reading is None or not conversations.take(work.conn, reading.open):
        return None
    topic, value = reading.open.topic, reading.answer.value
    if topic.question == "language":
        return Done(speak(work, letter.number, value))
    if value in (UNTOLD, VAGUE):
        again = _next(topic, topic.question, topic.answers) if value == VAGUE else None
        return Done(Outcome("answer"), again)
    answers = {**topic.answers, topic.question: value}
    if reading.first.intent == "rating":
        return _rating(work, letter, reading, answers)
    return _report(work, letter, reading, answers)


def speak(work: Work, number: str, language: str) -> Outcome:
    """LANGUE: remembered with the phone. A language that we do not speak is counted, and French is shown."""
    if language == OTHER_LANGUAGE:
        figures.count(work.conn, "language_wanted", work.country.gazetteer.country, iso_week(work.at))
    chosen = "fr" if language == OTHER_LANGUAGE else language
    people.remember(work.conn, work.vault, number, work.at, language=chosen)
    return Outcome("language")


def follow(work: Work, letter: Letter, done: Done) -> Outcome:
    """The question or the thanks that a message gets, if anything; its outcome."""
    if listens(work, letter):
        _write(work, letter, done)
    return done.outcome


def _write(work: Work, letter: Letter, done: Done) -> None:
    outcome = done.outcome
    if work.country.choices.begins_with_stop(letter.text):
        exchanges.hush(work.conn, work.vault, letter.number, work.now)
        return
    if outcome.word == "optout":
        conversations.close(work.conn, work.vault, letter.number, work.now)
        if outcome.reason:
            return
    at = min(work.row.sent_at or work.at, work.at)
    one = Heard(work.row.id, work.row.channel, letter.number, letter.text, at, letter.recipient)
    language = replies.language_of(work.conn, work.house, letter.number, work.at)
    say, wants = work.house.say, done.wants
    asked = questions(work.house.flows, language)
    text = asked[wants.question] if wants else thanks(say, language)
    sent = replies.reply(work.conn, work.house, one, text, work.now, farewell=outcome.word == "optout")
    if sent and wants:
        conversations.ask(work.conn, work.vault, letter.number, wants, work.now)


def _topic(work: Work, letter: Letter, said: Understanding) -> Topic | None:
    """The first question about a message, if one is to be asked."""
    if said.intent == "rating":
        question, session = _lacks_of_rating(work, letter, said, {}), ""
    else:
        question, session = lacks(said), new_id()
    return Topic(question, work.row.id, session, ms(work.at)) if question else None


def lacks(said: Understanding) -> Question | None:
    """What a report that was understood does not tell yet."""
    if said.intent != "incident" or not said.accepted or said.code in {OTHER, NOTHING_TO_REPORT, None}:
        return None
    if said.place is None:
        return "place"
    return "when" if said.occurred == "unknown" else None


def _lacks_of_rating(
    work: Work, letter: Letter, first: Understanding, answers: dict[str, str]
) -> Question | None:
    if not first.ratings and authority(first.redacted, prepare(work.country)) is None:
        return None
    if not _unit(letter, first, answers):
        return "place"
    return None if first.ratings or "mark" in answers else "mark"


def _unit(letter: Letter, first: Understanding, answers: dict[str, str]) -> str | None:
    return answers.get("place") or (first.place.code if first.place else letter.home)


def _one_mark(work: Work, first: Understanding, answers: dict[str, str]) -> tuple[tuple[str, int], ...]:
    key = authority(first.redacted, prepare(work.country))
    return ((key, int(answers["mark"])),) if key and "mark" in answers else ()


def _rating(work: Work, letter: Letter, reading: Reading, answers: dict[str, str]) -> Done:
    topic = reading.open.topic
    question = _lacks_of_rating(work, letter, reading.first, answers)
    if question is None:
        return Done(rated(work, letter, reading.first, answers) or Outcome("rating", "too_coarse"))
    return Done(Outcome("answer"), _next(topic, question, answers))


def _report(work: Work, letter: Letter, reading: Reading, answers: dict[str, str]) -> Done:
    """The same report, said anew; what a person has judged meanwhile stands."""
    topic = reading.open.topic
    known = reports.of_session(work.conn, topic.session)
    if known is None or known.method == ANSWERED_BY_A_PERSON:
        return Done(Outcome("answer"))
    later = (work.at.date() - from_ms(topic.at).date()) // timedelta(days=1)
    said = merged(reading.first, answers, work.country, later=later)
    who = source(work, letter.number, letter.member, origin=letter.origin, foreign=letter.foreign)
    outcome = telling.keep(work, who, said, telling.Call(topic.session, topic.asked))
    question = lacks(said)
    return Done(outcome, _next(topic, question, answers) if question else None)


def _next(topic: Topic, question: Question, answers: Mapping[str, str]) -> Topic | None:
    if topic.asked >= MOST_QUESTIONS:
        return None
    return replace(topic, question=question, asked=topic.asked + 1, answers=answers)
