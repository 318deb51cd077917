"""Who was written to a moment ago, what waits for them meanwhile, and which alerts one text told of
(`alerts.md` §7).

Moments are milliseconds of the house's own time (`store.elapsed`). A row of `windows` outlives its window:
its number names the next text.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, func, or_, select, update

from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import grouped, outbox, windows
from store.tables import held as lines

MAIL = "email"
"""The channel that rings no phone."""
LOST = ("failed", "expired")
"""States of a message that nobody will read."""
FOR_THE_DAY = 2
"""The priority of what met quiet hours (`store.daytime`)."""


@dataclass(frozen=True, slots=True)
class Held:
    """An alert that waits for a person's window to close. `step` is the rung that told it, 0 the first;
    `accepted_at` later than that of the alert: something new of it waits too.
    """

    alert_id: str
    step: int
    since: int
    accepted_at: datetime


def open_until(conn: Connection, recipient: str) -> int | None:
    """When the last window of a person ends or ended; None for somebody who was never written to."""
    return conn.execute(select(windows.c.until).where(windows.c.recipient == recipient)).scalar_one_or_none()


def open_(conn: Connection, recipient: str, until: int) -> int:
    """The person is written to now, and not again before `until`; how many windows that makes."""
    insert_new(conn, windows, {"recipient": recipient, "until": until, "number": 0})
    mine = windows.c.recipient == recipient
    opens = update(windows).where(mine).values(until=until, number=windows.c.number + 1)
    return int(conn.execute(opens.returning(windows.c.number)).scalar_one())


def is_free(conn: Connection, recipient: str, now: int) -> bool:
    """Whether a person may be written to at once: no window is open, nothing waits, and the last text has
    left.
    """
    until = open_until(conn, recipient)
    if until is not None and until > now:
        return False
    waits = or_(
        exists().where(lines.c.recipient == recipient),
        exists().where(_unsent(), outbox.c.recipient == recipient),
    )
    return not conn.execute(select(waits)).scalar_one()


def was_written(conn: Connection, cause: str, recipient: str, step: int) -> bool:
    """Whether the outbox has this very text already."""
    same = and_(outbox.c.cause == cause, outbox.c.recipient == recipient, outbox.c.step == step)
    return conn.execute(select(outbox.c.seq).where(same)).first() is not None


def hold(
    conn: Connection, recipient: str, alert_id: str, step: int, since: int, accepted_at: datetime
) -> None:
    """Waits for the window to close. What waits already keeps its place in the line, and is told once: as the
    higher rung, and as what is newer.
    """
    values = {"recipient": recipient, "alert_id": alert_id, "step": step, "since": since}
    if insert_new(conn, lines, values | {"accepted_at": ms(accepted_at)}):
        return
    mine = and_(lines.c.recipient == recipient, lines.c.alert_id == alert_id)
    conn.execute(update(lines).where(mine, lines.c.step < step).values(step=step))
    newer = and_(mine, lines.c.accepted_at < ms(accepted_at))
    conn.execute(update(lines).where(newer).values(accepted_at=ms(accepted_at)))


def held(conn: Connection, recipient: str) -> list[Held]:
    """What waits for a person, the longest first."""
    mine = select(lines).where(lines.c.recipient == recipient).order_by(lines.c.since, lines.c.alert_id)
    return [Held(row.alert_id, row.step, row.since, from_ms(row.accepted_at)) for row in conn.execute(mine)]


def take(conn: Connection, recipient: str, alert_ids: Collection[str]) -> None:
    """These wait no more."""
    conn.execute(delete(lines).where(lines.c.recipient == recipient, lines.c.alert_id.in_(alert_ids)))


def closing(conn: Connection, now: int) -> list[str]:
    """For whom something waits whose window is over and whose last text has left, the longest first."""
    over = lines.outerjoin(windows, windows.c.recipient == lines.c.recipient)
    due = (
        select(lines.c.recipient)
        .select_from(over)
        .where(func.coalesce(windows.c.until, 0) <= now, lines.c.recipient.not_in(_unsent_for()))
        .group_by(lines.c.recipient)
        .order_by(func.min(lines.c.since), lines.c.recipient)
    )
    return list(conn.scalars(due))


def prolong(conn: Connection, recipient: str, until: int) -> None:
    """Moves the end of a person's window to `until`, unless it ends later already."""
    sooner = and_(windows.c.recipient == recipient, windows.c.until < until)
    conn.execute(update(windows).where(sooner).values(until=until))


def group(conn: Connection, cause: str, recipient: str, alert_ids: Sequence[str]) -> None:
    """Remembers that one text tells this person of these alerts."""
    for alert_id in alert_ids:
        insert_new(conn, grouped, {"cause": cause, "alert_id": alert_id, "recipient": recipient})


def drop(conn: Connection, cause: str, alert_ids: Collection[str]) -> None:
    """This text tells of these alerts no more."""
    conn.execute(delete(grouped).where(grouped.c.cause == cause, grouped.c.alert_id.in_(alert_ids)))


def subjects(conn: Connection, cause: str, alert_id: str | None) -> list[str]:
    """The alerts that a text of the outbox tells of: the one that its row names, or those of its group."""
    if alert_id is not None:
        return [alert_id]
    members = select(grouped.c.alert_id).where(grouped.c.cause == cause).order_by(grouped.c.alert_id)
    return list(conn.scalars(members))


def told(conn: Connection, alert_id: str, recipient: str) -> bool:
    """Whether this person has been written to about this alert, alone or in a group."""
    alone = exists().where(outbox.c.alert_id == alert_id, outbox.c.recipient == recipient)
    among = exists().where(grouped.c.alert_id == alert_id, grouped.c.recipient == recipient)
    return bool(conn.execute(select(or_(alone, among))).scalar_one())


def has_texts(conn: Connection, alert_id: str) -> bool:
    """Whether any SMS was of this alert alone."""
    texts = exists().where(outbox.c.alert_id == alert_id, outbox.c.channel != MAIL)
    return bool(conn.execute(select(texts)).scalar_one())


def reached(conn: Connection, alert_id: str, recipient: str) -> bool:
    """Whether an SMS about this alert has left for this person or is about to, alone or in a group."""
    kept = and_(outbox.c.state.not_in(LOST), outbox.c.channel != MAIL)
    alone = exists().where(outbox.c.alert_id == alert_id, outbox.c.recipient == recipient, kept)
    among = exists().where(grouped.c.alert_id == alert_id, grouped.c.recipient == recipient)
    return bool(conn.execute(select(or_(alone, among))).scalar_one())


def waits(conn: Connection, alert_id: str, recipient: str) -> bool:
    """Whether this alert waits for the window of this person to close."""
    mine = exists().where(lines.c.alert_id == alert_id, lines.c.recipient == recipient)
    return bool(conn.execute(select(mine)).scalar_one())


def purge(conn: Connection, before: int) -> int:
    """Forgets when windows ended that ended before this moment (P27), and never their numbers."""
    over = and_(windows.c.until > 0, windows.c.until < before)
    return conn.execute(update(windows).where(over).values(until=0)).rowcount


def _unsent() -> ColumnElement[bool]:
    """What is about to ring a phone; what waits for the day is not, and holds up no alert of the night."""
    waits = and_(outbox.c.state.in_(("pending", "sending")), outbox.c.purpose == "alert")
    return and_(waits, outbox.c.channel != MAIL, outbox.c.priority < FOR_THE_DAY)


def _unsent_for() -> Select[Any]:
    return select(outbox.c.recipient).where(_unsent())
