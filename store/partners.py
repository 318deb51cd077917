"""Partners to whom a named person lets released alerts go: where to, for which areas (P66, P67).

Address and secret are sealed under the roster's key; of a partner who is disabled neither is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from core.errors import LasomiError
from store.database import ms
from store.rows import new_id
from store.tables import partners
from store.vault import Vault

Kind = Literal["webhook", "email"]


@dataclass(frozen=True, slots=True)
class Partner:
    """`areas` are p-codes of regions or cercles, or the country."""

    id: str
    name: str
    kind: Kind
    areas: tuple[str, ...]
    enabled: bool

    def serves(self, *places: str | None) -> bool:
        return any(place in self.areas for place in places if place)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a partner is reached, in RAM only; `secret` signs what a webhook is sent."""

    kind: Kind
    target: str
    secret: str


def add(
    conn: Connection,
    vault: Vault,
    *,
    name: str,
    kind: Kind,
    target: str,
    secret: str,
    areas: Sequence[str],
    now: datetime,
) -> Partner:
    """Somebody new, or a known name with a new address; enabled."""
    known = by_name(conn, name)
    id_ = known.id if known else new_id()
    values: dict[str, Any] = {"kind": kind, "areas": " ".join(areas), "enabled": True}
    for purpose, value in (("target", target), ("secret", secret)):
        where = {"table": "partners", "row": id_, "purpose": purpose}
        values[f"sealed_{purpose}"], values["key_epoch"] = vault.seal("roster", value.encode(), now, **where)
    if known:
        conn.execute(update(partners).where(partners.c.id == id_).values(**values))
    else:
        conn.execute(insert(partners).values(id=id_, name=name, created_at=ms(now), **values))
    return Partner(id_, name, kind, tuple(areas), enabled=True)


def disable(conn: Connection, name: str) -> str | None:
    """The id of who gets nothing more, from now on; None for an unknown name."""
    gone = update(partners).where(partners.c.name == name).returning(partners.c.id)
    nothing = {"enabled": False, "sealed_target": None, "sealed_secret": None}
    return conn.execute(gone.values(nothing)).scalar_one_or_none()


def listing(conn: Connection) -> list[Partner]:
    return [_partner(row) for row in conn.execute(select(partners).order_by(partners.c.name))]


def by_name(conn: Connection, name: str) -> Partner | None:
    row = conn.execute(select(partners).where(partners.c.name == name)).one_or_none()
    return None if row is None else _partner(row)


def address(conn: Connection, vault: Vault, partner_id: str) -> Address:
    """Raises LasomiError `no_partner` when there is none, or none any more."""
    row = conn.execute(select(partners).where(partners.c.id == partner_id, partners.c.enabled)).one_or_none()
    if row is None:
        raise LasomiError("no_partner", partner_id)
    opened = {
        purpose: vault.open(
            "roster",
            row.key_epoch,
            getattr(row, f"sealed_{purpose}"),
            table="partners",
            row=row.id,
            purpose=purpose,
        ).decode()
        for purpose in ("target", "secret")
    }
    return Address(row.kind, **opened)


def _partner(row: Row[Any]) -> Partner:
    return Partner(row.id, row.name, row.kind, tuple(row.areas.split()), row.enabled)
