"""`lasomi people`: codes, lost SIMs, duty, leave, ties and PINs, under the rules of the console.

What stands on one's own machine is done as an administrator; the audit says `operator`.
"""

from collections.abc import Mapping
from typing import Any, Final

from core.enrolment import PIN, fresh_code, spoken
from core.errors import LasomiError
from core.numbers import masked
from ops.desk import Desk
from ops.wording import wording
from store import audit, enrolments, pins, roster
from workers.notify import on_duty
from workers.rollcall import ADMIN, Book, change
from workers.work import TURN

OPERATOR: Final = "operator"


def appoint(
    desk: Desk, name: str, roles: tuple[str, ...], areas: tuple[str, ...], **more: str
) -> Mapping[str, str]:
    """Somebody new, and the code that they text from their SIM; it is shown once."""
    code = fresh_code()
    told = {"name": name, "roles": list(roles), "areas_served": list(areas), **more}
    return {"id": ask(desk, "ENROL", code=code, **told), "code": f"CODE {spoken(code)}"}


def new_code(desk: Desk, member: str, *, revoked: bool = False) -> Mapping[str, str]:
    """A code for somebody known; `revoked`: their SIM is lost, and is nobody's from this moment."""
    code = fresh_code()
    ask(desk, "REVOKE" if revoked else "ENROL", member=member, code=code)
    return {"id": member, "code": f"CODE {spoken(code)}"}


def ask(desk: Desk, verb: str, **about: Any) -> str:
    """The id of the member who was changed. Raises LasomiError."""
    with desk.database.write() as conn:
        desk.database.take_turn(conn, TURN)
        book = Book(conn, desk.vault, desk.country, desk.clock())
        given = {name: value for name, value in about.items() if value}
        return change(book, {"verb": verb, "account": OPERATOR, "role": ADMIN, **given})


def set_pin(desk: Desk, member: str, pin: str) -> None:
    """Takes a PIN away, or gives one, to somebody without an account. Raises LasomiError."""
    if pin and not PIN.fullmatch(pin):
        raise LasomiError("bad_pin", wording().ui("un PIN a 4 à 6 chiffres"))
    with desk.database.write() as conn:
        known = roster.found(conn, member)
        pins.set_pin(conn, desk.vault, known.id, pin, desk.clock())
        _note(desk, conn, "roster_pin", known.id)


def unlock(desk: Desk, member: str) -> None:
    """Lets the SMS commands of somebody without an account count again. Raises LasomiError `no_member`."""
    with desk.database.write() as conn:
        known = roster.found(conn, member)
        roster.lock_member(conn, known.id, locked=False)
        _note(desk, conn, "roster_unlock", known.id)


def _note(desk: Desk, conn: Any, action: str, member: str) -> None:
    about = {"account": OPERATOR, "role": ADMIN, "action": action, "object": member}
    audit.write(conn, desk.vault, at=desk.clock(), **about)


def team(desk: Desk) -> list[Mapping[str, Any]]:
    """Who serves: masked numbers, and whether they are on duty now."""
    now, say = desk.clock(), wording()
    with desk.database.read() as conn:
        codes = enrolments.open_codes(conn, now)
        return [
            {
                "id": one.id,
                "name": roster.name_of(conn, desk.vault, one.id),
                "roles": " ".join(one.roles),
                "areas": " ".join(one.areas),
                "phone": masked(roster.number_of(conn, desk.vault, one.id)) if one.has_phone else "",
                "code": say.ui("un code attend") if one.id in codes else "",
                "on_duty": on_duty(one, now),
                "ties": " ".join(one.affiliations),
            }
            for one in roster.members(conn)
        ]
