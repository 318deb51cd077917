"""People with an account: what they may do, where, and how they prove that it is theirs (P44, P49)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from core.contacts import exclude
from core.errors import LasomiError
from store import factors
from store.database import ms
from store.hashing import Hasher
from store.logins import alive, end_all, hashed, logout, purge
from store.rows import insert_new, new_id
from store.tables import accounts, logins, staff
from store.tables import factors as enrolled

__all__ = ["Account", "Hasher", "account_by_token", "add_account", "alive", "hashed", "logout", "purge"]


@dataclass(frozen=True, slots=True)
class Account:
    """Who is logged in. `csrf` must come back with everything that changes something.

    `given`: somebody else has chosen the password. `proven_twice`: a second factor is enrolled.
    """

    id: str
    login: str
    roles: tuple[str, ...]
    areas: tuple[str, ...]
    staff_id: str | None
    csrf: str = ""
    given: bool = False
    proven_twice: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the door asks of a name that somebody has."""

    id: str
    password: str
    role: str
    staff_id: str | None
    open_until: int | None
    given: bool


def add_account(
    conn: Connection,
    login: str,
    password: str,
    roles: Sequence[str],
    areas: Sequence[str],
    now: datetime,
    *,
    staff_id: str | None = None,
    hasher: Hasher | None = None,
    given: bool = False,
) -> str:
    """The id of a new account. `given`: it is handed over, so its person changes the password, and enrols a
    second factor within 72 hours.

    Raises LasomiError `login_taken`, or `roles_exclude` for roles that no one person may hold (P44).
    """
    together(conn, roles, staff_id)
    may = {"roles": " ".join(roles), "areas": " ".join(areas), "staff_id": staff_id, "active": True}
    door = {"given": given, "open_until": ms(now + factors.OPEN) if given else None, "created_at": ms(now)}
    proof = {"login": login, "password": (hasher or Hasher()).hash(password)}
    if not insert_new(conn, accounts, {"id": (id_ := new_id()), **proof, **may, **door}):
        raise LasomiError("login_taken", f"{login}: there is an account of that name: choose another")
    return id_


def together(conn: Connection, roles: Sequence[str], staff_id: str | None, but: str = "") -> None:
    """Raises LasomiError `roles_exclude` when somebody would hold roles that exclude one another: these,
    those they have on the roster, and those of their accounts other than `but`.
    """
    held = {*roles, *_served(conn, staff_id), *_of_others(conn, staff_id, but)}
    if exclude(held):
        raise LasomiError("roles_exclude", "nobody is admin or operator and verifier or gbv_focal")


def one_person(conn: Connection, one: str, other: str) -> bool:
    """Whether two accounts, each told by id or name, are of one person: where it takes two, that is one."""
    both = (one, other)
    told = or_(accounts.c.id.in_(both), accounts.c.login.in_(both))
    people = conn.scalars(select(accounts.c.staff_id).where(told, accounts.c.staff_id.is_not(None))).all()
    return one == other or len(people) > len(set(people))


def known(conn: Connection, login: str) -> Known | None:
    """The open account of a name."""
    asked = select(accounts).where(accounts.c.login == login, accounts.c.active)
    row = conn.execute(asked).one_or_none()
    if row is None:
        return None
    told = (row.roles.partition(" ")[0], row.staff_id, row.open_until, bool(row.given))
    return Known(row.id, row.password, *told)


def change_password(conn: Connection, account_id: str, hashed: str) -> None:
    """A password that its person has chosen. Whoever is logged in there is logged out."""
    _write(conn, account_id, password=hashed, given=False)


def give_password(conn: Connection, account_id: str, hashed: str, now: datetime) -> None:
    """A password to be handed over, and changed by its person. Whoever is logged in there is logged out."""
    _write(conn, account_id, password=hashed, given=True, open_until=ms(now + factors.OPEN))


def change_roles(conn: Connection, account_id: str, roles: Sequence[str], areas: Sequence[str]) -> None:
    """Whoever is logged in there is logged out. Raises LasomiError `roles_exclude`."""
    staff_id = conn.execute(select(accounts.c.staff_id).where(accounts.c.id == account_id)).scalar()
    together(conn, roles, staff_id, account_id)
    _write(conn, account_id, roles=" ".join(roles), areas=" ".join(areas))


