"""Being let nearer for a quarter of an hour: who is logged in proves it again, and says why (P45, P46)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, select, update

from store import accounts, audit
from store.accounts import Account, Hasher
from store.database import Database, ms
from store.tables import logins
from store.vault import Vault

LASTS: Final = timedelta(minutes=15)
REASONS: Final = ("triage", "alert", "check")


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows. A second factor is one more field here, and one more line of `_proven`."""

    password: str = field(repr=False)


def step_up(
    database: Database,
    vault: Vault,
    token: str,
    proof: Proof,
    reason: str,
    now: datetime,
    *,
    role: str,
    hasher: Hasher | None = None,
) -> bool:
    """Whether the login of this token may read texts for 15 minutes. The audit keeps either answer."""
    with database.write() as conn:
        account = accounts.account_by_token(conn, token, now)
    if account is None or reason not in REASONS:
        return False
    proven = _proven(database, account, proof, now, hasher)
    with database.write() as conn:
        if proven:
            until = {"cleared_until": ms(now + LASTS), "clearance": reason}
            conn.execute(update(logins).where(accounts.alive(token, now)).values(until))
        action = "step_up" if proven else "step_up_refused"
        about = {"account": account.id, "role": role, "object": account.id}
        audit.write(conn, vault, at=now, action=action, reason=reason, **about)
    return proven


def cleared(conn: Connection, token: str, now: datetime) -> str | None:
    """The reason for which this login may read texts now; None when it may not."""
    open_ = and_(accounts.alive(token, now), logins.c.cleared_until > ms(now))
    return conn.execute(select(logins.c.clearance).where(open_)).scalar_one_or_none()


def _proven(database: Database, account: Account, proof: Proof, now: datetime, hasher: Hasher | None) -> bool:
    return accounts.proves(database, account.login, proof.password, now, hasher=hasher)
