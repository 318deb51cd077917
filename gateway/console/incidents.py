"""Incidents as their page shows them: codes, communes, hours, counts; no phone, no word of a report (P66)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core.contacts import Member
from core.forms import day as day_of
from core.languages import Say
from gateway.console import tellings, timeline
from gateway.console.alerts import states
from gateway.console.visitors import Visitor
from gateway.console.why import why
from gateway.feeds.counts import label
from gateway.house import House
from store import alerts, floods, offices, voices
from store import tellings as stored
from store.floods import Flood
from store.voices import Standing, Voice

SHOWN_FOR: Final = timedelta(days=14)
AROUND: Final = timedelta(hours=48)
MOST: Final = 100
MOST_OTHERS: Final = 20
MOST_SOURCES: Final = 15
"""What one form may choose among: it has few fields, so that nobody can post an endless one."""
UNDECIDED: Final = frozenset({"unverified", "corroborated"})


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in words. `number` is that of its alert, "" when nobody was alerted."""

    id: str
    number: str
    title: str
    severity: int
    place: str
    opened: str
    state: str
    sources: int
    phones: int
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One independent source in words. `id` is "" for what cannot be parted from the others."""

    id: str
    kinds: str
    codes: str
    places: str
    first: str
    reports: int
    phones: int
    flood: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One incident, who tells of it, and what may be done with it. `why`: the rule by which people are
    alerted; `told`: its reports, `more` of which are not listed; `turns`: what its verdict may become.
    """

    row: Row
    why: str
    sources: Sequence[Source]
    told: Sequence[tellings.Line]
    more: int
    floods: Sequence[Flood]
    others: Sequence[Row]
    merged: Sequence[Row]
    turns: tuple[str, ...]
    parts: bool
    drawn: timeline.Drawn


def listed(house: House, visitor: Visitor, lang: str) -> list[Row]:
    """The incidents of somebody's areas, of the last fourteen days, the newest first."""
    with house.database.read() as conn:
        found = _seen(conn, visitor, house.clock() - SHOWN_FOR)[:MOST]
        return _rows(house, conn, found, lang)


def single(house: House, visitor: Visitor, incident_id: str, lang: str) -> Page | None:
    """None when there is none of that id in their areas, or it is not for them."""
    with house.database.read() as conn:
        here = voices.one(conn, sorted(visitor.areas), incident_id)
        if here is None or _is_party(conn, visitor, here):
            return None
        around = _seen(conn, visitor, here.incident.opened_at - AROUND)
        near = [each for each in around if _may_be_one(here, each)][:MOST_OTHERS]
        given = [each for each in around if each.into == incident_id]
        heard, told = voices.of_incident(conn, incident_id), stored.of_incident(conn, incident_id)
        alert = alerts.of_incident(conn, incident_id)
        (row,) = _rows(house, conn, [here], lang)
        return Page(
            row=row,
            why=why(house.say, house.country.alerts, alert, lang) if alert else "",
            told=tellings.lines(house, told, lang),
            more=max(0, len(told) - tellings.MOST),
            sources=[_source(house, each, lang) for each in heard],
            floods=floods.of_incident(conn, incident_id) if visitor.coordinates else [],
            others=_rows(house, conn, near, lang),
            merged=_rows(house, conn, given, lang),
            turns=_turns(here, row.number, visitor),
            parts=_parts(conn, here, len(heard)),
            drawn=timeline.drawn(house, conn, here.incident, heard, lang),
        )


def beside(
    house: House, conn: Any, visitor: Visitor, incident_id: str, lang: str
) -> tuple[Row, list[Row], bool] | None:
    """One incident in a line, those that may be the same event, and whether nobody has judged it yet."""
    here = voices.one(conn, sorted(visitor.areas), incident_id)
    if here is None or _is_party(conn, visitor, here):
        return None
    around = _seen(conn, visitor, here.incident.opened_at - AROUND)
    near = [each for each in around if _may_be_one(here, each)][:MOST_OTHERS]
    (row,) = _rows(house, conn, [here], lang)
    return row, _rows(house, conn, near, lang), here.incident.state in UNDECIDED


