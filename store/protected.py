"""The protected lane (P35–P37): a counter by region and week, and for 72 h a text that only its focal
person opens.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.errors import LasomiError
from core.periods import day
from store.database import ms
from store.figures import count
from store.rows import insert_new, new_id
from store.tables import marks, protected
from store.vault import Vault

KEPT = timedelta(hours=72)
ONE_DAY = timedelta(days=1)


_MARKED: Final = select(marks.c.mark).where(marks.c.mark.in_(bindparam("found", expanding=True))).limit(1)


def contact(conn: Connection, *, place: str, week: str, mark: bytes) -> bool:
    """One contact more in a region (or the country) and week; False when this call was counted already."""
    new = insert_new(conn, marks, {"mark": mark})
    if new:
        count(conn, "protected", place, week)
    return new


def mark_of(vault: Vault, session: str, at: datetime) -> bytes:
    """The mark of a call that began at a moment. `session` is its own mark, never the provider's id."""
    return vault.mark("session", f"protected|{session}", at)


def close(conn: Connection, mark: bytes) -> None:
    """Nothing of this call may be kept any more, and nothing is counted: the caller erased it."""
    insert_new(conn, marks, {"mark": mark})


def marked(conn: Connection, *found: bytes) -> bool:
    """Whether a call with one of these marks touched the lane or was erased: nothing of it may be kept any
    more.
    """
    return conn.execute(_MARKED, {"found": found}).first() is not None


def closed(conn: Connection, vault: Vault, session: str, at: datetime) -> bool:
    """The same of a turn received at a moment: its call may have begun the day before."""
    try:
        found = (mark_of(vault, session, at), vault.previous_mark("session", f"protected|{session}", at))
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return False
    return marked(conn, *(mark for mark in found if mark))


def lock(conn: Connection, vault: Vault, text: str, now: datetime) -> str:
    """Seals a text for 72 h at most; its id. Nothing leads from it to a phone."""
    row = new_id()
    sealed, epoch = vault.seal("protected", text.encode(), now, table="protected", row=row, purpose="text")
    values = {"id": row, "sealed": sealed, "key_epoch": epoch, "until": ms(now + KEPT)}
    conn.execute(insert(protected).values(values))
    return row


def unlock(conn: Connection, vault: Vault, id_: str, now: datetime) -> str | None:
    """The text, for the focal person; None once its time is over. Raises LasomiError `key_gone`."""
    found = conn.execute(
        select(protected).where(protected.c.id == id_, protected.c.until > ms(now))
    ).one_or_none()
    if found is None:
        return None
    return vault.open(
        "protected", found.key_epoch, found.sealed, table="protected", row=id_, purpose="text"
    ).decode()


def locked(conn: Connection, now: datetime) -> list[str]:
    """The ids of the texts that may still be opened, the oldest first."""
    still = select(protected.c.id).where(protected.c.until > ms(now)).order_by(protected.c.until)
    return list(conn.scalars(still))


def purge(conn: Connection, now: datetime) -> int:
    """Deletes texts that are 72 h old, and marks that nobody needs any more; how many texts."""
    _purge_marks(conn, now)
    return conn.execute(delete(protected).where(protected.c.until <= ms(now))).rowcount


def _purge_marks(conn: Connection, now: datetime) -> None:
    """A mark is written without a time, which would tell the day of a call: the clock gives it an end, by the
    day, of at least 72 h.
    """
    conn.execute(delete(marks).where(marks.c.ends <= day(now)))
    conn.execute(update(marks).where(marks.c.ends.is_(None)).values(ends=day(now + KEPT + ONE_DAY)))
