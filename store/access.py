"""Who may read with a program: API keys, shown once, kept as hashes (P50). People: `store.accounts`."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from core.errors import LasomiError
from store.accounts import Account, Hasher, account_by_token, add_account, logout, one_person
from store.database import from_ms, ms
from store.door import Knock, Proof, enter
from store.tables import api_keys

__all__ = [
    "Account",
    "ApiKey",
    "Hasher",
    "Knock",
    "Proof",
    "Wish",
    "account_by_token",
    "add_account",
    "api_key_list",
    "approve_key",
    "drawn",
    "enter",
    "issue_key",
    "keep_key",
    "key_by_id",
    "key_by_secret",
    "logout",
    "revoke_key",
]

PREFIX = "lsm"
MOST_DAYS = 90
WAITS = timedelta(days=7)
"""How long a key of rows waits for its second person; then another is asked for."""
SCOPES = frozenset({"public", "figures", "alerts", "events", "sessions"})
ROWS = frozenset({"events", "sessions"})
MONITOR = "monitor@"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without its secret. `scopes` are those of P50 and `monitor@<p-code>`, `reason` why rows are
    asked for.
    """

    id: str
    label: str
    scopes: tuple[str, ...]
    issued_by: str | None
    approved_by: str | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    reason: str | None = None
    approved_at: datetime | None = None

    @property
    def is_of_two(self) -> bool:
        """Whether two persons, both named, stand for it."""
        return bool(self.issued_by and self.approved_by and self.issued_by != self.approved_by)

    def is_alive(self, now: datetime) -> bool:
        return not self.revoked_at and now < self.expires_at

    def waits(self, now: datetime) -> bool:
        """Whether it can still be approved: it is of rows, and nobody else has let it go yet."""
        rows = bool(ROWS & set(self.scopes)) and not self.is_of_two
        return rows and self.is_alive(now) and now < self.created_at + WAITS


@dataclass(frozen=True, slots=True)
class Wish:
    """A key as somebody asks for it. Until `approved_by` is another person, it opens no rows."""

    label: str
    scopes: tuple[str, ...]
    days: int = MOST_DAYS
    issued_by: str | None = None
    approved_by: str | None = None
    reason: str | None = None


def drawn() -> tuple[str, str, bytes]:
    """The id and the secret of a new key, `lsm_<id>_<43 characters>`, and what is kept of it."""
    id_ = secrets.token_hex(6)
    secret = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
    return id_, secret, _hash(secret)


def issue_key(
    conn: Connection,
    *,
    label: str,
    scopes: Sequence[str],
    now: datetime,
    days: int = MOST_DAYS,
    issued_by: str | None = None,
    approved_by: str | None = None,
) -> tuple[str, str]:
    """The id and the secret, which is shown once. Raises LasomiError as `keep_key` does."""
    id_, secret, hashed = drawn()
    keep_key(conn, id_, hashed, Wish(label, tuple(scopes), days, issued_by, approved_by), now)
    return id_, secret


def keep_key(conn: Connection, id_: str, hashed: bytes, wish: Wish, now: datetime) -> None:
    """Writes a new key down.

    Raises LasomiError `wrong_scope`, `too_long` (above 90 days) or `two_persons`: rows of single events and
    sessions need an issuer, named, and then another person (`approve_key`).
    """
    _check(wish)
    values = {
        "id": id_,
        "hash": hashed,
        "label": wish.label,
        "scopes": " ".join(wish.scopes),
        "issued_by": wish.issued_by,
        "approved_by": wish.approved_by,
        "created_at": ms(now),
        "expires_at": ms(now + timedelta(days=wish.days)),
        "reason": wish.reason,
        "approved_at": ms(now) if wish.approved_by else None,
    }
    conn.execute(insert(api_keys).values(values))


def approve_key(conn: Connection, id_: str, by: str, now: datetime) -> None:
    """The second person lets a key open rows.

    Raises LasomiError: `no_key` where none waits, or `same_person` for whoever asked for it.
    """
    found = key_by_id(conn, id_)
    if found is None or not found.waits(now):
        raise LasomiError("no_key", id_)
    if one_person(conn, found.issued_by or "", by):
        raise LasomiError("same_person", id_)
    mine = and_(api_keys.c.id == id_, api_keys.c.approved_by.is_not_distinct_from(found.approved_by))
    conn.execute(update(api_keys).where(mine).values(approved_by=by, approved_at=ms(now)))


def key_by_id(conn: Connection, id_: str) -> ApiKey | None:
    found = conn.execute(select(api_keys).where(api_keys.c.id == id_)).one_or_none()
    return None if found is None else _key(found)


def key_by_secret(conn: Connection, secret: str, now: datetime) -> ApiKey | None:
    """The key of a secret that is neither expired nor revoked."""
    parts = secret.split("_", 2)
    if len(parts) != 3 or parts[0] != PREFIX:
        return None
    found = conn.execute(select(api_keys).where(api_keys.c.id == parts[1])).one_or_none()
    right = hmac.compare_digest(_hash(secret), b"" if found is None else found.hash)
    if found is None or not right or found.revoked_at is not None or found.expires_at <= ms(now):
        return None
    return _key(found)


def revoke_key(conn: Connection, id_: str, now: datetime) -> bool:
    valid = (api_keys.c.id == id_) & api_keys.c.revoked_at.is_(None)
    return conn.execute(update(api_keys).where(valid).values(revoked_at=ms(now))).rowcount == 1


def api_key_list(conn: Connection) -> list[ApiKey]:
    """Every key that was ever issued, the oldest first."""
    found = conn.execute(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id))
    return [_key(row) for row in found]


def _check(wish: Wish) -> None:
    scopes = wish.scopes
    wrong = [one for one in scopes if one not in SCOPES and not one.removeprefix(MONITOR).isalnum()]
    wrong += [one for one in scopes if one not in SCOPES and not one.startswith(MONITOR)]
    if wrong or not scopes:
        known = ", ".join((*sorted(SCOPES), f"{MONITOR}P-CODE"))
        raise LasomiError("wrong_scope", f"{', '.join(wrong) or 'no scope'}: the scopes are {known}")
    if not 0 < wish.days <= MOST_DAYS:
        raise LasomiError("too_long", f"a key lives at most {MOST_DAYS} days")
    if ROWS & set(scopes) and (not wish.issued_by or wish.approved_by == wish.issued_by):
        raise LasomiError("two_persons", "rows need an issuer, named, and another approver")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _key(row: Row[Any]) -> ApiKey:
    def at(moment: int | None) -> datetime | None:
        return None if moment is None else from_ms(moment)

    times = (from_ms(row.created_at), from_ms(row.expires_at), at(row.revoked_at))
    told = (row.id, row.label, tuple(row.scopes.split()), row.issued_by, row.approved_by)
    return ApiKey(*told, *times, row.reason, at(row.approved_at))
