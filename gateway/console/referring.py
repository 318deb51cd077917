"""What may be referred, and the form for it: an incident, a commitment, a rating, a case taken higher."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.referrals import accuses, coarse
from gateway.console import casewords as words
from gateway.console import periodwords
from gateway.console.visitors import Visitor
from gateway.feeds import bins, cube
from gateway.house import House
from store import alerts, cases, commitments, incidents, offices

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be referred. `hidden` comes back with the form."""

    hidden: Fields
    place: str | None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A subject in words, and whom it may be referred to. `accuses`: it must be said whom."""

    subject: str
    place: str
    hidden: Fields
    offices: Sequence[tuple[str, str]]
    accuses: bool


def form(house: House, visitor: Visitor, asked: Fields, lang: str) -> Form | None:
    """None for what is not there, lies elsewhere, or concerns an authority that the visitor is tied to."""
    with house.database.read() as conn:
        found = _named(conn, asked)
        member = offices.member_of(conn, visitor.id)
    place = found.place if found else None
    if found is None or place is None or house.country.gazetteer.get(place) is None:
        return None
    if not _within(place, visitor) or (member and member.is_party(found.code or "", (place,))):
        return None
    return _form(house, found, place, lang)


def promises(house: House, visitor: Visitor) -> list[tuple[str, str]]:
    """Commitments of the visitor's areas that may be referred: code and French text."""
    with house.database.read() as conn:
        found = commitments.listed(conn)
    ours = [one for one in found if one.framework not in commitments.INTERNAL]
    return [(one.code, one.text["fr"]) for one in ours if _within(one.addressee_unit, visitor)]


def ratings(house: House, visitor: Visitor, lang: str) -> list[tuple[Fields, str]]:
    """The ratings of the last quarter that may be made public, in the visitor's areas: link and words."""
    found: list[tuple[Fields, str]] = []
    for indicator in (each for each in house.country.indicators if each.formula == "proportion"):
        period = bins.latest(indicator.formula, "figures", house.clock())
        for office in cube.rated(house, indicator, period):
            if _within(office.unit, visitor):
                link = {"rated": str(office), "indicator": indicator.id, "period": period}
                rated = words.office_name(house.country, office, lang, whole=True)
                said = f"{indicator.id} · {rated} · {periodwords.said(house.say, period, lang)}"
                found.append((link, said))
    return found


def _named(conn: Any, asked: Fields) -> Subject | None:
    kinds = {"alert": _alert, "after": _before, "commitment": _promise, "rated": _rating}
    kind = next((name for name in kinds if asked.get(name)), None)
    return kinds[kind](conn, asked) if kind else None


def _alert(conn: Any, asked: Fields) -> Subject | None:
    alert = alerts.by_number(conn, asked["alert"][:4])
    incident = incidents.get(conn, alert.incident) if alert else None
    return Subject({"incident": incident.id}, coarse(incident), incident.code) if incident else None


def _before(conn: Any, asked: Fields) -> Subject | None:
    case = cases.get(conn, asked["after"][:32])
    return Subject({"after": case.id}, case.place, case.code) if case else None


def _promise(conn: Any, asked: Fields) -> Subject | None:
    code = asked["commitment"][:40]
    units = {one.code: one.addressee_unit for one in commitments.listed(conn)}
    return Subject({"commitment": code}, units[code]) if code in units else None


def _rating(_conn: Any, asked: Fields) -> Subject | None:
    hidden = {name: asked.get(name, "")[:16] for name in ("rated", "indicator", "period")}
    return Subject(hidden, hidden["rated"].partition(":")[2] or None)


def _within(place: str, visitor: Visitor) -> bool:
    return any(place.startswith(area) for area in visitor.areas)


def _form(house: House, found: Subject, place: str, lang: str) -> Form:
    country = house.country
    named = [
        (str(office), words.office_name(country, office, lang))
        for office in words.offices_for(country, place)
    ]
    what = words.subject(country, house.say, found.code, found.hidden.get("indicator"), lang)
    return Form(what, words.place_name(country, place), found.hidden, named, accuses(found.code))
