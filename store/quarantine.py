"""What an authenticated provider sent and nobody can read yet: kept sealed for 72 h, counted, shown.

A copy of what was accepted all the same bears the id of its inbox row, and is blank with it
(`store.inbox.blank`).
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from sqlalchemy import Connection, Row, func, select, update

from core.errors import LasomiError
from core.periods import hour_of
from store.database import ms
from store.rows import insert_new, new_id
from store.tables import quarantine
from store.vault import Vault

LOCAL_DIGITS: Final = 8
"""The last of a number, by which it is known with its country's code and without."""
_BETWEEN: Final = re.compile(rb"[\s.()+-]")


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
    copy_of: str = "",
) -> str | None:
    """The id under which a payload lies. `fields` are the names that came, never their values.

    What bears a `mark`, or is the copy of an inbox row, lies there once: None when it came before.
    """
    row = copy_of or (mark.hex()[:32] if mark else new_id())
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


def forget(conn: Connection, vault: Vault, number: str) -> None:
    """What a phone has sent is gone, as far as its number stands in a payload that opens; that there was one
    stays counted (P11).
    """
    for row in conn.execute(select(quarantine).where(quarantine.c.sealed.is_not(None))).all():
        if _names(_opened(vault, row), number):
            conn.execute(update(quarantine).where(quarantine.c.id == row.id).values(sealed=None))


def _names(raw: bytes, number: str) -> bool:
    return number[-LOCAL_DIGITS:].encode() in _BETWEEN.sub(b"", unquote_to_bytes(raw))


def _opened(vault: Vault, row: Row[Any]) -> bytes:
    """Nothing when the key of its day is destroyed."""
    try:
        return vault.open("day", row.key_day, row.sealed, table="quarantine", row=row.id, purpose="payload")
    except LasomiError as error:
        if error.code not in {"key_gone", "seal_broken"}:
            raise
        return b""


def counts(conn: Connection) -> dict[str, int]:
    """How many payloads lie there, by reason."""
    found = conn.execute(select(quarantine.c.reason, func.count().label("n")).group_by(quarantine.c.reason))
    return {row.reason: row.n for row in found}
