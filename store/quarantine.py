"""What an authenticated provider sent and nobody can read yet: kept sealed for 72 h, counted, shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from core.periods import hour_of
from store.database import ms
from store.rows import insert_new, new_id
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
    mark: bytes | None = None,
) -> str | None:
    """The id under which a payload lies. `fields` are the names that came, never their values.

    What bears a `mark` lies there once: None when it came before.
    """
    row = mark.hex()[:32] if mark else new_id()
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
    return row if insert_new(conn, quarantine, values) else None


def counts(conn: Connection) -> dict[str, int]:
    """How many payloads lie there, by reason."""
    found = conn.execute(select(quarantine.c.reason, func.count().label("n")).group_by(quarantine.c.reason))
    return {row.reason: row.n for row in found}
