"""Rows that stand as no row should: what each looks like, and what puts it right.

Each kind is found by its rows alone. What is mended by values is mended here; the rest is driven once more by
whoever asked (`workers.auditor`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, case, select, union, update

from store.receipts import RANK
from store.tables import alerts, grouped, held, holds, inbox, outbox, steps, windows

MOST: Final = 100
"""Rows of one kind in one look: what is left is found at the next."""
GRACE_MS: Final = 60_000
LONGEST_LEASE_MS: Final = 10 * 60_000
LONGEST_WAIT_MS: Final = 60 * 60_000
_FREE: Final[dict[str, Any]] = {"lease_owner": None, "lease_until": None, "lease_boot": None}


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, by the wall (ms since 1970), by the clock of leases, and in the house's own time."""

    wall: int
    boot: str
    leases: int
    clock: int
    window_ms: int
    hold_ms: int


@dataclass(frozen=True, slots=True)
class Flaw:
    """One kind of wrong row: the column that names it, what it looks like, and the values that put it right.

    Without these, work must be driven.
    """

    kind: str
    named: Column[Any]
    looks: ColumnElement[bool]
    mends: Mapping[str, Any] | None = None


def find(conn: Connection, moment: Moment) -> list[tuple[str, Sequence[str]]]:
    """What is wrong now: each kind, and the rows by their ids; a person's row is not named."""
    return [(flaw.kind, rows) for flaw in flaws(moment) if (rows := _rows(conn, flaw))]


def _rows(conn: Connection, flaw: Flaw) -> Sequence[str]:
    rows = list(conn.scalars(select(flaw.named).where(flaw.looks).distinct().limit(MOST)))
    return [""] * len(rows) if flaw.named is windows.c.recipient else rows


def mend(conn: Connection, moment: Moment) -> int:
    """Puts right what values can put right; how many rows."""
    mended = 0
    for flaw in flaws(moment):
        if flaw.mends is not None:
            right = update(flaw.named.table).where(flaw.looks).values(dict(flaw.mends))
            mended += conn.execute(right).rowcount
    return mended


def told(conn: Connection) -> dict[str, set[int]]:
    """The steps of each active alert of which a text is in the outbox, on its way or waiting.

    A grouped text names no step: it may tell of any.
    """
    active = select(alerts.c.id).where(alerts.c.status == "active")
    group = select(grouped.c.alert_id, steps.c.number).join(steps, steps.c.alert_id == grouped.c.alert_id)
    asked = union(
        select(outbox.c.alert_id, outbox.c.step).where(outbox.c.alert_id.in_(active)),
        select(held.c.alert_id, held.c.step).where(held.c.alert_id.in_(active)),
        group.where(grouped.c.alert_id.in_(active)),
    )
    found: dict[str, set[int]] = {}
    for alert_id, step in conn.execute(asked):
        found.setdefault(alert_id, set()).add(step)
    return found


def flaws(moment: Moment) -> tuple[Flaw, ...]:
    """Every kind there is, as it looks at a moment."""
    return (
        *_of_ladders(),
        *_of_sent_states(),
        *_of_waits(moment),
        *_of_holds(moment),
        *_of_accepted(moment),
    )


def _of_ladders() -> tuple[Flaw, ...]:
    unknown = alerts.c.status.not_in(("active", "acknowledged", "cancelled"))
    unsigned = and_(alerts.c.status == "acknowledged", alerts.c.acked_at.is_(None))
    closed = select(alerts.c.id).where(alerts.c.status.in_(("acknowledged", "cancelled")))
    alive = and_(steps.c.state == "waiting", steps.c.alert_id.in_(closed))
    odd = steps.c.state.not_in(("waiting", "done", "skipped", "stopped"))
    undated = and_(steps.c.state.in_(("done", "skipped")), steps.c.done.is_(None))
    status = case((alerts.c.acked_at.is_(None), "active"), else_="acknowledged")
    return (
        Flaw("alert_status", alerts.c.id, unknown, {"status": status}),
        Flaw("alert_unsigned", alerts.c.id, unsigned, {"status": "active"}),
        Flaw("step_alive", steps.c.alert_id, alive, {"state": "stopped"}),
        Flaw("step_state", steps.c.alert_id, odd, {"state": "waiting", "done": None}),
        Flaw("step_undated", steps.c.alert_id, undated, {"done": steps.c.due}),
    )


def _of_sent_states() -> tuple[Flaw, ...]:
    odd = outbox.c.state.not_in((*RANK, "expired"))
    kept = case((outbox.c.attempts == 0, "pending"), else_="unknown")
    nobodys = and_(outbox.c.state == "sending", outbox.c.lease_owner.is_(None))
    blank = and_(outbox.c.state == "pending", outbox.c.sealed.is_(None))
    return (
        Flaw("outbox_state", outbox.c.id, odd, {"state": kept, **_FREE}),
        Flaw("outbox_sending", outbox.c.id, nobodys, {"state": "unknown"}),
        Flaw("outbox_blank", outbox.c.id, blank, {"state": "failed", **_FREE}),
    )


def _of_waits(m: Moment) -> tuple[Flaw, ...]:
    pending = outbox.c.state == "pending"
    far = and_(pending, outbox.c.purpose == "alert", outbox.c.due_at > m.wall + LONGEST_WAIT_MS)
    free = and_(outbox.c.lease_owner.is_(None), outbox.c.expires_at > m.wall)
    stuck = and_(pending, free, outbox.c.due_at < m.wall - GRACE_MS)
    open_ = windows.c.until > m.clock + m.window_ms + GRACE_MS
    return (
        Flaw("outbox_leased", outbox.c.id, _lasting(outbox, m), _FREE),
        Flaw("outbox_far", outbox.c.id, far, {"due_at": m.wall}),
        Flaw("outbox_stuck", outbox.c.id, stuck),
        Flaw("window_far", windows.c.recipient, open_, {"until": m.clock + m.window_ms}),
    )


def _of_holds(m: Moment) -> tuple[Flaw, ...]:
    """An alert that waits for a verifier waits on purpose, but no longer than it may."""
    over = holds.c.until < m.clock - GRACE_MS
    far = holds.c.until > m.clock + m.hold_ms + GRACE_MS
    return (
        Flaw("hold_overdue", holds.c.incident_id, over),
        Flaw("hold_far", holds.c.incident_id, far, {"until": m.clock}),
    )


def _of_accepted(m: Moment) -> tuple[Flaw, ...]:
    odd = inbox.c.state.not_in(("new", "leased", "done", "poison", "shredded_unread"))
    kept = case((inbox.c.outcome.is_(None), "new"), else_="done")
    ownerless = and_(inbox.c.state == "leased", inbox.c.lease_until.is_(None))
    stuck = and_(inbox.c.state == "new", inbox.c.due_at < m.wall - GRACE_MS)
    return (
        Flaw("inbox_state", inbox.c.id, odd, {"state": kept, **_FREE}),
        Flaw("inbox_leased", inbox.c.id, _lasting(inbox, m), {"lease_until": m.leases - 1}),
        Flaw("inbox_ownerless", inbox.c.id, ownerless, {"state": "new", **_FREE}),
        Flaw("inbox_stuck", inbox.c.id, stuck),
    )


def _lasting(table: Table, m: Moment) -> ColumnElement[bool]:
    """A lease that nobody can have taken: no lease lasts so long."""
    taken = and_(table.c.lease_owner.is_not(None), table.c.lease_boot == m.boot)
    return and_(taken, table.c.lease_until > m.leases + LONGEST_LEASE_MS)
