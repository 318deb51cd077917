"""What a channel may still send: its rate, shared by all processes, and what it has cost today.

The rate is a token bucket kept as one moment, by the clock of leases: when the next message is due to leave.
It holds a tenth of a second's worth, so that no second carries more than its rate and a tenth.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select, update

from store.database import Database
from store.rows import add_to, insert_new
from store.tables import buckets
from store.tables import spent as table

LONGEST = 300.0
"""Seconds of patience that a provider gets at most: an alert does not wait longer for a channel."""
Moment = tuple[str, int]
"""The boot and the milliseconds of `Database.lease_now`."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages of one channel a second."""

    channel: str
    a_second: float

    @property
    def apart(self) -> float:
        """Milliseconds between two messages."""
        return 1000 / self.a_second

    @property
    def depth(self) -> float:
        """Messages that may leave at once after a rest."""
        return max(1.0, self.a_second / 10)


def wait(database: Database, conn: Connection, rate: Rate) -> int:
    """Milliseconds until this channel may send its next message; 0: now."""
    behind = _behind(_row(conn, rate.channel), database.lease_now(conn))
    return max(0, int(behind - (rate.depth - 1) * rate.apart + 0.999))


def allowed(conn: Connection, moment: Moment, rate: Rate, most: int) -> int:
    """How many messages may leave now, `most` at the utmost. Others who ask wait for this transaction."""
    insert_new(conn, buckets, {"channel": rate.channel, "next_at": moment[1], "boot": moment[0]})
    behind = _behind(_row(conn, rate.channel, locked=True), moment)
    return max(0, min(most, int(rate.depth - behind / rate.apart + 1e-9)))


def take(conn: Connection, moment: Moment, rate: Rate, n: int) -> None:
    """So many leave now."""
    if n:
        behind = _behind(_row(conn, rate.channel, locked=True), moment)
        _set(conn, moment, rate.channel, behind + n * rate.apart)


def pause(conn: Connection, moment: Moment, rate: Rate, seconds: float) -> None:
    """The provider asked for patience: nothing leaves by this channel for so long (`Retry-After`)."""
    insert_new(conn, buckets, {"channel": rate.channel, "next_at": moment[1], "boot": moment[0]})
    behind = _behind(_row(conn, rate.channel, locked=True), moment)
    asked = seconds * 1000 + (rate.depth - 1) * rate.apart
    _set(conn, moment, rate.channel, max(behind, asked))


def spend(conn: Connection, channel: str, day: str, n: int) -> int:
    """Counts what a provider took, or may have taken; what the day has cost with it."""
    add_to(conn, table, {"channel": channel, "day": day}, {"n": n})
    return spent(conn, day)[channel]


def spent(conn: Connection, day: str) -> Mapping[str, int]:
    """Messages of a day, by channel."""
    found = conn.execute(select(table.c.channel, table.c.n).where(table.c.day == day))
    return {row.channel: row.n for row in found}


def _row(conn: Connection, channel: str, *, locked: bool = False) -> Row[str, int, str] | None:
    asked = select(buckets).where(buckets.c.channel == channel)
    return conn.execute(asked.with_for_update() if locked else asked).one_or_none()


def _behind(row: Row[str, int, str] | None, moment: Moment) -> float:
    """Milliseconds by which the bucket is ahead of the clock; another boot has forgotten them."""
    return 0.0 if row is None or row.boot != moment[0] else max(0.0, row.next_at - moment[1])


def _set(conn: Connection, moment: Moment, channel: str, behind: float) -> None:
    values = {"boot": moment[0], "next_at": moment[1] + round(behind)}
    conn.execute(update(buckets).where(buckets.c.channel == channel).values(values))
