"""Who may read with a program: API keys, shown once, kept as hashes (P50). People: `store.accounts`."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from core.errors import LasomiError
from store.accounts import Account, Hasher, account_by_token, add_account, enter, login, logout
from store.database import from_ms, ms
from store.tables import api_keys

__all__ = [
    "Account",
    "ApiKey",
    "Hasher",
    "account_by_token",
    "add_account",
    "api_key_list",
    "enter",
    "issue_key",
    "key_by_secret",
    "login",
    "logout",
    "revoke_key",
]

PREFIX = "lsm"
MOST_DAYS = 90
SCOPES = frozenset({"public", "figures", "alerts", "events", "sessions"})
ROWS = frozenset({"events", "sessions"})
MONITOR = "monitor@"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without its secret. `scopes` are those of P50 and `monitor@<p-code>`."""

    id: str
    label: str
    scopes: tuple[str, ...]
    issued_by: str | None
    approved_by: str | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


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
    """The id and the secret, `lsm_<id>_<43 characters>`, which is shown once.

    Raises LasomiError `wrong_scope`, `too_long` (above 90 days) or `two_persons`: rows of single events and
    sessions need an issuer and another approver, both named.
    """
    _check(scopes, days, issued_by, approved_by)
    id_ = secrets.token_hex(6)
    secret = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
    values = {
        "id": id_,
        "hash": _hash(secret),
        "label": label,
        "scopes": " ".join(scopes),
        "issued_by": issued_by,
        "approved_by": approved_by,
        "created_at": ms(now),
        "expires_at": ms(now + timedelta(days=days)),
    }
    conn.execute(insert(api_keys).values(values))
    return id_, secret


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


def _check(scopes: Sequence[str], days: int, issued_by: str | None, approved_by: str | None) -> None:
    wrong = [one for one in scopes if one not in SCOPES and not one.removeprefix(MONITOR).isalnum()]
    wrong += [one for one in scopes if one not in SCOPES and not one.startswith(MONITOR)]
    if wrong or not scopes:
        known = ", ".join((*sorted(SCOPES), f"{MONITOR}P-CODE"))
        raise LasomiError("wrong_scope", f"{', '.join(wrong) or 'no scope'}: the scopes are {known}")
    if not 0 < days <= MOST_DAYS:
        raise LasomiError("too_long", f"a key lives at most {MOST_DAYS} days")
    if ROWS & set(scopes) and (not issued_by or not approved_by or issued_by == approved_by):
        raise LasomiError("two_persons", "rows need an issuer and another approver, both named")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _key(row: Row[Any]) -> ApiKey:
    revoked = None if row.revoked_at is None else from_ms(row.revoked_at)
    times = (from_ms(row.created_at), from_ms(row.expires_at))
    return ApiKey(
        row.id, row.label, tuple(row.scopes.split()), row.issued_by, row.approved_by, *times, revoked
    )
