"""What was referred to an authority, and what became of it (`indicators.md` §3: G10 to G12)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from store.database import from_ms, ms
from store.rows import new_id
from store.tables import cases, opinions

ASKED_FOR: Final = timedelta(days=92)
"""How long after its end people are asked whether a case is settled."""
_TIMES: Final = ("referred_at", "first_response_at", "closed_at", "withdrawn_at")


@dataclass(frozen=True, slots=True)
class Case:
    """An incident or a commitment referred to an authority: its type and unit, never a person.

    `place` is the p-code of the commune that it concerns.
    """

    id: str
    authority: int
    unit: str
    referred_at: datetime
    incident_id: str | None = None
    commitment: str | None = None
    place: str | None = None
    first_response_at: datetime | None = None
    response_kind: str | None = None
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None


def refer(conn: Connection, case: Case) -> Case:
    """Keeps a new case under an id of its own, which is returned with it."""
    kept = replace(case, id=new_id())
    values: dict[str, Any] = {name: getattr(kept, name) for name in Case.__dataclass_fields__}
    conn.execute(insert(cases).values(values | {name: _ms(values[name]) for name in _TIMES}))
    return kept


def get(conn: Connection, case_id: str) -> Case | None:
    found = conn.execute(select(cases).where(cases.c.id == case_id)).mappings().one_or_none()
    return None if found is None else _case(found)


def respond(conn: Connection, case_id: str, kind: str, at: datetime) -> bool:
    """The first documented response counts; False when there was one."""
    first = (cases.c.id == case_id, cases.c.first_response_at.is_(None))
    values = {"first_response_at": ms(at), "response_kind": kind}
    return conn.execute(update(cases).where(*first).values(values)).rowcount == 1


def close(conn: Connection, case_id: str, at: datetime) -> bool:
    """The authority says that it is settled; False when it was closed or withdrawn before."""
    open_ = (cases.c.id == case_id, cases.c.closed_at.is_(None), cases.c.withdrawn_at.is_(None))
    return conn.execute(update(cases).where(*open_).values(closed_at=ms(at))).rowcount == 1


def to_ask(conn: Connection, commune: str, pseudonym: str, now: datetime) -> str | None:
    """The newest closed case of a commune of which this person was not asked yet (G12)."""
    values = {"commune": commune, "person": pseudonym, "since": ms(now - ASKED_FOR)}
    return conn.execute(_TO_ASK, values).scalar()


_ANSWERED = (
    select(opinions.c.id)
    .where(opinions.c.what == "case", opinions.c.id == cases.c.id)
    .where(opinions.c.pseudonym == bindparam("person"))
    .exists()
)
_TO_ASK = (
    select(cases.c.id)
    .where(cases.c.place == bindparam("commune"), cases.c.closed_at >= bindparam("since"))
    .where(cases.c.withdrawn_at.is_(None), ~_ANSWERED)
    .order_by(cases.c.closed_at.desc())
    .limit(1)
)


def _ms(at: datetime | None) -> int | None:
    return None if at is None else ms(at)


def _case(row: RowMapping) -> Case:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    times = {name: from_ms(values[name]) for name in _TIMES if values[name] is not None}
    return Case(**(values | times))
