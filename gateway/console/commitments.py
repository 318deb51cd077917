"""The board of commitments: by state, as of a day, what is overdue first (`indicators.md` §8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.forms import day as day_of
from core.frameworks import newest
from core.indicators import Figure
from core.referrals import offices_of
from core.tracker import UNKNOWN, Update, divergence
from gateway.console import commitmentwords as words
from gateway.console.casewords import place_name
from gateway.console.figures import percent
from gateway.console.visitors import Visitor
from gateway.feeds import bins
from gateway.feeds.commitments import heard
from gateway.feeds.plots.words import reasons
from gateway.house import House
from store import commitments, offices, progress
from store.progress import Tracked

READS = "figures"


@dataclass(frozen=True, slots=True)
class Card:
    """One commitment in words, and what its reader may do to it."""

    code: str
    text: str
    about: str
    due: str
    said: str
    sure: str
    heard: str
    overdue: bool
    stale: bool
    powers: "Powers"


@dataclass(frozen=True, slots=True)
class Powers:
    """`waits`: the number of an update to verify; `moves`: its state may be told, `refers`: passed on."""

    waits: int | None
    moves: bool
    refers: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Cards under the name of their state. Only today's board can be moved."""

    on: date
    today: date
    columns: Mapping[str, Sequence[Card]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads what day, in which language; `ties`: the authorities that they are tied to."""

    house: House
    visitor: Visitor
    on: date
    lang: str
    ties: Collection[str]
    heard: Mapping[str, Figure]

    @property
    def today(self) -> date:
        return self.house.clock().date()


def board(house: House, visitor: Visitor, on: date, lang: str) -> Board:
    """Every commitment that there was on a day, with what people answered in the quarter before (T6)."""
    until = datetime.combine(on + timedelta(days=1), time(), UTC)
    quarter = bins.latest("proportion", READS, min(house.clock(), until))
    told = heard(house, quarter, public=False)
    with house.database.read() as conn:
        found = progress.tracked(conn, house.country.frameworks, internal=True)
        reading = Reading(house, visitor, on, lang, offices.ties(conn, visitor.id), told)
    cards: dict[str, list[Card]] = {state: [] for state in words.states(house.say, lang)}
    for each in sorted(
        (each for each in found if each.promise.since <= on), key=lambda each: _rank(each, on)
    ):
        last = each.promise.last(on)
        cards[last.state if last else UNKNOWN].append(_card(reading, each, last))
    names = words.states(house.say, lang)
    return Board(on, reading.today, {names[state]: kept for state, kept in cards.items() if kept})


def _rank(each: Tracked, on: date) -> tuple[bool, str, str]:
    """What is overdue first, then what is due soonest."""
    return (not each.promise.is_overdue(on), each.commitment.due or "9999", each.commitment.code)


def _card(reading: Reading, each: Tracked, last: Update | None) -> Card:
    kept, say, lang = each.commitment, reading.house.say, reading.lang
    sure = each.promise.verified(reading.on)
    return Card(
        code=kept.code,
        text=kept.text["fr"],
        about=_about(reading, each),
        due=say.ui("pour le {day}", lang, day=day_of(each.promise.due, lang)) if each.promise.due else "",
        said=_said(reading, last, say.ui("dit le {day} : {progress}", lang)),
        sure=_said(reading, sure, say.ui("vérifié, du {day} : {progress}", lang)),
        heard=_heard(reading, each),
        overdue=each.promise.is_overdue(reading.on),
        stale=each.promise.is_stale(reading.on),
        powers=_powers(reading, each),
    )


def _about(reading: Reading, each: Tracked) -> str:
    """Its framework, to whom it is addressed, and where."""
    kept, country = each.commitment, reading.house.country
    framework = newest(country.frameworks, kept.framework)
    title = framework.title if framework else {}
    addressee = words.addressees(reading.house.say, reading.lang).get(kept.addressee_type, "")
    national = kept.addressee_unit == country.code.upper()
    where = country.name["fr"] if national else place_name(country, kept.addressee_unit)
    return " · ".join(
        filter(None, (title.get(reading.lang) or title.get("fr") or kept.framework, addressee, where))
    )


def _said(reading: Reading, update: Update | None, sentence: str) -> str:
    if update is None:
        return ""
    return sentence.format(day=day_of(update.day, reading.lang), progress=percent(update.progress))


def _heard(reading: Reading, each: Tracked) -> str:
    """T6 in the words of §12; a hidden value is not published, which says nothing of its size."""
    say, lang, shown = reading.house.say, reading.lang, reading.heard.get(each.commitment.code)
    if shown is None:
        return ""
    if shown.value is None:
        why = reasons(say, lang)[shown.suppressed]
        return say.ui("Vu ou entendu parmi les participants : non publié ({why})", lang, why=why)
    told = say.ui("Vu ou entendu : {share} parmi les participants", lang, share=percent(shown.value))
    mark = say.ui("indicatif", lang) if shown.quality == "indicative" else ""
    gap = divergence(each.promise, reading.on, shown.value)
    apart = (
        ""
        if gap is None
        else say.ui("écart avec ce qui est annoncé : {points} points", lang, points=round(gap * 100))
    )
    return " · ".join(filter(None, (told, mark, apart)))


def _powers(reading: Reading, each: Tracked) -> Powers:
    """Of today's board only; the workers decide by the same rules."""
    who, unit = reading.visitor, each.commitment.addressee_unit
    mine = reading.on == reading.today and any(unit.startswith(area) for area in who.areas)
    said = each.waiting if mine and who.sees_figures and not _is_tied(reading, unit) else None
    verifies = said is not None and said.role != who.role and said.by != who.id
    moves = mine and who.sees_alerts
    outside = each.commitment.framework not in commitments.INTERNAL
    return Powers(said.seq if said and verifies else None, moves, moves and outside)


def _is_tied(reading: Reading, unit: str) -> bool:
    return any(office.covers(unit) for office in offices_of(reading.ties))
