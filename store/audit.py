"""Who did what, with which authority, and why: appended, never changed, each row bound to all before it (P52,
P53).

The rows of one house come one after the other: on PostgreSQL whoever appends holds a lock until its
transaction ends, so a long one appends last.
"""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, func, insert, select, text, update

from store.chain import FAMILY, GENESIS, link
from store.database import from_ms, ms
from store.tables import audit
from store.vault import Vault

ADOPTED: Final = "audit_adopted"
"""Rows of before the chain were taken into it; `object` says how many. Until then nothing protected them."""
_LOCK: Final = text("SELECT pg_advisory_xact_lock(53, CAST(CAST('audit' AS regclass) AS oid)::int)")
"""By the table, so that an exercise on the same server has its own."""


class Act(NamedTuple):
    """One row as an auditor reads it."""

    seq: int
    at: datetime
    account: str
    role: str
    action: str
    object: str
    reason: str


def write(
    conn: Connection,
    vault: Vault,
    *,
    at: datetime,
    account: str,
    role: str,
    action: str,
    object: str,  # noqa: A002
    reason: str = "",
) -> None:
    """`account` is an account, a member of staff or `system`; `object` an id, never a number or a text.

    Raises LasomiError while the keys do not answer: what cannot be written down is not done.
    """
    values = {"account": account, "role": role, "action": action, "object": object, "reason": reason[:80]}
    before = _end(conn)  # whoever waited here reads the key after those before have written under theirs
    _chain(conn, before, *_current(vault, at), {"at": ms(at), **values})


def acts(conn: Connection, most: int, before: int | None = None) -> list[Act]:
    """The newest first: the last, or those that stand before a row."""
    told = select(*(audit.c[name] for name in Act._fields)).order_by(audit.c.seq.desc()).limit(most)
    found = conn.execute(told if before is None else told.where(audit.c.seq < before))
    return [Act(seq, from_ms(at), *rest) for seq, at, *rest in found]


def since(conn: Connection, seq: int) -> list[Act]:
    """Those after a row, in their order."""
    told = select(*(audit.c[name] for name in Act._fields)).order_by(audit.c.seq)
    return [Act(seq, from_ms(at), *rest) for seq, at, *rest in conn.execute(told.where(audit.c.seq > seq))]


def last_before(conn: Connection, at: datetime) -> int:
    """The last row that was written before a moment; 0 where there is none."""
    asked = select(func.coalesce(func.max(audit.c.seq), 0)).where(audit.c.at < ms(at))
    return int(conn.execute(asked).scalar_one())


def append(conn: Connection, epoch: str, key: bytes, values: dict[str, Any]) -> None:
    """Appends a row under a key that the caller has, and the file perhaps no more."""
    _chain(conn, _end(conn), epoch, key, values)


def begin(conn: Connection, vault: Vault, now: datetime) -> None:
    """After an upgrade: takes what was written before the chain into it. May be repeated."""
    if _end(conn) is None:
        _adopt(conn, *_current(vault, now), ms(now))


def _current(vault: Vault, at: datetime) -> tuple[str, bytes]:
    epoch = vault.keys.epoch(FAMILY, at)
    return epoch, vault.keys.key(FAMILY, epoch)


def _chain(conn: Connection, before: bytes | None, epoch: str, key: bytes, values: dict[str, Any]) -> None:
    """Before the first row, old ones are taken in."""
    before = _adopt(conn, epoch, key, values["at"]) if before is None else before
    _put(conn, key, before, {"key_epoch": epoch, **values})


def _end(conn: Connection) -> bytes | None:
    """The end of the chain, which nobody else moves until the transaction is over; None before the first."""
    if conn.dialect.name == "postgresql":
        conn.execute(_LOCK)
    chained = select(audit.c.mac).where(audit.c.mac.is_not(None)).order_by(audit.c.seq.desc()).limit(1)
    found = conn.execute(chained).scalar_one_or_none()
    return None if found is None else bytes(found)


def _put(conn: Connection, key: bytes, before: bytes, values: dict[str, Any]) -> bytes:
    row = {"seq": _next(conn), **values}
    mac = link(key, before, row)
    conn.execute(insert(audit).values(**row, mac=mac))
    return mac


def _next(conn: Connection) -> int:
    """The number of the next row: it is bound as well, so it is drawn before."""
    if conn.dialect.name == "postgresql":
        serial = func.pg_get_serial_sequence(audit.name, "seq")
        return int(conn.execute(select(func.nextval(serial))).scalar_one())
    return int(conn.execute(select(func.coalesce(func.max(audit.c.seq), 0))).scalar_one()) + 1


def _adopt(conn: Connection, epoch: str, key: bytes, at: int) -> bytes:
    """Binds the rows of before the chain in their order, and writes down how many there were."""
    old = conn.execute(select(audit).order_by(audit.c.seq)).mappings().all()
    before = GENESIS
    for row in old:
        before = link(key, before, {**row, "key_epoch": epoch})
        conn.execute(update(audit).where(audit.c.seq == row["seq"]).values(key_epoch=epoch, mac=before))
    if not old:
        return before
    about = {"account": "system", "role": "", "action": ADOPTED, "object": str(len(old)), "reason": ""}
    return _put(conn, key, before, {"at": at, **about, "key_epoch": epoch})
