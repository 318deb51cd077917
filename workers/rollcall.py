"""What an administrator or a coordinator changes on the roster: who serves, where, when, and with which SIM.

One rule set for the console, whoever presses; every change has its line in the audit (P45, P52). A
coordinator acts within their own areas, and appoints nobody to the ladder above the monitors.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast, get_args

from core.contacts import Role
from core.country import Country
from core.duty import EVERY_DAY, Duty, Leave
from core.enrolment import DIGITS, PIN
from core.errors import LasomiError
from store import accounts, audit, duty, enrolments, offices, pins, roster, sims
from store.vault import Vault
from workers.work import Body, Outcome, Work

DONE: Final = "command"
REFUSED: Final = "refused"
ADMIN: Final = "admin"
APPOINTED_BY_COORDINATORS: Final = frozenset({"relay", "monitor", "verifier"})


@dataclass(frozen=True, slots=True)
class Book:
    """The roster inside the transaction that changes it."""

    conn: Any
    vault: Vault
    country: Country
    now: datetime


Change = Callable[[Book, Body, str], None]


def obey(work: Work, body: Body) -> Outcome:
    """Carries out one change; refused, with a word of why, where it may not be or says nothing clear."""
    try:
        change(Book(work.conn, work.vault, work.country, work.now), body)
    except LasomiError as error:
        return Outcome(REFUSED, error.code)
    return Outcome(DONE, body["verb"])


def change(book: Book, body: Body) -> str:
    """The id of the member who was changed, or is new; the audit has a line.

    Raises LasomiError: `not_yours`, `no_member`, `not_there`, or `not_clear` for what says nothing.
    """
    try:
        member_id = _subject(book, body)
        CHANGES[body["verb"]](book, body, member_id)
    except (KeyError, ValueError) as error:
        raise LasomiError("not_clear", f"{body['verb']}: {error}") from error
    _note(book, body, member_id)
    return member_id


def _subject(book: Book, body: Body) -> str:
    """The id of the member that is spoken of; a new one's where a name is given. Raises LasomiError."""
    if body["verb"] == "PIN":
        return _own(book, body)
    if body["verb"] == "ENROL" and not body.get("member"):
        return _appointed(book, body)
    known = roster.found(book.conn, body["member"])
    _check(body, known.roles, known.areas)
    return known.id


def _own(book: Book, body: Body) -> str:
    """A PIN is one's own: nobody sets another's."""
    member = offices.member_of(book.conn, body["account"])
    if member is None:
        raise LasomiError("no_member", "an account of nobody on the roster")
    return member.id


def _appointed(book: Book, body: Body) -> str:
    roles, areas = tuple(body["roles"]), tuple(body["areas_served"])
    _check(body, roles, areas)
    country = book.country.gazetteer.country
    known = all(area == country or book.country.gazetteer.get(area) for area in areas)
    if not (roles and areas and known and set(roles) <= set(get_args(Role)) and body["name"].strip()):
        raise ValueError(body["verb"])
    new = sims.appoint(
        book.conn,
        book.vault,
        name=body["name"].strip()[:80],
        roles=cast("tuple[Role, ...]", roles),
        areas=areas,
        now=book.now,
        language=body.get("language") or "fr",
        email=body.get("email") or "",
    )
    return new.id


def _check(body: Body, roles: tuple[str, ...], areas: tuple[str, ...]) -> None:
    """Raises LasomiError `not_yours` for what this account may not change."""
    if body["role"] == ADMIN:
        return
    theirs = tuple(body.get("areas") or ())
    within = all(any(area.startswith(mine) for mine in theirs) for area in areas)
    if (
        body["role"] not in {"regional", "national"}
        or not within
        or not set(roles) <= APPOINTED_BY_COORDINATORS
    ):
        raise LasomiError("not_yours", "roster")


def _enrol(book: Book, body: Body, member_id: str) -> None:
    """The code was drawn where it is shown, and is known there and to whoever is told it."""
    code = body["code"]
    if len(code) != DIGITS or not code.isdecimal():
        raise ValueError("code")
    lasts = timedelta(hours=book.country.alerts.enrolment_hours)
    enrolments.issue(book.conn, book.vault, member_id, code, book.now, by=body["account"], lasts=lasts)


