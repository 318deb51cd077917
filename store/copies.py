"""One SMS that reaches us by two ways under two ids: posted by the provider, and listed when we ask (§4 of
`channels.md`).

Both are accepted, and both ids are known for ever; one of the two is folded into the other. What shows that
they are the same is a mark of channel, way, number and text under a key of the day (`copy`) that dies within
72 h. Only a mark of the *other* way within 120 s is a copy: who writes the same twice is heard twice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from core.errors import LasomiError
from core.periods import day
from store import inbox as accepted
from store.database import from_ms, ms
from store.inbox import Entry
from store.keys import FAMILIES
from store.leases import Row
from store.tables import inbox
from store.vault import Vault

Way = Literal["posted", "listed"]
OTHER: Final[Mapping[Way, Way]] = {"posted": "listed", "listed": "posted"}
APART: Final = timedelta(seconds=120)
NAMELESS_APART: Final = timedelta(seconds=5)
"""Where the number is forgotten only the same moment shows the same message: two people may write alike."""
HOUR_MS: Final = 3_600_000
WORD: Final = "copy"
"""The outcome of a row that was folded."""
_KEPT_DAYS: Final = 3
_NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One SMS as one way brought it. In RAM only."""

    way: Way
    number: str
    text: str


def twin(vault: Vault, channel: str, seen: Seen, at: datetime) -> bytes | None:
    """The mark that its row bears; None where the key of that day is not there."""
    try:
        return vault.mark("copy", "|".join((channel, seen.way, seen.number, seen.text.strip())), at)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return None


def known(conn: Connection, channel: str, marks: Collection[bytes]) -> set[bytes]:
    """Those of these ids that were accepted before, by either way."""
    asked = select(inbox.c.dedupe).where(inbox.c.channel == channel, inbox.c.dedupe.in_(marks))
    return set(conn.execute(asked).scalars())


def accept(conn: Connection, vault: Vault, entry: Entry, seen: Seen) -> bool:
    """Accepts what a provider listed; False when it is no news: known by its id, or posted under another."""
    if not accepted.accept(conn, entry):
        return False
    if entry.twin is None:
        return True
    at = entry.sent_at or entry.received_at
    found = _near(conn, vault, entry.channel, seen, at, entry.received_at)
    if found is None or not _claimed(conn, found):
        return True
    mine = inbox.c.id == entry.id
    conn.execute(update(inbox).where(mine).values(state="done", outcome=WORD, sealed=None, twin=None))
    return False


def folds(conn: Connection, vault: Vault, row: Row, seen: Seen, now: datetime) -> bool:
    """Whether a worker is to leave this row alone: the other way brought the same, and that one is told.

    Both marks are gone afterwards, so that neither folds into anything else.
    """
    found = _near(conn, vault, row.channel, seen, row.sent_at or row.received_at, now)
    return found is not None and _claimed(conn, row.id) and _claimed(conn, found)


def came(conn: Connection, vault: Vault, entry: Entry, seen: Seen) -> bool:
    """Whether the other way has brought the same already: it was answered then."""
    at, now = entry.sent_at or entry.received_at, entry.received_at
    other = replace(seen, way=OTHER[seen.way])
    names = (other, replace(other, number=_NOBODY))
    marks = [mark for each in names for mark in _marks(vault, entry.channel, each, now)]
    if entry.twin is None or conn.execute(_OF_MARKS, {"marks": marks}).first() is None:
        return False
    return _near(conn, vault, entry.channel, seen, at, now) is not None


def forget_number(conn: Connection, vault: Vault, row_id: str, number: str, text: str) -> None:
    """From now on the mark of a row says nothing of a phone: its text alone is recognised (P11, P37)."""
    row = conn.execute(select(inbox).where(inbox.c.id == row_id, inbox.c.twin.is_not(None))).one_or_none()
    if row is None:
        return
    at = from_ms(row.received_at)
    names: list[Seen] = [Seen(way, number, text) for way in OTHER]
    way = next((each.way for each in names if twin(vault, row.channel, each, at) == row.twin), None)
    bare = None if way is None else twin(vault, row.channel, Seen(way, _NOBODY, text), at)
    conn.execute(update(inbox).where(inbox.c.id == row_id).values(twin=bare))


def purge(conn: Connection, now: datetime) -> int:
    """Marks whose key is destroyed are of no use to anybody."""
    first_kept = day(now - (FAMILIES["copy"].kept or timedelta(0)))
    old = and_(inbox.c.twin.is_not(None), inbox.c.key_day < first_kept)
    return conn.execute(update(inbox).where(old).values(twin=None)).rowcount


_OF_MARKS = select(inbox.c.id).where(inbox.c.twin.in_(bindparam("marks", expanding=True))).limit(1)


def _near(
    conn: Connection, vault: Vault, channel: str, seen: Seen, at: datetime, now: datetime
) -> str | None:
    """The row of the other way nearest in the provider's time, which is ours where it named none."""
    told = func.coalesce(inbox.c.sent_at, inbox.c.received_at)
    apart = func.abs(told - ms(at))
    cut = and_(told % HOUR_MS == 0, told <= ms(at), told > ms(at) - HOUR_MS)  # by a backup (P27)
    other = replace(seen, way=OTHER[seen.way])
    near = or_(apart <= _milliseconds(APART), cut)
    named = and_(inbox.c.twin.in_(_marks(vault, channel, other, now)), near)
    nobody = _marks(vault, channel, replace(other, number=_NOBODY), now)
    bare = and_(inbox.c.twin.in_(nobody), apart <= _milliseconds(NAMELESS_APART))
    found = select(inbox.c.id).where(or_(named, bare)).order_by(apart, inbox.c.seq).limit(1)
    return conn.execute(found).scalar_one_or_none()


def _marks(vault: Vault, channel: str, seen: Seen, now: datetime) -> list[bytes]:
    """The mark on each of the days whose key stands."""
    marks = [twin(vault, channel, seen, now - timedelta(days=n)) for n in range(_KEPT_DAYS)]
    return [mark for mark in marks if mark is not None]


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _claimed(conn: Connection, row_id: str) -> bool:
    """Whether this transaction took the mark: of two that want it, one gets it."""
    free = and_(inbox.c.id == row_id, inbox.c.twin.is_not(None))
    return conn.execute(update(inbox).where(free).values(twin=None)).rowcount == 1
