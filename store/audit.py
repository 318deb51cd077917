"""Who did what, with which authority, and why: appended, never changed (P52)."""

from datetime import datetime

from sqlalchemy import Connection, insert

from store.database import ms
from store.tables import audit


def write(
    conn: Connection,
    *,
    at: datetime,
    account: str,
    role: str,
    action: str,
    object: str,  # noqa: A002
    reason: str = "",
) -> None:
    """`account` is an account, a member of staff or `system`; `object` an id, never a number or a text."""
    values = {"account": account, "role": role, "action": action, "object": object, "reason": reason[:80]}
    conn.execute(insert(audit).values(at=ms(at), **values))
