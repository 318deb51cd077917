"""Renewing the keys that no calendar ends (P17, P22): a new key, everything sealed anew, the old one gone.

From the moment the new key is in the file everybody seals under it, and whatever the old one has closed opens
as before. A rotation that was broken off goes on where it stood: two keys stand, so no third is made. Of a
family without rows here (`audit`, `backup`) the old key stands for as long as it `outlives`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Table, func, or_, select, text, update

from core.errors import LasomiError
from core.periods import day
from store import rings
from store.database import Database
from store.enrolments import PREFIX
from store.families import FAMILIES
from store.tables import channels, enrolments, factors, inbox, partners, staff
from store.vault import Vault

SETTLE_SECONDS: Final = 2.0
"""For as long somebody may be about to write what they have sealed under the key of before."""
MARGIN: Final = timedelta(hours=1)
RENEWABLE: Final = ("roster", "staff", "cursor", "audit", "backup")
"""Not `optout` and `dedupe`: they are marks of what nobody keeps, so a panic alone ends them (P17)."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The columns of a table that a family has sealed, each for the purpose that is named."""

    table: Table
    row: str
    columns: Mapping[str, str]
    epoch: str = ""


SEALED: Final[Mapping[str, Sequence[Sealed]]] = {
    "roster": (
        Sealed(
            staff,
            "id",
            {"sealed_number": "number", "sealed_name": "name", "sealed_email": "email", "sealed_pin": "pin"},
            "key_epoch",
        ),
        Sealed(enrolments, "staff_id", {"sealed_code": "code"}),
        Sealed(factors, "account_id", {"sealed_secret": "totp"}),
        Sealed(partners, "id", {"sealed_target": "target", "sealed_secret": "secret"}, "key_epoch"),
    ),
    "cursor": (Sealed(channels, "channel", {"cursor": "cursor", "low": "cursor"}),),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A column by which something is found, and the sealed one of which it is made, with a prefix."""

    table: Table
    row: str
    sealed: str
    purpose: str
    column: str
    prefix: str = ""


NAMED: Final = (
    Named(staff, "id", "sealed_number", "number", "pseudonym"),
    Named(enrolments, "staff_id", "sealed_code", "code", "code", PREFIX),
)


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of a family. `kept`: older keys that stand because something may still need them."""

    family: str
    rows: int
    destroyed: int
    kept: int


def renew(
    databases: Sequence[Database],
    vault: Vault,
    family: str,
    now: datetime,
    rest: Callable[[float], object] = time.sleep,
) -> Renewed:
    """A new key for a family in a house and its exercises; when it returns, what is not needed is destroyed.

    Raises LasomiError: when something does not open, the old key stays.
    """
    outlives = FAMILIES[family].outlives is not None
    if outlives or len(vault.keys.standing(family)) == 1:
        vault.keys.change(lambda ring: rings.renewed(ring, family, now))
    _, *older = vault.keys.standing(family)
    if outlives:
        return Renewed(family, 0, 0, len(older))
    rows = _reseal_all(databases, vault, family, now)
    rest(SETTLE_SECONDS)
    _reseal_all(databases, vault, family, now)
    vault.keys.change(lambda ring: rings.without(ring, family, older))
    return Renewed(family, rows, len(older), 0)


def renew_ahead(database: Database, vault: Vault, now: datetime) -> int:
    """New keys for the days, weeks and quarters that have not begun; how many.

    None where a clock that was wrong has used one of them already.
    """
    with database.read() as conn:
        latest = conn.execute(select(func.max(inbox.c.key_day))).scalar()
    if latest is not None and latest > day(now):
        return 0
    before, after = vault.keys.change(lambda ring: rings.renewed_ahead(ring, now, now + MARGIN))
    return sum(before.get(name) != key for name, key in after.items())


def _reseal_all(databases: Sequence[Database], vault: Vault, family: str, now: datetime) -> int:
    return sum(_reseal_in(database, vault, family, now) for database in databases)


def _reseal_in(database: Database, vault: Vault, family: str, now: datetime) -> int:
    with database.write() as conn:
        database.take_time(conn)
        if family == "staff":
            return sum(_rename(conn, vault, each, now) for each in NAMED)
        return sum(_reseal(conn, vault, family, each, now) for each in SEALED[family])


def _reseal(conn: Connection, vault: Vault, family: str, each: Sealed, now: datetime) -> int:
    """Everything under the newest key; how many rows."""
    _alone(conn, each.table)
    some = or_(*(each.table.c[name].is_not(None) for name in each.columns))
    rows = conn.execute(select(each.table).where(some)).mappings().all()
    for row in rows:
        values = _anew(vault, family, each, dict(row), now)
        mine = each.table.c[each.row] == row[each.row]
        conn.execute(update(each.table).where(mine).values(values))
    return len(rows)


def _anew(vault: Vault, family: str, each: Sealed, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, purpose in each.columns.items():
        if row[name] is None:
            continue
        where = {"table": each.table.name, "row": row[each.row], "purpose": purpose}
        values[name], epoch = vault.seal(family, vault.open_any(family, row[name], **where), now, **where)
        if each.epoch:
            values[each.epoch] = epoch
    return values


def _rename(conn: Connection, vault: Vault, each: Named, now: datetime) -> int:
    """The pseudonyms of a column anew, from what is sealed; whoever has no number keeps a random one."""
    _alone(conn, each.table)
    id_, sealed = each.table.c[each.row], each.table.c[each.sealed]
    rows = conn.execute(select(id_, sealed).where(sealed.is_not(None))).all()
    for row, kept in rows:
        where = {"table": each.table.name, "row": row, "purpose": each.purpose}
        if said := vault.open_any("roster", kept, **where).decode():
            fresh = vault.pseudonym("staff", f"{each.prefix}{said}", now)
            conn.execute(update(each.table).where(id_ == row).values({each.column: fresh}))
    return len(rows)


def _alone(conn: Connection, table: Table) -> None:
    """Whoever is about to write a row of it has done so, or waits (SQLite: everybody waits already)."""
    if conn.dialect.name == "postgresql":
        conn.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def renewable(families: Sequence[str]) -> tuple[str, ...]:
    """Those that were named, or all. Raises LasomiError `not_renewable`."""
    if strangers := [name for name in families if name not in RENEWABLE]:
        raise LasomiError("not_renewable", ", ".join(strangers))
    return tuple(families) or RENEWABLE
