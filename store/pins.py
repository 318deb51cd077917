"""The PIN that some ask of themselves before VRAI and FAUX: caller ids can be forged (`alerts.md` §5.2, P68).

Argon2id, sealed under the key of the roster: without the keys file, four digits cannot be tried out.
"""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from store.accounts import Hasher
from store.tables import staff
from store.vault import Vault

HASHER = Hasher(memory_kib=19 * 1024, passes=2)
"""Light enough for a transaction that others wait for; the key does what strength cannot for four digits."""


def set_pin(conn: Connection, vault: Vault, member_id: str, pin: str, now: datetime) -> None:
    """Asked from now on; none any more for an empty one."""
    sealed = _sealed(vault, member_id, HASHER.hash(pin), now) if pin else None
    conn.execute(update(staff).where(staff.c.id == member_id).values(sealed_pin=sealed, pin_slips=0))


def has_pin(conn: Connection, member_id: str) -> bool:
    return _kept(conn, member_id) is not None


def fits(conn: Connection, vault: Vault, member_id: str, pin: str) -> bool:
    """Whether this is their PIN; False for who has none."""
    sealed = _kept(conn, member_id)
    if sealed is None:
        return False
    hashed = vault.open_any("roster", sealed, table="staff", row=member_id, purpose="pin")
    return HASHER.fits(hashed.decode(), pin)


def slip(conn: Connection, member_id: str) -> int:
    """One wrong PIN more; how many since the last right one."""
    one = func.coalesce(staff.c.pin_slips, 0) + 1
    counted = update(staff).where(staff.c.id == member_id).values(pin_slips=one)
    return int(conn.execute(counted.returning(staff.c.pin_slips)).scalar_one())


def forgive(conn: Connection, member_id: str) -> None:
    conn.execute(update(staff).where(staff.c.id == member_id).values(pin_slips=0))


def _kept(conn: Connection, member_id: str) -> bytes | None:
    return conn.execute(select(staff.c.sealed_pin).where(staff.c.id == member_id)).scalar()


def _sealed(vault: Vault, member_id: str, hashed: str, now: datetime) -> bytes:
    sealed, _ = vault.seal("roster", hashed.encode(), now, table="staff", row=member_id, purpose="pin")
    return sealed
