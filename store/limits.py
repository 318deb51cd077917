"""How often a phone did something today, under a pseudonym that dies with its day (P7, P17)."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, select

from core.periods import day
from store.rows import add_to
from store.tables import replies
from store.vault import Vault


def count(conn: Connection, vault: Vault, number: str, now: datetime, name: str) -> int:
    """One more; how many there are. `name` has at most 13 characters and may bear the hour."""
    key = {"limit_id": vault.pseudonym("limit", number, now), "bucket": f"{day(now)}|{name}"}
    add_to(conn, replies, key, {"n": 1})
    one = and_(replies.c.limit_id == key["limit_id"], replies.c.bucket == key["bucket"])
    return int(conn.execute(select(replies.c.n).where(one)).scalar_one())


def purge(conn: Connection, now: datetime) -> int:
    """Deletes what was counted on days whose key is destroyed; how many rows."""
    return conn.execute(delete(replies).where(replies.c.bucket < day(now - timedelta(days=1)))).rowcount
