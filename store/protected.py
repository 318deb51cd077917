"""The protected lane (P35–P37): a counter by region and week, and for 72 h a text that only its focal
person opens.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from core.errors import LasomiError
from core.periods import day
from store.database import from_ms, ms
from store.families import key_ends
from store.figures import count
from store.rows import insert_new, new_id
from store.tables import counters, marks, protected, rounds
from store.vault import Vault

KEPT = timedelta(hours=72)
ONE_DAY = timedelta(days=1)
FAMILY: Final = "protected"
LANE: Final = "protected"
"""The name of its counter."""
TASK: Final = "task"
"""The name under which it is noted that whoever reads the lane is to hear of something."""


_MARKED: Final = select(marks.c.mark).where(marks.c.mark.in_(bindparam("found", expanding=True))).limit(1)


def contact(conn: Connection, *, place: str, week: str, mark: bytes) -> bool:
    """One contact more in a region (or the country) and week; False when this call was counted already."""
    new = insert_new(conn, marks, {"mark": mark})
    if new:
        count(conn, LANE, place, week)
    return new


def counted(conn: Connection, weeks: Collection[str]) -> dict[str, int]:
    """How many contacts in all of these weeks, by region; those of no region under the country's code."""
    these = and_(counters.c.name == LANE, counters.c.period.in_(weeks))
    asked = select(counters.c.place, func.sum(counters.c.n)).where(these).group_by(counters.c.place)
    return {place: int(n) for place, n in conn.execute(asked)}


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
    sealed, epoch = vault.seal(FAMILY, text.encode(), now, table="protected", row=row, purpose="text")
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
        FAMILY, found.key_epoch, found.sealed, table="protected", row=id_, purpose="text"
    ).decode()


def locked(conn: Connection, now: datetime) -> list[str]:
    """The ids of the texts whose 72 hours are not over, the oldest first."""
    return [row.id for row in _rows(conn, now)]


def waiting(conn: Connection, now: datetime) -> list[tuple[str, datetime]]:
    """The texts that may still be opened, what goes first at the top, each with the moment at which it goes:
    its key may end before its 72 hours.
    """
    found = [(row.id, _end(row)) for row in _rows(conn, now)]
    return [(id_, end) for id_, end in found if end > now]


def destroy(conn: Connection, id_: str) -> bool:
    """Deletes one text before its time; False when it is gone already."""
    return conn.execute(delete(protected).where(protected.c.id == id_)).rowcount > 0


def announce(conn: Connection, slot: str) -> None:
    """Whoever reads the lane is to hear at this moment (`2026071412`) that something waits (P39)."""
    insert_new(conn, rounds, {"name": TASK, "period": slot})


def announced(conn: Connection, until: str) -> bool:
    """Whether such a moment has come."""
    return bool(conn.scalar(select(exists().where(_announced(until)))))


def told(conn: Connection, until: str) -> None:
    """They have heard; nothing is left of when it came."""
    conn.execute(delete(rounds).where(_announced(until)))


def purge(conn: Connection, now: datetime) -> int:
    """Deletes texts that are 72 h old, and marks that nobody needs any more; how many texts."""
    _purge_marks(conn, now)
    return conn.execute(delete(protected).where(protected.c.until <= ms(now))).rowcount


def _rows(conn: Connection, now: datetime) -> Sequence[Row[Any]]:
    still = select(protected).where(protected.c.until > ms(now)).order_by(protected.c.until, protected.c.id)
    return conn.execute(still).all()


def _end(row: Row[Any]) -> datetime:
    until = from_ms(row.until)
    return min(until, key_ends(FAMILY, row.key_epoch) or until)


def _announced(until: str) -> ColumnElement[bool]:
    return and_(rounds.c.name == TASK, rounds.c.period <= until)


def _purge_marks(conn: Connection, now: datetime) -> None:
    """A mark is written without a time, which would tell the day of a call: the clock gives it an end, by the
    day, of at least 72 h.
    """
    conn.execute(delete(marks).where(marks.c.ends <= day(now)))
    conn.execute(update(marks).where(marks.c.ends.is_(None)).values(ends=day(now + KEPT + ONE_DAY)))
