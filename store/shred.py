"""The end of what may not last (P25–P27): keys first, then the bytes they closed, then minutes and seconds.

Safe to run at any moment and again: what is due follows from the time alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, delete, or_, update

from core.periods import day, iso_week, week_quarter
from store import (
    accounts,
    cap,
    clusters,
    conversations,
    copies,
    elapsed,
    enrolments,
    exchanges,
    flowversions,
    judgements,
    limits,
    parts,
    queries,
    roster,
    sessions,
    steps,
    tries,
    windows,
)
from store import protected as lane
from store.database import EPOCH, Database, ms
from store.keys import FAMILIES, Keys
from store.tables import (
    alerts,
    attempts,
    channels,
    contacts,
    digests,
    inbox,
    incidents,
    notices,
    outbox,
    parked_receipts,
    quarantine,
    ratings,
    reports,
    rumours,
)

EXACT = timedelta(hours=72)
LIKENESSES = timedelta(hours=26)
"""How long a text can be found by its likeness: what corroborates comes within a day, in whole hours."""
LEFT = timedelta(days=30)
"""How long the name and roles of somebody who serves no more are kept (P26)."""
HOUR_MS = 3_600_000
TIMES: tuple[tuple[Table, str, tuple[str, ...]], ...] = (
    (inbox, "received_at", ("received_at", "sent_at", "due_at")),
    (reports, "received_at", ("received_at",)),
    (ratings, "received_at", ("received_at", "due_at")),
    (incidents, "opened_at", ("opened_at",)),
    (incidents, "updated_at", ("updated_at", "told_at")),
    (alerts, "raised_at", ("accepted_at", "raised_at", "expires_at", "first_sent_at", "acked_at")),
    (rumours, "false_at", ("false_at",)),
    (outbox, "created_at", ("created_at", "due_at", "expires_at")),
    (attempts, "started_at", ("started_at",)),
    (channels, "message_at", ("message_at",)),
    (channels, "receipt_at", ("receipt_at",)),
    (notices, "raised_at", ("raised_at", "acked_at")),
    (digests, "made_at", ("made_at",)),
)
"""Which moments are cut to the hour, and the column by whose age. Acknowledgements too: a delay in seconds
and an exact end would give the beginning away."""


@dataclass(frozen=True, slots=True)
class Shredded:
    """What one run did. `unread`: accepted messages that nobody could process in their 72 h."""

    keys: tuple[tuple[str, str], ...]
    unread: int
    blanked: int


def shred(database: Database, keys: Keys, now: datetime, wall: datetime | None = None) -> Shredded:
    """Destroys due keys, blanks what they closed, forgets what they named, and leaves nothing in SQLite's
    log.

    `now` is the time that is believed; `wall` what the wall clock says, where that is another.
    """
    destroyed = keys.destroy_due(now, wall)
    with database.write() as conn:
        unread = _give_up(conn, now)
        blanked = _blank(conn, now)
        _forget(conn, now)
        _forget_ladders(database, conn, now)
        _sever(conn, now)
        _cut(conn, now)
    database.checkpoint()
    return Shredded(tuple(destroyed), unread, blanked)


def _give_up(conn: Connection, now: datetime) -> int:
    """What could not be processed keeps channel, hour and this state, and is counted and shown."""
    unread = and_(inbox.c.state.in_(("new", "leased", "poison")), inbox.c.key_day < _last_day(now))
    free = {"lease_owner": None, "lease_until": None, "lease_boot": None}
    return conn.execute(update(inbox).where(unread).values(state="shredded_unread", **free)).rowcount


def _blank(conn: Connection, now: datetime) -> int:
    due: tuple[tuple[Table, Column[Any], str, dict[str, Any]], ...] = (
        (inbox, inbox.c.key_day, _last_day(now), {"sealed": None}),
        (outbox, outbox.c.key_day, _last_day(now), {"sealed": None}),
        (quarantine, quarantine.c.key_day, _last_day(now), {"sealed": None}),
        (
            reports,
            reports.c.text_week,
            iso_week(now - _kept("text")),
            {"sealed_text": None, "why": "[]", "queue": None},
        ),
    )
    sealed = {inbox: inbox.c.sealed, outbox: outbox.c.sealed, quarantine: quarantine.c.sealed}
    changed = 0
    for table, epoch, first_kept, values in due:
        closed = sealed.get(table, reports.c.sealed_text)
        gone = and_(epoch < first_kept, closed.is_not(None))
        changed += conn.execute(update(table).where(gone).values(values)).rowcount
    return changed


def _forget(conn: Connection, now: datetime) -> None:
    """Rows that nobody can find again once their pseudonym's key is gone, and rows that have served."""
    conn.execute(delete(contacts).where(contacts.c.epoch < week_quarter(now - _kept("contact"))))
    conn.execute(delete(parked_receipts).where(parked_receipts.c.arrived_at < ms(now - EXACT)))
    sessions.purge(conn, now - timedelta(hours=24))
    flowversions.purge(conn, now)
    judgements.forget(conn, now)
    limits.purge(conn, now)
    lane.purge(conn, now)
    accounts.purge(conn, now)
    tries.purge(conn, now)
    enrolments.purge(conn, now)
    roster.purge(conn, now - LEFT)
    copies.purge(conn, now)
    exchanges.purge(conn, now)
    conversations.purge(conn, now)
    parts.purge(conn, _last_day(now))
    queries.purge(conn, now)
    clusters.purge(conn, now - LIKENESSES)


def _forget_ladders(database: Database, conn: Connection, now: datetime) -> None:
    """When people were told and when their windows closed, in the house's own time: a minute each (P27)."""
    steps.purge(conn, ms(now - EXACT))
    windows.purge(conn, elapsed.now(database, conn) - ms(EPOCH + EXACT))


def _sever(conn: Connection, now: datetime) -> None:
    """A finished row keeps channel, mark, hour and state (`reliability.md` §3). Its mark, whose key lasts,
    leads from a provider's log to no report and to no outcome.
    """
    nothing = {"outcome": None, "reason": None, "session": None, "position": None}
    said = or_(*(inbox.c[name].is_not(None) for name in nothing))
    done = and_(inbox.c.state == "done", inbox.c.received_at <= ms(now - EXACT), said)
    conn.execute(update(inbox).where(done).values(nothing))
    stale = and_(incidents.c.updated_at <= ms(now - EXACT), incidents.c.told_at != incidents.c.updated_at)
    conn.execute(
        update(incidents).where(stale).values(told=None, told_at=None)
    )  # one hour would make them one
    for table in (reports, ratings):
        old = and_(table.c.received_at <= ms(now - EXACT), table.c.inbox_id != table.c.id)
        conn.execute(update(table).where(old).values(inbox_id=table.c.id))


def _cut(conn: Connection, now: datetime) -> None:
    cap.cut(conn, now - EXACT)
    for table, age, names in TIMES:
        for name in names:
            column = table.c[name]
            exact = and_(table.c[age] <= ms(now - EXACT), column % HOUR_MS != 0)
            conn.execute(update(table).where(exact).values({name: column - column % HOUR_MS}))


def _kept(family: str) -> timedelta:
    return FAMILIES[family].kept or timedelta(0)


def _last_day(now: datetime) -> str:
    """Days before this one have lost their key; ISO dates sort as text."""
    return day(now - _kept("day"))
