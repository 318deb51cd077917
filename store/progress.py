"""Commitments with all that was said of them, as the house knew it on a day (`indicators.md` §8.1)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from core.frameworks import Framework
from core.tracker import Promise, Update
from store import commitments
from store.commitments import Commitment
from store.tables import status_updates, verifications


@dataclass(frozen=True, slots=True)
class Tracked:
    """A commitment, its history as T1 to T4 read it, and its last update where that waits to be verified."""

    commitment: Commitment
    promise: Promise
    waiting: "Said | None" = None


@dataclass(frozen=True, slots=True)
class Said:
    """An update that another role may verify: who said it, in which role, with which evidence."""

    seq: int
    commitment: str
    role: str
    evidence: str
    by: str | None = None


def tracked(
    conn: Connection,
    frameworks: Iterable[Framework] = (),
    *,
    known: date | None = None,
    internal: bool = False,
) -> list[Tracked]:
    """Every commitment with its history, by code; what the house learnt after `known` is left out.

    `frameworks` say until when theirs are in force. Without `internal` the house's own are left out.
    """
    until = {(each.key, each.version): each.valid_to for each in frameworks}
    said = _said(conn, known)
    found = sorted(commitments.listed(conn), key=lambda each: each.code)
    return [
        _tracked(each, said.get(each.code, ()), until.get((each.framework, each.version or "")))
        for each in found
        if (internal or each.framework not in commitments.INTERNAL) and _was_there(each, known)
    ]


def unverified(conn: Connection, seq: int) -> Said | None:
    """An update that nobody has verified yet."""
    asked = _HISTORY.where(status_updates.c.seq == seq, verifications.c.date.is_(None))
    row = conn.execute(asked.where(~status_updates.c.verified)).one_or_none()
    return None if row is None else _waits(row)


def changed(conn: Connection, on: date) -> date | None:
    """The newest day by then on which something was said or verified."""
    days = [
        conn.execute(select(func.max(day)).where(day <= on.isoformat())).scalar()
        for day in (status_updates.c.recorded, status_updates.c.date, verifications.c.date)
    ]
    found = max(filter(None, days), default=None)
    return None if found is None else date.fromisoformat(found)


def _was_there(commitment: Commitment, known: date | None) -> bool:
    return known is None or commitment.came <= known.isoformat()


_HISTORY = (
    select(status_updates, verifications.c.date.label("confirmed"))
    .outerjoin(verifications, verifications.c.update_seq == status_updates.c.seq)
    .order_by(status_updates.c.date, status_updates.c.seq)
)


def _said(conn: Connection, known: date | None) -> Mapping[str, Sequence[Row[Any]]]:
    asked = _HISTORY
    if known is not None:
        learnt = status_updates.c.recorded
        asked = asked.where(or_(learnt.is_(None), learnt <= known.isoformat()))
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(asked):
        found[row.commitment].append(row)
    return found


def _tracked(commitment: Commitment, rows: Sequence[Row[Any]], until: date | None) -> Tracked:
    promise = Promise(
        commitment.code,
        commitment.weight,
        date.fromisoformat(commitment.since),
        date.fromisoformat(commitment.due) if commitment.due else None,
        until,
        tuple(_update(row) for row in rows),
    )
    waits = rows and not (rows[-1].verified or rows[-1].confirmed)
    return Tracked(commitment, promise, _waits(rows[-1]) if waits else None)


def _update(row: Row[Any]) -> Update:
    sure = row.date if row.verified else row.confirmed
    return Update(
        date.fromisoformat(row.date), row.state, row.progress, date.fromisoformat(sure) if sure else None
    )


def _waits(row: Row[Any]) -> Said:
    return Said(row.seq, row.commitment, row.reported_by_role, row.evidence_kind, row.recorded_by)
