"""The PIN that some ask of themselves before VRAI and FAUX: caller ids can be forged (`alerts.md` §5.2, P68).

Argon2id of what the key of the roster makes of it: without the keys file, four digits cannot be tried out.
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
    hashed = HASHER.hash(_keyed(vault, member_id, pin, now)) if pin else None
    conn.execute(update(staff).where(staff.c.id == member_id).values(pin=hashed, pin_slips=0))


def has_pin(conn: Connection, member_id: str) -> bool:
    return conn.execute(select(staff.c.pin).where(staff.c.id == member_id)).scalar() is not None


def fits(conn: Connection, vault: Vault, member_id: str, pin: str, now: datetime) -> bool:
    """Whether this is their PIN; False for who has none."""
    hashed = conn.execute(select(staff.c.pin).where(staff.c.id == member_id)).scalar()
    return hashed is not None and HASHER.fits(hashed, _keyed(vault, member_id, pin, now))


def slip(conn: Connection, member_id: str) -> int:
    """One wrong PIN more; how many since the last right one."""
    one = func.coalesce(staff.c.pin_slips, 0) + 1
    counted = update(staff).where(staff.c.id == member_id).values(pin_slips=one)
    return int(conn.execute(counted.returning(staff.c.pin_slips)).scalar_one())


def forgive(conn: Connection, member_id: str) -> None:
    conn.execute(update(staff).where(staff.c.id == member_id).values(pin_slips=0))


def _keyed(vault: Vault, member_id: str, pin: str, now: datetime) -> str:
    return vault.pseudonym("staff", f"pin|{member_id}|{pin}", now)
