"""How often a phone did something today, under a pseudonym that dies with its day (P7, P17)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, delete, func, select

from core.periods import day
from store.rows import add_to
from store.tables import replies
from store.vault import Vault

STEP: Final = timedelta(minutes=5)
HOUR: Final = timedelta(hours=1)


def count(conn: Connection, vault: Vault, number: str, now: datetime, name: str) -> int:
    """One more; how many there are. `name` has at most 13 characters and may bear the hour."""
    key = {"limit_id": vault.pseudonym("limit", number, now), "bucket": f"{day(now)}|{name}"}
    add_to(conn, replies, key, {"n": 1})
    one = and_(replies.c.limit_id == key["limit_id"], replies.c.bucket == key["bucket"])
    return int(conn.execute(select(replies.c.n).where(one)).scalar_one())


def count_lately(conn: Connection, vault: Vault, number: str, now: datetime, name: str) -> int:
    """One more; how many there were today in the hour that ends now, in steps of five minutes. `name` has at
    most 9 characters.
    """
    count(conn, vault, number, now, _step(name, now))
    who, today = vault.pseudonym("limit", number, now), f"{day(now)}|"
    steps = {
        today + _step(name, now - n * STEP)
        for n in range(HOUR // STEP + 1)
        if day(now - n * STEP) == day(now)
    }
    lately = and_(replies.c.limit_id == who, replies.c.bucket.in_(steps))
    return int(conn.execute(select(func.sum(replies.c.n)).where(lately)).scalar_one())


def _step(name: str, at: datetime) -> str:
    return f"{name}{at.hour:02d}{at.minute - at.minute % 5:02d}"


def purge(conn: Connection, now: datetime) -> int:
    """Deletes what was counted on days whose key is destroyed; how many rows."""
    return conn.execute(delete(replies).where(replies.c.bucket < day(now - timedelta(days=1)))).rowcount
