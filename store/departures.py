"""Which messages may leave now: due, by a channel with a hand free, within its rate and its day's budget."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, update

from core.periods import day
from store import spending
from store.database import Database, ms
from store.leases import LEASE_SECONDS
from store.outgoing import COLUMNS, Outgoing, outgoing
from store.prepared import Prepared
from store.spending import Rate
from store.tables import alerts, outbox

GRAVE = 3
"""From this severity on an alert leaves though the budget of the day is spent."""
_ANSWERED = select(alerts.c.id).where(alerts.c.status != "active")
FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None, "lease_boot": None}


@dataclass(frozen=True, slots=True)
class Terms:
    """How much of what a sender takes. Without a channel: of all `but` these.

    `ordinary` of the `limit` may be less urgent than alerts. `rate` in messages a second and `budget` in
    messages a day; 0 sets no bound.
    """

    channel: str = ""
    but: tuple[str, ...] = ()
    limit: int = 32
    ordinary: int = 32
    rate: float = 0.0
    budget: int = 0


_WAITING = Prepared(
    select(outbox.c.seq).where(outbox.c.state == "pending", outbox.c.due_at <= bindparam("now")).limit(1)
)


def waiting(database: Database, now: datetime) -> bool:
    """Whether anything is due by any channel at all, leased or not: in most looks there is nothing."""
    with database.read() as conn:
        return _WAITING.first(conn, {"now": ms(now)}) is not None


def lease(
    database: Database,
    owner: str,
    now: datetime,
    terms: Terms | None = None,
    seconds: float = LEASE_SECONDS,
) -> list[Outgoing]:
    """The messages that may leave now, urgent ones first; what has expired is closed instead."""
    wanted = terms or Terms()
    with database.read() as conn:
        if not _anything(database, conn, now, wanted):
            return []
    with database.write() as conn:
        _close(conn, now)
        boot, clock = database.lease_now(conn)
        claim = (
            update(outbox)
            .where(outbox.c.seq.in_(_chosen(database, conn, now, wanted)))
            .values(lease_owner=owner, lease_boot=boot, lease_until=clock + int(seconds * 1000))
            .returning(*COLUMNS)
        )
        found = [outgoing(row, owner) for row in conn.execute(claim).mappings()]
    return sorted(found, key=lambda one: (one.priority, one.seq))


def held_back(conn: Connection, now: datetime, terms: Terms) -> int:
    """Messages of a channel that wait for tomorrow's budget."""
    if not _is_spent(conn, now, terms):
        return 0
    waits = and_(outbox.c.state == "pending", _of(terms), ~_grave())
    return conn.execute(select(func.count()).where(waits)).scalar_one()


def is_moot(conn: Connection, one: Outgoing) -> bool:
    """Whether it would tell a higher rung of an alert that waits for no answer (`alerts.md` §4). One that has
    become graver since it was acknowledged waits for another.
    """
    if one.step == 0 or one.alert_id is None:
        return False
    return conn.execute(_ANSWERED.where(alerts.c.id == one.alert_id)).first() is not None


def expired_lease(database: Database, conn: Connection) -> Any:
    boot, clock = database.lease_now(conn)
    over = or_(outbox.c.lease_boot != boot, outbox.c.lease_until < clock)
    return and_(outbox.c.lease_owner.is_not(None), over)


def _anything(database: Database, conn: Connection, now: datetime, terms: Terms) -> bool:
    if terms.limit < 1 or (terms.rate and spending.wait(database, conn, Rate(terms.channel, terms.rate))):
        return False
    return conn.execute(_due(database, conn, now, terms, 1)).first() is not None


def _close(conn: Connection, now: datetime) -> None:
    late = and_(outbox.c.state == "pending", outbox.c.expires_at <= ms(now))
    moot = and_(outbox.c.state == "pending", outbox.c.step > 0, outbox.c.alert_id.in_(_ANSWERED))
    reply = and_(late, outbox.c.purpose == "neutral")  # nobody needs the number any more (P11)
    conn.execute(update(outbox).where(reply).values(state="expired", sealed=None, **FREE))
    conn.execute(update(outbox).where(or_(late, moot)).values(state="expired", **FREE))


def _chosen(database: Database, conn: Connection, now: datetime, terms: Terms) -> list[int]:
    moment = database.lease_now(conn)
    rate = Rate(terms.channel, terms.rate) if terms.rate else None
    most = spending.allowed(conn, moment, rate, terms.limit) if rate else terms.limit
    due = conn.execute(_due(database, conn, now, terms, most).with_for_update(skip_locked=True)).all()
    urgent = [row.seq for row in due if row.priority == 0]
    chosen = urgent + [row.seq for row in due if row.priority > 0][: max(0, terms.ordinary)]
    if rate:
        spending.take(conn, moment, rate, len(chosen))
    return chosen


def _due(database: Database, conn: Connection, now: datetime, terms: Terms, limit: int) -> Select[int, int]:
    free = or_(outbox.c.lease_owner.is_(None), expired_lease(database, conn))
    due = and_(outbox.c.state == "pending", outbox.c.due_at <= ms(now), free, _of(terms))
    if terms.ordinary < 1:
        due = and_(due, outbox.c.priority == 0)
    if _is_spent(conn, now, terms):
        due = and_(due, _grave())
    asked = select(outbox.c.seq, outbox.c.priority).where(due)
    return asked.order_by(outbox.c.priority, outbox.c.due_at, outbox.c.seq).limit(limit)


def _of(terms: Terms) -> Any:
    return outbox.c.channel == terms.channel if terms.channel else outbox.c.channel.not_in(terms.but)


def _is_spent(conn: Connection, now: datetime, terms: Terms) -> bool:
    return bool(terms.budget) and spending.spent(conn, day(now)).get(terms.channel, 0) >= terms.budget


def _grave() -> Any:
    """Alerts of severity 3 and 4, and what speaks of several: protecting people outranks money."""
    slight = select(alerts.c.id).where(alerts.c.severity < GRAVE)
    known = or_(outbox.c.alert_id.is_(None), outbox.c.alert_id.not_in(slight))
    return and_(outbox.c.purpose == "alert", known)
