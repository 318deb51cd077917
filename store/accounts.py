"""People with an account: Argon2id, tokens kept as hashes, the same wait for a name that nobody has (P49)."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from core.errors import LasomiError
from store.database import Database, ms
from store.rows import add_to, insert_new, new_id
from store.tables import accounts, counters, logins, staff

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
MOST_TRIES = 10
TRIES_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Account:
    """Who is logged in. `csrf` must come back with everything that changes something."""

    id: str
    login: str
    roles: tuple[str, ...]
    areas: tuple[str, ...]
    staff_id: str | None
    csrf: str = ""


class Hasher:
    """Argon2id at the strength of P49; tests hand in a weaker one. Unknown names are checked against
    `decoy`.
    """

    def __init__(self, memory_kib: int = 64 * 1024, passes: int = 3) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        settings = f"$argon2id$v=19$m={memory_kib},t={passes},p=1"
        self.decoy = f"{settings}${_base64(16)}${_base64(32)}"

    def hash(self, password: str) -> str:
        return self._argon2.hash(password)

    def fits(self, hashed: str, password: str) -> bool:
        try:
            return self._argon2.verify(hashed, password)
        except VerifyMismatchError:
            return False


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
) -> str:
    """The id of a new account. Raises LasomiError `login_taken`."""
    id_ = new_id()
    values = {
        "id": id_,
        "login": login,
        "password": (hasher or Hasher()).hash(password),
        "roles": " ".join(roles),
        "areas": " ".join(areas),
        "staff_id": staff_id,
        "active": True,
        "created_at": ms(now),
    }
    if not insert_new(conn, accounts, values):
        raise LasomiError("login_taken", f"{login}: there is an account of that name: choose another")
    return id_


def login(
    conn: Connection, login: str, password: str, now: datetime, *, hasher: Hasher | None = None
) -> str | None:
    """A token for the cookie; None for a wrong name, a wrong password, or the eleventh try in 15 minutes.

    All three take as long. The transaction is open meanwhile: `enter` does the same without holding up
    writers.
    """
    id_, hashed = _known(conn, login)
    fits = _fits(hasher, hashed, password)
    return _begun(conn, login, id_ if fits else None, now)


def enter(
    database: Database, login: str, password: str, now: datetime, *, hasher: Hasher | None = None
) -> str | None:
    """As `login`, in transactions of its own: the slow part, 64 MiB of Argon2, runs between them."""
    with database.read() as conn:
        id_, hashed = _known(conn, login)
    fits = _fits(hasher, hashed, password)
    with database.write() as conn:
        return _begun(conn, login, id_ if fits else None, now)


def proves(
    database: Database, login: str, password: str, now: datetime, *, hasher: Hasher | None = None
) -> bool:
    """Whether this is the password of an account: asked of somebody within, a try like one at the door."""
    with database.read() as conn:
        _, hashed = _known(conn, login)
    fits = _fits(hasher, hashed, password)
    with database.write() as conn:
        return _tries(conn, login, now) <= MOST_TRIES and fits


def _known(conn: Connection, login: str) -> tuple[str | None, str | None]:
    asked = select(accounts.c.id, accounts.c.password).where(accounts.c.login == login, accounts.c.active)
    found = conn.execute(asked).one_or_none()
    return (None, None) if found is None else (found.id, found.password)


def _fits(hasher: Hasher | None, hashed: str | None, password: str) -> bool:
    """A name that nobody has is checked too, against the hash of nothing, and takes as long."""
    known = hasher or Hasher()
    return known.fits(hashed or known.decoy, password) and hashed is not None


def _begun(conn: Connection, login: str, id_: str | None, now: datetime) -> str | None:
    tries = _tries(conn, login, now)
    if id_ is None or tries > MOST_TRIES:
        return None
    token = secrets.token_urlsafe(32)
    values = {
        "token_hash": _hash(token),
        "account_id": id_,
        "csrf": secrets.token_urlsafe(32),
        "created_at": ms(now),
        "seen_at": ms(now),
    }
    conn.execute(insert(logins).values(values))
    _unlock(conn, id_)
    return token


def _unlock(conn: Connection, account_id: str) -> None:
    """Whoever is logged in may give commands by SMS again (`alerts.md` §5.2)."""
    who = select(accounts.c.staff_id).where(accounts.c.id == account_id).scalar_subquery()
    conn.execute(update(staff).where(staff.c.id == who).values(locked=False, pin_slips=0))


_WHO = select(accounts, logins.c.csrf, staff.c.areas.label("served")).outerjoin(
    staff, and_(staff.c.id == accounts.c.staff_id, staff.c.active)
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
    roles, areas = tuple(found.roles.split()), tuple((found.served or found.areas).split())
    return Account(found.id, found.login, roles, areas, found.staff_id, found.csrf)


def alive(token: str, now: datetime) -> ColumnElement[bool]:
    """The login of a token, while it lasts."""
    return and_(
        logins.c.token_hash == _hash(token),
        logins.c.created_at > ms(now - LONGEST),
        logins.c.seen_at > ms(now - IDLE),
    )


def logout(conn: Connection, token: str) -> None:
    conn.execute(delete(logins).where(logins.c.token_hash == _hash(token)))


def account_list(conn: Connection) -> list[tuple[Account, bool]]:
    """Every account and whether it is open, by login."""
    rows = conn.execute(select(accounts).order_by(accounts.c.login))
    return [
        (Account(r.id, r.login, tuple(r.roles.split()), tuple(r.areas.split()), r.staff_id), r.active)
        for r in rows
    ]


def link(conn: Connection, login: str, staff_id: str | None) -> bool:
    """Says whose account it is on the roster, or nobody's; False when there is none of that name.

    Who is logged in there is logged out: what they may see and do is theirs anew.
    """
    id_ = conn.execute(select(accounts.c.id).where(accounts.c.login == login)).scalar()
    conn.execute(delete(logins).where(logins.c.account_id == id_))
    bound = update(accounts).where(accounts.c.id == id_).values(staff_id=staff_id)
    return conn.execute(bound).rowcount == 1


def logins_of(conn: Connection, staff_id: str) -> list[str]:
    """The names of the accounts of somebody on the roster that are open."""
    theirs = and_(accounts.c.staff_id == staff_id, accounts.c.active)
    return list(conn.scalars(select(accounts.c.login).where(theirs).order_by(accounts.c.login)))


def disable_account(conn: Connection, login: str) -> bool:
    """Closes an account and ends its logins; False when there is none of that name."""
    id_ = conn.execute(select(accounts.c.id).where(accounts.c.login == login)).scalar()
    conn.execute(delete(logins).where(logins.c.account_id == id_))
    closed = update(accounts).where(accounts.c.id == id_).values(active=False)
    return conn.execute(closed).rowcount == 1


def purge(conn: Connection, now: datetime) -> int:
    """Deletes logins that are over; how many."""
    return conn.execute(delete(logins).where(logins.c.created_at <= ms(now - LONGEST))).rowcount


def _tries(conn: Connection, login: str, now: datetime) -> int:
    """How often this name was tried in this quarter of an hour, now included."""
    mark = hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()[:32]
    key = {
        "name": f"login:{mark}",
        "place": "",
        "period": str(ms(now) // (TRIES_WITHIN // timedelta(milliseconds=1))),
    }
    add_to(conn, counters, key, {"n": 1})
    one = and_(*(counters.c[name] == value for name, value in key.items()))
    return int(conn.execute(select(counters.c.n).where(one)).scalar_one())


def _base64(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
