"""The roster of staff: sealed numbers and names, found by the pseudonym of purpose `staff`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from core.contacts import Member, Role
from core.errors import LasomiError
from store import duty
from store.accounts import together
from store.database import ms
from store.prepared import Prepared
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

    `areas` are p-codes of cercles or regions, or `ML`. Without an `email` a known one stays. Raises
    LasomiError `roles_exclude` for somebody whose account keeps the machine (P44).
    """
    known = member_by_number(conn, vault, number, now)
    id_ = new_id() if known is None else known.id
    together(conn, roles, id_)
    mail = email or (known and email_of(conn, vault, known.id)) or ""
    serves = {"roles": " ".join(roles), "areas": " ".join(areas), "language": language, "channel": channel}
    phone = {"pseudonym": vault.pseudonym("staff", number, now), "has_phone": True, "active": True}
    values: dict[str, Any] = phone | sealed(vault, id_, now, number=number, name=name, email=mail) | serves
    if known is None:
        conn.execute(insert(staff).values(id=id_, created_at=ms(now), on_call=True, locked=False, **values))
    else:
        conn.execute(update(staff).where(staff.c.id == id_).values(**values))
    return Member(id_, tuple(roles), tuple(areas), language, channel, on_call=known is None or known.on_call)


def member_by_number(conn: Connection, vault: Vault, number: str, now: datetime) -> Member | None:
    """The member whose phone this is; None for everybody else, and for those who no longer serve."""
    mine = {"of": vault.known_as("staff", number, now)}
    return _one(conn, conn.execute(_BY_NUMBER, mine).one_or_none())


def members_by_number(
    conn: Connection, vault: Vault, phones: Sequence[tuple[str, datetime]]
) -> list[Member | None]:
    """The same for some numbers, each with its moment."""
    ids = [vault.known_as("staff", *each) for each in phones]
    found = conn.execute(_BY_NUMBER, {"of": [id_ for each in ids for id_ in each]})
    rows = {row.pseudonym: row for row in found}
    return [_one(conn, next((rows[id_] for id_ in mine if id_ in rows), None)) for mine in ids]


def member(conn: Connection, member_id: str) -> Member | None:
    return _one(conn, conn.execute(select(staff).where(staff.c.id == member_id)).one_or_none())


def found(conn: Connection, member_id: str) -> Member:
    """Raises LasomiError `no_member` for nobody, and for those who no longer serve."""
    active = select(staff).where(staff.c.id == member_id, staff.c.active)
    known = _one(conn, conn.execute(active).one_or_none())
    if known is None:
        raise LasomiError("no_member", f"{member_id}: nobody on the roster")
    return known


def members(conn: Connection) -> list[Member]:
    """Everybody who serves, in the order in which they came."""
    rows, kept = _SERVING.named(conn), duty.kept(conn)
    return [_member(row, kept) for row in rows]


def number_of(conn: Connection, vault: Vault, member_id: str) -> str:
    """The number to write to, in RAM only; empty without a SIM. Raises LasomiError `no_member`."""
    return _opened(conn, vault, member_id, "number")


def numbers_of(conn: Connection, vault: Vault, ids: Sequence[str]) -> dict[str, str]:
    """The same for some members; who is not on the roster is not among them."""
    rows = conn.execute(_SEALED, {"of": list(ids)})
    return {row.id: _unsealed(vault, row, "number") for row in rows}


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
    values = {"locked": True} if locked else {"locked": False, "pin_slips": 0}
    conn.execute(update(staff).where(staff.c.id == member_id).values(**values))


def is_locked(conn: Connection, member_id: str) -> bool:
    return bool(conn.execute(select(staff.c.locked).where(staff.c.id == member_id)).scalar())


def purge(conn: Connection, before: datetime) -> int:
    """Erases those who left by then: name, number, roles, duty and ties; how many. The audit keeps their id
    (P26).
    """
    gone = list(conn.scalars(select(staff.c.id).where(staff.c.left_at <= ms(before))))
    duty.forget(conn, gone)
    conn.execute(delete(staff).where(staff.c.id.in_(gone)))
    return len(gone)


_SERVING = Prepared(select(staff).where(staff.c.active).order_by(staff.c.created_at, staff.c.id))
_SEALED = select(staff.c.id, staff.c.sealed_number, staff.c.key_epoch).where(
    staff.c.id.in_(bindparam("of", expanding=True))
)
_BY_NUMBER = select(staff).where(staff.c.pseudonym.in_(bindparam("of", expanding=True)), staff.c.active)


def sealed(vault: Vault, member_id: str, now: datetime, **said: str) -> dict[str, Any]:
    """The columns that only the roster key opens. What was not said is empty, but a number: that is sealed
    where there is none, too.
    """
    columns: dict[str, Any] = {}
    for purpose, value in said.items():
        where = {"table": "staff", "row": member_id, "purpose": purpose}
        locked, columns["key_epoch"] = vault.seal("roster", value.encode(), now, **where)
        columns[f"sealed_{purpose}"] = locked if value or purpose == "number" else None
    return columns


def _opened(conn: Connection, vault: Vault, member_id: str, purpose: str) -> str:
    row = conn.execute(select(staff).where(staff.c.id == member_id)).one_or_none()
    if row is None:
        raise LasomiError("no_member", member_id)
    return _unsealed(vault, row, purpose)


def _unsealed(vault: Vault, row: Any, purpose: str) -> str:
    locked = getattr(row, f"sealed_{purpose}")
    if locked is None:
        return ""
    where = {"table": "staff", "row": row.id, "purpose": purpose}
    return vault.open("roster", row.key_epoch, locked, **where).decode()


def _one(conn: Connection, row: Row[Any] | None) -> Member | None:
    return None if row is None else _member(row, duty.kept(conn, row.id))


def _member(row: Any, kept: duty.Kept) -> Member:
    return Member(
        row.id,
        roles=cast("tuple[Role, ...]", tuple(row.roles.split())),
        areas=tuple(row.areas.split()),
        language=row.language,
        channel=row.channel,
        on_call=row.on_call and row.active,
        duty=kept.duty.get(row.id, ()),
        leave=kept.leave.get(row.id, ()),
        affiliations=kept.affiliations.get(row.id, ()),
        has_phone=row.has_phone is not False,
    )