def _revoke(book: Book, body: Body, member_id: str) -> None:
    """One action: the SIM is nobody's; with a code, the next one may be enrolled at once."""
    if body.get("for_good"):
        enrolments.retire(book.conn, book.vault, member_id, book.now)
        return
    enrolments.revoke(book.conn, book.vault, member_id, book.now)
    if body.get("code"):
        _enrol(book, body, member_id)


def _leave(book: Book, body: Body, member_id: str) -> None:
    if body.get("drop"):
        _there(duty.drop_leave(book.conn, member_id, body["drop"]))
        return
    leave = Leave(date.fromisoformat(body["since"]), date.fromisoformat(body["until"]), _stand_in(book, body))
    if leave.until < leave.since or leave.stand_in == member_id:
        raise ValueError("leave")
    duty.add_leave(book.conn, member_id, leave)


def _stand_in(book: Book, body: Body) -> str | None:
    return roster.found(book.conn, body["stand_in"]).id if body.get("stand_in") else None


def _duty(book: Book, body: Body, member_id: str) -> None:
    if body.get("drop"):
        _there(duty.drop_duty(book.conn, member_id, body["drop"]))
        return
    until = date.fromisoformat(body["until"]) if body.get("until") else None
    weekdays = body.get("weekdays") or EVERY_DAY
    hours = (
        time.fromisoformat(body.get("begins") or "00:00"),
        time.fromisoformat(body.get("ends") or "00:00"),
    )
    period = Duty(date.fromisoformat(body["since"]), until, weekdays, *hours)
    if not set(weekdays) <= set(EVERY_DAY) or (until is not None and until < period.since):
        raise ValueError("duty")
    duty.add_duty(book.conn, member_id, period)


def _affiliate(book: Book, body: Body, member_id: str) -> None:
    authority, unit = body["authority"], body["unit"]
    country = book.country.gazetteer.country
    if authority not in book.country.authorities or not (unit == country or book.country.gazetteer.get(unit)):
        raise ValueError("affiliation")
    if body.get("drop"):
        _not_own(_is_own(book, body, member_id))
        _there(duty.release(book.conn, member_id, authority, unit))
    else:
        duty.affiliate(book.conn, member_id, authority, unit)


def _pin(book: Book, body: Body, member_id: str) -> None:
    if body["pin"] and not PIN.fullmatch(body["pin"]):
        raise ValueError("pin")
    pins.set_pin(book.conn, book.vault, member_id, body["pin"], book.now)


def _link(book: Book, body: Body, member_id: str) -> None:
    """Whose account of the console it is: their areas, their ties and their own reports count there too."""
    if body["role"] != ADMIN:
        raise LasomiError("not_yours", "account")
    known = accounts.known(book.conn, body["login"])
    own = known is not None and known.id == body["account"]
    _not_own(own and bool(offices.ties(book.conn, body["account"])))
    _there(accounts.link(book.conn, body["login"], None if body.get("drop") else member_id))


def _is_own(book: Book, body: Body, member_id: str) -> bool:
    """Whether it is the member of the roster behind the account that asks."""
    member = offices.member_of(book.conn, body["account"])
    return member is not None and member.id == member_id


def _not_own(own: bool) -> None:
    """Nobody frees themselves of a tie: what may concern that authority would be theirs to read (P47)."""
    if own:
        raise LasomiError("not_yours", "own_tie")


def _there(done: bool) -> None:
    if not done:
        raise LasomiError("not_there", "roster")


def _note(book: Book, body: Body, member_id: str) -> None:
    what = {"action": f"roster_{body['verb'].lower()}", "object": member_id}
    reason = str(body.get("reason") or ("dropped" if body.get("drop") else ""))
    about = {"account": body["account"], "role": body["role"], "reason": reason}
    audit.write(book.conn, book.vault, at=book.now, **what, **about)


CHANGES: Final[Mapping[str, Change]] = {
    "ENROL": _enrol,
    "REVOKE": _revoke,
    "LEAVE": _leave,
    "DUTY": _duty,
    "AFFILIATE": _affiliate,
    "PIN": _pin,
    "LINK": _link,
}
VERBS: Final = frozenset(CHANGES)
