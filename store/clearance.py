"""Being let nearer for a quarter of an hour: who is logged in proves it again, and says why (P45, P46)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, select, update

from store import accounts, audit, door
from store.accounts import Hasher
from store.database import Database, ms
from store.door import Proof
from store.logins import alive, renew
from store.tables import logins
from store.vault import Vault

__all__ = ["LASTS", "REASONS", "Proof", "cleared", "step_up"]
LASTS: Final = timedelta(minutes=15)
REASONS: Final = ("triage", "alert", "check", "task", "task_again")


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
) -> str | None:
    """The new token of this login, which may read texts for 15 minutes; None for one that is not proven. The
    audit keeps either answer.
    """
    with database.write() as conn:
        account = accounts.account_by_token(conn, token, now)
    if account is None or reason not in REASONS:
        return None
    proven = door.proves(database, vault, account.login, proof, now, hasher=hasher)
    with database.write() as conn:
        fresh = renew(conn, token, now) if proven else None
        if fresh:
            until = {"cleared_until": ms(now + LASTS), "clearance": reason}
            conn.execute(update(logins).where(alive(fresh, now)).values(until))
        action = "step_up" if fresh else "step_up_refused"
        about = {"account": account.id, "role": role, "object": account.id}
        audit.write(conn, vault, at=now, action=action, reason=reason, **about)
    return fresh


def cleared(conn: Connection, token: str, now: datetime) -> str | None:
    """The reason for which this login may read texts now; None when it may not."""
    open_ = and_(alive(token, now), logins.c.cleared_until > ms(now))
    return conn.execute(select(logins.c.clearance).where(open_)).scalar_one_or_none()