def reset_factor(conn: Connection, account_id: str, now: datetime) -> None:
    """Somebody has lost their phone and their codes: they enrol again, within 72 hours."""
    factors.reset(conn, account_id)
    _write(conn, account_id, open_until=ms(now + factors.OPEN))


_WHO = (
    select(accounts, logins.c.csrf, staff.c.areas.label("served"), enrolled.c.confirmed_at)
    .outerjoin(staff, and_(staff.c.id == accounts.c.staff_id, staff.c.active))
    .outerjoin(enrolled, enrolled.c.account_id == accounts.c.id)
)


def account_by_token(conn: Connection, token: str, now: datetime, *, lives: bool = True) -> Account | None:
    """Who this is; None after 12 h, or 30 min without a sign of life, which this is if it `lives` (it needs a
    writing transaction then). Where somebody on the roster serves is where their account may look.
    """
    mine = alive(token, now)
    asked = _WHO.join(logins, logins.c.account_id == accounts.c.id)
    found = conn.execute(asked.where(mine, accounts.c.active)).one_or_none()
    if found is None:
        return None
    if lives:
        conn.execute(update(logins).where(mine).values(seen_at=ms(now)))
    return _account(found, found.served or found.areas, found.csrf, found.confirmed_at is not None)


def account_list(conn: Connection) -> list[tuple[Account, bool]]:
    """Every account and whether it is open, by login."""
    everybody = select(accounts, enrolled.c.confirmed_at).outerjoin(
        enrolled, enrolled.c.account_id == accounts.c.id
    )
    rows = conn.execute(everybody.order_by(accounts.c.login))
    return [(_account(row, row.areas, "", row.confirmed_at is not None), row.active) for row in rows]


def link(conn: Connection, login: str, staff_id: str | None) -> bool:
    """Says whose account it is on the roster, or nobody's; False when there is none of that name.

    Who is logged in there is logged out: what they may see and do is theirs anew. Raises LasomiError
    `roles_exclude`.
    """
    row = conn.execute(select(accounts.c.id, accounts.c.roles).where(accounts.c.login == login)).one_or_none()
    if row is None:
        return False
    together(conn, row.roles.split(), staff_id, row.id)
    return _write(conn, row.id, staff_id=staff_id)


def logins_of(conn: Connection, staff_id: str) -> list[str]:
    """The names of the accounts of somebody on the roster that are open."""
    theirs = and_(accounts.c.staff_id == staff_id, accounts.c.active)
    return list(conn.scalars(select(accounts.c.login).where(theirs).order_by(accounts.c.login)))


def disable_account(conn: Connection, login: str) -> bool:
    """Closes an account, ends its logins, forgets its second factor; False when there is none of the name."""
    id_ = conn.execute(select(accounts.c.id).where(accounts.c.login == login)).scalar()
    if id_ is None:
        return False
    factors.reset(conn, id_)
    return _write(conn, id_, active=False)


def _write(conn: Connection, account_id: str, **values: Any) -> bool:
    """Whatever changes of an account ends its logins at once (P49)."""
    end_all(conn, account_id)
    return conn.execute(update(accounts).where(accounts.c.id == account_id).values(values)).rowcount == 1


def _served(conn: Connection, staff_id: str | None) -> list[str]:
    serving = select(staff.c.roles).where(staff.c.id == staff_id, staff.c.active)
    return str(conn.execute(serving).scalar() or "").split()


def _of_others(conn: Connection, staff_id: str | None, but: str) -> list[str]:
    theirs = and_(accounts.c.staff_id == staff_id, accounts.c.active, accounts.c.id != but)
    return " ".join(conn.scalars(select(accounts.c.roles).where(theirs))).split() if staff_id else []


def _account(row: Row[Any], areas: str, csrf: str, proven_twice: bool) -> Account:
    told = (row.id, row.login, tuple(row.roles.split()), tuple(areas.split()), row.staff_id)
    return Account(*told, csrf, given=bool(row.given), proven_twice=proven_twice)
