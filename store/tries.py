"""How often somebody has knocked: by account, by device, by address (P49), in SQL, for an hour.

What is counted is known by its HMAC alone: somebody may type a phone number for a name, and an address is a
place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, delete, func, insert, select

from store.database import ms
from store.rows import new_id, serialise
from store.tables import tries
from store.vault import Vault


@dataclass(frozen=True, slots=True)
class Bound:
    """So many tries within any such time."""

    most: int
    within: timedelta


ACCOUNT: Final = Bound(10, timedelta(minutes=15))
ADDRESS: Final = Bound(100, timedelta(hours=1))
KEPT: Final = ADDRESS.within


def spend(conn: Connection, vault: Vault, subject: str, bound: Bound, now: datetime) -> int:
    """How many tries this one is; above `most` it counts no more, and is none. The first above is kept."""
    mark = vault.mark("staff", f"try|{subject}", now)
    serialise(conn, mark)
    recent = and_(tries.c.mark == mark, tries.c.at > ms(now - bound.within))
    spent = int(conn.execute(select(func.count()).select_from(tries).where(recent)).scalar_one()) + 1
    if spent <= bound.most + 1:
        conn.execute(insert(tries).values(id=new_id(), mark=mark, at=ms(now)))
    return spent


def purge(conn: Connection, now: datetime) -> int:
    """Deletes tries that no bound looks at any more; how many."""
    return conn.execute(delete(tries).where(tries.c.at <= ms(now - KEPT))).rowcount