def _seen(conn: Any, visitor: Visitor, since: datetime) -> list[Standing]:
    """What may concern an authority that the visitor is tied to is left out (P47)."""
    found = voices.listing(conn, sorted(visitor.areas), since)
    member = offices.member_of(conn, visitor.id)
    return found if member is None else [each for each in found if not _concerns(member, each)]


def _is_party(conn: Any, visitor: Visitor, here: Standing) -> bool:
    member = offices.member_of(conn, visitor.id)
    return member is not None and _concerns(member, here)


def _concerns(member: Member, each: Standing) -> bool:
    told = each.incident
    return member.is_party(told.code, (told.adm1, told.adm2, told.adm3))


def _may_be_one(here: Standing, other: Standing) -> bool:
    """Whether a person may say that two are one event: at least one of them is not judged yet."""
    told = (here.incident, other.incident)
    stand = all(each.sources and each.state not in {"false", "unresolved"} for each in told)
    apart = abs(here.incident.opened_at - other.incident.opened_at) <= AROUND
    open_ = any(each.state in UNDECIDED for each in told)
    return here.incident.id != other.incident.id and stand and apart and open_


def _parts(conn: Any, here: Standing, heard: int) -> bool:
    """Whether some of who tells of it may be said to tell of another: also of the one who is left when the
    others were set aside.
    """
    others = heard > 1 or floods.phones_aside(conn, here.incident.id) > 0
    return 0 < heard <= MOST_SOURCES and others and not here.aside


def _turns(here: Standing, number: str, visitor: Visitor) -> tuple[str, ...]:
    """A verdict is turned round by a coordinator, with a reason (`alerts.md` §6)."""
    if not (number and visitor.coordinates) or here.incident.state in UNDECIDED:
        return ()
    said: Mapping[str, tuple[str, ...]] = {"verified": ("FAUX",), "false": ("VRAI",)}
    return said.get(here.incident.state, ("VRAI", "FAUX"))


def _rows(house: House, conn: Any, found: Sequence[Standing], lang: str) -> list[Row]:
    numbers = {each.incident.id: alerts.of_incident(conn, each.incident.id) for each in found}
    into = {each.into: alerts.of_incident(conn, each.into) for each in found if each.into}
    return [
        _row(house, each, _number(numbers[each.incident.id]), _number(into.get(each.into or "")), lang)
        for each in found
    ]


def _number(alert: Any) -> str:
    return alert.number if alert else ""


def _row(house: House, each: Standing, number: str, into: str, lang: str) -> Row:
    told, say = each.incident, house.say
    return Row(
        id=told.id,
        number=number,
        title=f"{told.code} {label(house.country, told.code, lang)}",
        severity=told.severity,
        place=_place(house, told.adm3 or told.adm2 or told.adm1, lang),
        opened=say.ui(
            "reçu le {day} vers {hour} h",
            lang,
            day=day_of(told.opened_at, lang),
            hour=told.opened_at.hour,
        ),
        state=states(say, lang)[told.state],
        sources=told.sources,
        phones=each.phones,
        marks=_marks(say, each, into, lang),
    )


def _marks(say: Say, each: Standing, into: str, lang: str) -> tuple[str, ...]:
    marks = (
        (each.suspect, say.ui("afflux suspect", lang)),
        (each.into is not None, say.ui("réuni à un autre événement", lang) + (f" (A{into})" if into else "")),
        (each.aside and each.into is None, say.ui("mis de côté", lang)),
        (each.incident.late, say.ui("messages datés de plus d'un jour", lang)),
        (each.incident.hearsay_only, say.ui("entendu dire seulement", lang)),
    )
    return tuple(words for holds, words in marks if holds)


def _place(house: House, code: str | None, lang: str) -> str:
    place = house.country.gazetteer.get(code) if code else None
    return f"{place.name} ({code})" if place else code or house.say.ui("lieu inconnu", lang)


def _source(house: House, each: Voice, lang: str) -> Source:
    kinds = tellings.kinds(house.say, lang)
    return Source(
        id=each.id or "",
        kinds=", ".join(kinds[kind] for kind in each.kinds),
        codes=", ".join(each.codes),
        places=", ".join(_place(house, code, lang) for code in each.places),
        first=house.say.ui(
            "le {day} vers {hour} h", lang, day=day_of(each.first, lang), hour=each.first.hour
        ),
        reports=each.reports,
        phones=each.phones,
        flood=each.flood,
    )
