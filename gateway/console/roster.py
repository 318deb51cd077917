"""Who serves, as the page of the team shows it: names, masked numbers, duty, leave, ties (P15, P45, P47)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.contacts import Member
from core.country import Country
from core.duty import EVERY_DAY, Duty, Leave
from core.languages import Say
from core.numbers import masked
from gateway.console.rolewords import role, roles
from gateway.console.visitors import Visitor
from gateway.house import House
from store import accounts, enrolments, roster


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is written of a member and may be taken back: by its id, in words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One member in words. `phone` is masked; nobody is shown a number."""

    id: str
    name: str
    roles: str
    areas: str
    phone: str
    state: str
    duty: Sequence[Line]
    leave: Sequence[Line]
    ties: Sequence[Line]
    logins: Sequence[str] = ()


def listed(house: House, visitor: Visitor, lang: str) -> list[Shown]:
    """Everybody whom this visitor may change, by name."""
    now = house.clock()
    with house.database.read() as conn:
        everybody = roster.members(conn)
        names = {member.id: roster.name_of(conn, house.vault, member.id) for member in everybody}
        numbers = {member.id: roster.number_of(conn, house.vault, member.id) for member in everybody}
        codes = enrolments.open_codes(conn, now)
        entries = {member.id: accounts.logins_of(conn, member.id) for member in everybody}
    words = Words(house.say, lang, house.country, names)
    mine = [member for member in everybody if keeps(visitor, member)]
    shown = [
        replace(words.shown(each, numbers[each.id], codes.get(each.id), now), logins=entries[each.id])
        for each in mine
    ]
    return sorted(shown, key=lambda one: one.name.casefold())


def single(house: House, visitor: Visitor, member_id: str, lang: str) -> Shown | None:
    return next((one for one in listed(house, visitor, lang) if one.id == member_id), None)


def keeps(visitor: Visitor, member: Member) -> bool:
    """Whether a member is theirs to change: everybody for an administrator, else whoever serves within."""
    if "admin" in visitor.roles:
        return True
    within = all(any(area.startswith(mine) for mine in visitor.areas) for area in member.areas)
    return visitor.coordinates and within and not member.is_("regional", "national", "gbv_focal")


@dataclass(frozen=True, slots=True)
class Words:
    """How members are told in one language."""

    say: Say
    lang: str
    country: Country
    names: dict[str, str]

    def shown(self, member: Member, number: str, code_until: datetime | None, now: datetime) -> Shown:
        return Shown(
            id=member.id,
            name=self.names[member.id],
            roles=roles(self.say, member.roles, self.lang),
            areas=", ".join(self.place(area) for area in member.areas),
            phone=self._phone(number, code_until),
            state=self._state(member, now),
            duty=[Line(one.id, self._duty(one)) for one in member.duty],
            leave=[Line(one.id, self._leave(one)) for one in member.leave if one.until >= now.date()],
            ties=[Line(tie, self._tie(tie)) for tie in member.affiliations],
        )

    def role(self, name: str) -> str:
        return role(self.say, name, self.lang)

    def place(self, code: str) -> str:
        place = self.country.gazetteer.get(code)
        return f"{place.name} ({code})" if place else code

    def _phone(self, number: str, code_until: datetime | None) -> str:
        if code_until is not None:
            day, hour = f"{code_until:%d/%m}", code_until.hour
            return self.say.ui(
                "code montré, valable jusqu'au {day} à {hour} h", self.lang, day=day, hour=hour
            )
        return masked(number) if number else self.say.ui("sans téléphone", self.lang)

    def _state(self, member: Member, now: datetime) -> str:
        if away := member.away(now.date()):
            return self._leave(away)
        if not member.duty or any(one.covers(now) for one in member.duty):
            return (
                self.say.ui("de garde", self.lang)
                if member.on_call
                else self.say.ui("pas de garde", self.lang)
            )
        return self.say.ui("pas de garde", self.lang)

    def _duty(self, duty: Duty) -> str:
        until = f"{duty.until:%d/%m/%Y}" if duty.until else "…"
        days = "" if duty.weekdays == EVERY_DAY else f" · {self._weekdays(duty)}"
        hours = "" if duty.begins == duty.ends else f" · {duty.begins:%H:%M}–{duty.ends:%H:%M}"
        return f"{duty.since:%d/%m/%Y} – {until}{days}{hours}"

    def _weekdays(self, duty: Duty) -> str:
        names = self.say.ui("lun mar mer jeu ven sam dim", self.lang).split()
        return ", ".join(names[int(day) - 1] for day in duty.weekdays)

    def _leave(self, leave: Leave) -> str:
        since, until = f"{leave.since:%d/%m/%Y}", f"{leave.until:%d/%m/%Y}"
        days = self.say.ui("en congé du {since} au {until}", self.lang, since=since, until=until)
        name = self.names.get(leave.stand_in or "")
        return f"{days} · {self.say.ui('remplaçant', self.lang)} : {name}" if name else days

    def _tie(self, tie: str) -> str:
        kind, _, unit = tie.partition(":")
        labels = self.country.authorities[kind].label if kind in self.country.authorities else {}
        return f"{labels.get(self.lang) or labels.get('fr', kind)}, {self.place(unit)}"
