"""Cases as their pages show them: to those who refer them, and to the authority that answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.forms import day as day_of
from core.referrals import offices_of
from gateway.console import casewords as words
from gateway.console.visitors import Visitor
from gateway.house import House
from store import cases, offices
from store.cases import Case

LATE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """One case in words. `does`: what its reader may do; `sentence` and `note` are of staff and authority."""

    id: str
    subject: str
    place: str
    week: str
    office: str
    asks: str
    status: str
    sentence: str = ""
    note: str = ""
    late: bool = False
    does: Sequence[str] = field(default_factory=tuple)


def listed(house: House, visitor: Visitor, lang: str) -> list[Shown]:
    """An authority sees the cases that it is asked; staff those of their areas, none about theirs."""
    with house.database.read() as conn:
        if visitor.answers:
            found = cases.of_offices(conn, offices_of(visitor.areas))
        else:
            found = cases.of_areas(conn, visitor.areas, offices.ties(conn, visitor.id))
    return [_shown(house, each, visitor, lang) for each in found]


def _shown(house: House, case: Case, visitor: Visitor, lang: str) -> Shown:
    country, say = house.country, house.say
    return Shown(
        id=case.id,
        subject=words.subject(country, say, case.code, case.indicator, lang),
        place=words.place_name(country, case.place),
        week=case.week or case.period or "",
        office=words.office_name(country, case.office, lang),
        asks=words.asks(say, lang).get(case.asks or "", ""),
        status=_status(house, case, lang),
        sentence=case.sentence or "",
        note=case.note or "",
        late=_is_late(case, house.clock()),
        does=_does(case, visitor),
    )


def _status(house: House, case: Case, lang: str) -> str:
    say = house.say
    parts = [say.ui("confiée le {day}", lang, day=day_of(case.referred_at, lang))]
    if case.first_response_at:
        answer = words.responses(say, lang).get(case.response_kind or "", "")
        day = day_of(case.first_response_at, lang)
        parts.append(say.ui("réponse le {day} : {what}", lang, day=day, what=answer))
    if case.closed_at:
        end = words.ends(say, lang).get(case.outcome or "", "")
        day = day_of(case.closed_at, lang)
        parts.append(say.ui("close le {day} : {what}", lang, day=day, what=end))
    if case.withdrawn_at:
        why = words.withdrawals(say, lang).get(case.withdrawn_why or "", "")
        parts.append(say.ui("retirée : {why}", lang, why=why))
    return " · ".join(parts)


def _is_late(case: Case, now: datetime) -> bool:
    """Thirty days without an answer: G10 counts it as none."""
    return case.is_open and case.first_response_at is None and now - case.referred_at > LATE


def _does(case: Case, visitor: Visitor) -> tuple[str, ...]:
    if visitor.answers:
        answers = () if case.first_response_at else ("respond",)
        return (*answers, "settle") if case.is_open else ()
    higher = () if case.withdrawn_at else ("higher",)
    return (*higher, "withdraw") if case.is_open else higher
