"""The roster of staff: sealed numbers and names, found by the pseudonym of purpose `staff`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from core.contacts import Member, Role
from core.errors import LasomiError
from store.database import ms
from store.rows import new_id
from store.tables import staff
from store.vault import Vault


def add_member(
    conn: Connection,
    vault: Vault,
    *,
    number: str,
    name: str,
    roles: Sequence[Role],
    areas: Sequence[str],
    now: datetime,
    language: str = "fr",
    channel: str = "africastalking",
    email: str = "",
) -> Member:
    """Somebody new on the roster; who is there already gets these roles, areas and name.

    `areas` are p-codes of cercles or regions, or `ML`. Without an `email` a known one stays.
    """
    known = member_by_number(conn, vault, number, now)
    id_ = new_id() if known is None else known.id
    mail = email or (known and email_of(conn, vault, known.id)) or ""
    serves = {"roles": " ".join(roles), "areas": " ".join(areas), "language": language, "channel": channel}
    values: dict[str, Any] = {"pseudonym": vault.pseudonym("staff", number, now), "active": True}
    values |= _sealed(vault, id_, now, number=number, name=name, email=mail) | serves
    if known is None:
        conn.execute(insert(staff).values(id=id_, created_at=ms(now), on_call=True, locked=False, **values))
    else:
        conn.execute(update(staff).where(staff.c.id == id_).values(**values))
    return Member(id_, tuple(roles), tuple(areas), language, channel, on_call=known is None or known.on_call)


def member_by_number(conn: Connection, vault: Vault, number: str, now: datetime) -> Member | None:
    """The member whose phone this is; None for everybody else, and for those who no longer serve."""
    mine = {"of": vault.known_as("staff", number, now)}
    return _member(conn.execute(_BY_NUMBER, mine).one_or_none())


def member(conn: Connection, member_id: str) -> Member | None:
    return _member(conn.execute(select(staff).where(staff.c.id == member_id)).one_or_none())


def members(conn: Connection) -> list[Member]:
    """Everybody who serves, in the order in which they came."""
    serving = select(staff).where(staff.c.active).order_by(staff.c.created_at, staff.c.id)
    return [found for row in conn.execute(serving) if (found := _member(row))]


def number_of(conn: Connection, vault: Vault, member_id: str) -> str:
    """The number to write to, in RAM only. Raises LasomiError `no_member`."""
    return _opened(conn, vault, member_id, "number")


def name_of(conn: Connection, vault: Vault, member_id: str) -> str:
    """Raises LasomiError `no_member`."""
    return _opened(conn, vault, member_id, "name")


def email_of(conn: Connection, vault: Vault, member_id: str) -> str | None:
    """The address for alerts that no phone takes, in RAM only. Raises LasomiError `no_member`."""
    return _opened(conn, vault, member_id, "email") or None


def set_on_call(conn: Connection, member_id: str, on_call: bool) -> None:
    conn.execute(update(staff).where(staff.c.id == member_id).values(on_call=on_call))


def lock_member(conn: Connection, member_id: str, locked: bool = True) -> None:
    """SMS commands of a locked member change nothing until the next login (`alerts.md` §5.2)."""
    conn.execute(update(staff).where(staff.c.id == member_id).values(locked=locked))


def is_locked(conn: Connection, member_id: str) -> bool:
    return bool(conn.execute(select(staff.c.locked).where(staff.c.id == member_id)).scalar())


def retire(conn: Connection, member_id: str) -> None:
    """No longer serves: not written to, not listened to."""
    conn.execute(update(staff).where(staff.c.id == member_id).values(active=False))


_BY_NUMBER = select(staff).where(staff.c.pseudonym.in_(bindparam("of", expanding=True)), staff.c.active)


def _sealed(vault: Vault, member_id: str, now: datetime, **said: str) -> dict[str, Any]:
    """The columns that only the roster key opens; what was not said is empty."""
    found: dict[str, Any] = {}
    for purpose, value in said.items():
        where = {"table": "staff", "row": member_id, "purpose": purpose}
        sealed, found["key_epoch"] = vault.seal("roster", value.encode(), now, **where)
        found[f"sealed_{purpose}"] = sealed if value else None
    return found


def _opened(conn: Connection, vault: Vault, member_id: str, purpose: str) -> str:
    row = conn.execute(select(staff).where(staff.c.id == member_id)).one_or_none()
    if row is None:
        raise LasomiError("no_member", member_id)
    sealed = getattr(row, f"sealed_{purpose}")
    if sealed is None:
        return ""
    where = {"table": "staff", "row": member_id, "purpose": purpose}
    return vault.open("roster", row.key_epoch, sealed, **where).decode()


def _member(row: Row[Any] | None) -> Member | None:
    if row is None:
        return None
    roles = cast("tuple[Role, ...]", tuple(row.roles.split()))
    areas = tuple(row.areas.split())
    return Member(row.id, roles, areas, row.language, row.channel, row.on_call and row.active)
