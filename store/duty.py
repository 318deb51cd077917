"""The rows of a person's duty, leave and ties to authorities (`alerts.md` §1, §4, `protection.md` P47)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from core.duty import Duty, Leave
from store.prepared import Prepared
from store.rows import insert_new, new_id
from store.tables import affiliations, duties, leaves

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is written of everybody asked for, by member."""

    duty: Mapping[str, tuple[Duty, ...]]
    leave: Mapping[str, tuple[Leave, ...]]
    affiliations: Mapping[str, tuple[str, ...]]


def kept(conn: Connection, member_id: str | None = None) -> Kept:
    """Of one member, or of everybody."""
    return Kept(
        _by_member(conn, _DUTIES, member_id, _duty),
        _by_member(conn, _LEAVES, member_id, _leave),
        _by_member(conn, _TIES, member_id, _tie),
    )


def add_duty(conn: Connection, member_id: str, duty: Duty) -> str:
    """The id of a period in which the member is on call."""
    values: dict[str, Any] = {"id": new_id(), "staff_id": member_id, "since": duty.since.isoformat()}
    values |= {"until": duty.until and duty.until.isoformat(), "weekdays": duty.weekdays}
    hours = {"begins": f"{duty.begins:%H:%M}", "ends": f"{duty.ends:%H:%M}"}
    conn.execute(insert(duties).values(values | hours))
    return str(values["id"])


def add_leave(conn: Connection, member_id: str, leave: Leave) -> str:
    """The id of days away."""
    values = {"id": new_id(), "staff_id": member_id, "stand_in": leave.stand_in}
    days = {"since": leave.since.isoformat(), "until": leave.until.isoformat()}
    conn.execute(insert(leaves).values(values | days))
    return str(values["id"])


def affiliate(conn: Connection, member_id: str, authority: str, unit: str) -> bool:
    """False when this tie was known."""
    return insert_new(conn, affiliations, {"staff_id": member_id, "authority": authority, "unit": unit})


def release(conn: Connection, member_id: str, authority: str, unit: str) -> bool:
    """The tie is over; False when there was none."""
    mine = (affiliations.c.staff_id == member_id, affiliations.c.authority == authority)
    return conn.execute(delete(affiliations).where(*mine, affiliations.c.unit == unit)).rowcount == 1


def drop_duty(conn: Connection, member_id: str, duty_id: str) -> bool:
    mine = (duties.c.staff_id == member_id, duties.c.id == duty_id)
    return conn.execute(delete(duties).where(*mine)).rowcount == 1


def drop_leave(conn: Connection, member_id: str, leave_id: str) -> bool:
    mine = (leaves.c.staff_id == member_id, leaves.c.id == leave_id)
    return conn.execute(delete(leaves).where(*mine)).rowcount == 1


def forget(conn: Connection, member_ids: Collection[str]) -> None:
    """Everything that these rooms hold of people who are gone; nobody counts on them as stand-ins."""
    for table in (duties, leaves, affiliations):
        conn.execute(delete(table).where(table.c.staff_id.in_(member_ids)))
    conn.execute(update(leaves).where(leaves.c.stand_in.in_(member_ids)).values(stand_in=None))


class _Asked(NamedTuple):
    """The same rows of everybody and of one member."""

    every: Prepared
    one: Prepared


def _asked(every: Select[Any]) -> _Asked:
    return _Asked(Prepared(every), Prepared(every.where(every.selected_columns.staff_id == bindparam("of"))))


_DUTIES = _asked(select(duties).order_by(duties.c.since, duties.c.id))
_LEAVES = _asked(select(leaves).order_by(leaves.c.since, leaves.c.id))
_TIES = _asked(select(affiliations).order_by(*affiliations.primary_key))


def _by_member(
    conn: Connection, asked: _Asked, member_id: str | None, read: Callable[[Any], Told]
) -> Mapping[str, tuple[Told, ...]]:
    found: dict[str, tuple[Told, ...]] = {}
    for row in asked.every.named(conn) if member_id is None else asked.one.named(conn, {"of": member_id}):
        found[row.staff_id] = (*found.get(row.staff_id, ()), read(row))
    return found


def _duty(row: Any) -> Duty:
    until = date.fromisoformat(row.until) if row.until else None
    hours = (time.fromisoformat(row.begins), time.fromisoformat(row.ends))
    return Duty(date.fromisoformat(row.since), until, row.weekdays, *hours, id=row.id)


def _leave(row: Any) -> Leave:
    return Leave(date.fromisoformat(row.since), date.fromisoformat(row.until), row.stand_in, row.id)


def _tie(row: Any) -> str:
    return f"{row.authority}:{row.unit}"
