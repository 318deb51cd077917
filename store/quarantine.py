"""What an authenticated provider sent and nobody can read yet: kept sealed for 72 h, counted, shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from core.periods import hour_of
from store.database import ms
from store.rows import new_id
from store.tables import quarantine
from store.vault import Vault


def keep(
    conn: Connection,
    vault: Vault,
    *,
    channel: str,
    reason: str,
    fields: Sequence[str],
    raw: bytes,
    now: datetime,
) -> str:
    """The id under which a payload lies. `fields` are the names that came, never their values."""
    row = new_id()
    sealed, key_day = vault.seal("day", raw, now, table="quarantine", row=row, purpose="payload")
    values = {
        "id": row,
        "channel": channel,
        "reason": reason,
        "fields": " ".join(fields)[:400],
        "sealed": sealed,
        "key_day": key_day,
        "hour": ms(hour_of(now)),
    }
    conn.execute(insert(quarantine).values(values))
    return row


def counts(conn: Connection) -> dict[str, int]:
    """How many payloads lie there, by reason."""
    found = conn.execute(select(quarantine.c.reason, func.count().label("n")).group_by(quarantine.c.reason))
    return {row.reason: row.n for row in found}
