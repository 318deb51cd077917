"""Logins: tokens of 256 random bits, kept as hashes, for 12 h, or 30 minutes without a sign (P49)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from store.database import from_ms, ms
from store.tables import logins

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
MARK = 16


@dataclass(frozen=True, slots=True)
class Login:
    """One place where somebody is logged in. `mark` names it and opens nothing; `here`: it asks."""

    mark: str
    begun_at: datetime
    seen_at: datetime
    here: bool


def begin(conn: Connection, account_id: str, now: datetime) -> str:
    """The token of a new login, for the cookie."""
    token = secrets.token_urlsafe(32)
    values = {"token_hash": hashed(token), "account_id": account_id, "csrf": secrets.token_urlsafe(32)}
    conn.execute(insert(logins).values(created_at=ms(now), seen_at=ms(now), **values))
    return token


def alive(token: str, now: datetime) -> ColumnElement[bool]:
    """The login of a token, while it lasts."""
    return and_(logins.c.token_hash == hashed(token), _lasts(now))


def renew(conn: Connection, token: str, now: datetime) -> str | None:
    """Another token for the same login: that of before opens nothing any more. None when the login is over
    (OWASP ASVS 5.0, 7.2.4).
    """
    fresh = secrets.token_urlsafe(32)
    changed = conn.execute(update(logins).where(alive(token, now)).values(token_hash=hashed(fresh)))
    return fresh if changed.rowcount else None


def listed(conn: Connection, account_id: str, token: str, now: datetime) -> list[Login]:
    """Where somebody is logged in, the latest first."""
    mine, here = and_(logins.c.account_id == account_id, _lasts(now)), hashed(token)
    rows = conn.execute(select(logins).where(mine).order_by(logins.c.seen_at.desc())).all()
    return [
        Login(_mark(each.token_hash), from_ms(each.created_at), from_ms(each.seen_at), _is(each, here))
        for each in rows
    ]


def _is(row: Any, token_hash: bytes) -> bool:
    return hmac.compare_digest(row.token_hash, token_hash)


def end(conn: Connection, account_id: str, mark: str) -> bool:
    """Ends one login of an account; False when there is none of that mark."""
    theirs = select(logins.c.token_hash).where(logins.c.account_id == account_id)
    found = [kept for kept in conn.scalars(theirs) if _mark(kept) == mark]
    return conn.execute(delete(logins).where(logins.c.token_hash.in_(found))).rowcount > 0


def end_all(conn: Connection, account_id: str | None, but: str = "") -> int:
    """Ends every login of an account, but perhaps that of a token; how many."""
    theirs = and_(logins.c.account_id == account_id, logins.c.token_hash != hashed(but))
    return conn.execute(delete(logins).where(theirs)).rowcount


def logout(conn: Connection, token: str) -> None:
    conn.execute(delete(logins).where(logins.c.token_hash == hashed(token)))


def purge(conn: Connection, now: datetime) -> int:
    """Deletes logins that are over; how many."""
    return conn.execute(delete(logins).where(logins.c.created_at <= ms(now - LONGEST))).rowcount


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _mark(token_hash: bytes) -> str:
    return bytes(token_hash).hex()[:MARK]


def _lasts(now: datetime) -> ColumnElement[bool]:
    return and_(logins.c.created_at > ms(now - LONGEST), logins.c.seen_at > ms(now - IDLE))
