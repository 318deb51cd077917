"""One alert to one person by several channels: a family of rows, of which one at a time may be on its way.

The first row is its root; each next channel is a row of its own with a natural key that names root and place,
so that it is made once whoever looks. What one of them has brought, the others need not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select

from store.database import from_ms, ms
from store.outgoing import COLUMNS, Outgoing, outgoing
from store.rows import serialise
from store.tables import attempts, outbox

AGAIN: Final = "again"
MOST: Final = 8
"""Times that an alert is passed on; with their pauses more than twenty minutes without a line."""
TOOK: Final = frozenset({"accepted", "sent", "delivered"})
NEXT_AFTER: Final = timedelta(seconds=30)
"""Not accepted so long after its first try: the next channel, well within the minute that is promised."""
SILENCE: Final = timedelta(seconds=60)
"""How long an attempt without an answer waits for a receipt."""
LONGEST_PAUSE: Final = timedelta(minutes=5)
NO_USE: Final = ("opted_out", "key_gone", "sim_revoked")
"""Failures that another channel would not mend."""


@dataclass(frozen=True, slots=True)
class Kin:
    """A row of a family. `began` is its last attempt; 0 when there was none."""

    id: str
    place: int
    channel: str
    state: str
    began: int


def place_of(one: Outgoing) -> tuple[str, int]:
    """The root of the family that a message belongs to, and its place there: 0 is the root."""
    word, _, rest = one.cause.partition(":")
    place, _, root = rest.partition(":")
    return (root, int(place)) if word == AGAIN and place.isdecimal() else (one.id, 0)


def first_cause(conn: Connection, one: Outgoing) -> str:
    """What a text was written for, also where it goes by another channel now; "" when that is gone."""
    root, place = place_of(one)
    first = select(outbox.c.cause).where(outbox.c.id == root)
    return (conn.execute(first).scalar_one_or_none() if place else one.cause) or ""


def written_at(conn: Connection, one: Outgoing) -> datetime:
    """When a text was written, also where it goes by another channel now."""
    root, place = place_of(one)
    first = select(outbox.c.created_at).where(outbox.c.id == root)
    found = conn.execute(first).scalar_one_or_none() if place else None
    return one.created_at if found is None else from_ms(found)


def cause_of(root: str, place: int) -> str:
    return f"{AGAIN}:{place}:{root}"


def family(conn: Connection, one: Outgoing) -> list[Kin]:
    """All rows of a family in their order. Waits for whoever else looks at it to write (PostgreSQL)."""
    root, _ = place_of(one)
    serialise(conn, bytes.fromhex(root))
    causes = {cause_of(root, place): place for place in range(1, MOST + 1)}
    mine = or_(outbox.c.id == root, outbox.c.cause.in_(causes))
    began = select(func.max(attempts.c.started_at)).where(attempts.c.outbox_id == outbox.c.id)
    asked = select(*(outbox.c[name] for name in ("id", "cause", "channel", "state")))
    rows = conn.execute(asked.add_columns(began.scalar_subquery().label("began")).where(mine)).all()
    kin = [Kin(row.id, causes.get(row.cause, 0), row.channel, row.state, row.began or 0) for row in rows]
    return sorted(kin, key=lambda each: each.place)


def pause_after(place: int) -> int:
    """Milliseconds before another round, after so many times of passing on."""
    return int(min(SILENCE * 2 ** max(0, place - 1), LONGEST_PAUSE).total_seconds() * 1000)


def others(conn: Connection, one: Outgoing) -> list[Kin]:
    """Its family without itself; only alerts have one."""
    return [each for each in family(conn, one) if each.id != one.id] if one.purpose == "alert" else []


def is_told(kin: list[Kin]) -> bool:
    """Whether a provider took it for this person already."""
    return any(each.state in TOOK for each in kin)


def is_under_way(kin: list[Kin], now: datetime) -> bool:
    """Whether another of the family has left and may still be answered."""
    doubt = ms(now - SILENCE)
    return any(each.state == "sending" or (each.state == "unknown" and each.began > doubt) for each in kin)


def stranded(conn: Connection, now: datetime, fallen: Collection[str] = ()) -> list[Outgoing]:
    """Alerts that need another channel: refused for good, not taken within 30 s of their first try (of their
    writing, where a channel that rests or is busy did not try them), never answered, or waiting for a line
    that has `fallen`.
    """
    of = select(attempts.c.outbox_id).where(attempts.c.outbox_id == outbox.c.id)
    last = of.where(attempts.c.number == outbox.c.attempts)
    hopeless = last.where(attempts.c.code.in_(NO_USE)).exists()
    slow = of.where(attempts.c.number == 1, attempts.c.started_at <= ms(now - NEXT_AFTER)).exists()
    untried = and_(outbox.c.attempts == 0, outbox.c.created_at <= ms(now - NEXT_AFTER))
    silent = last.where(attempts.c.started_at <= ms(now - SILENCE)).exists()
    why = or_(
        and_(outbox.c.state == "failed", ~hopeless),
        and_(outbox.c.state == "pending", or_(slow, untried, outbox.c.channel.in_(fallen))),
        and_(outbox.c.state == "unknown", silent),
    )
    lives = and_(outbox.c.purpose == "alert", outbox.c.expires_at > ms(now), outbox.c.sealed.is_not(None))
    found = conn.execute(select(*COLUMNS).where(lives, why).order_by(outbox.c.seq)).mappings()
    return [outgoing(row) for row in found]
