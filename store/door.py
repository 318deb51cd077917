"""Coming in: a name, a password, a code; and proving within that one is still oneself (P49, P45).

Everybody takes the same way, whoever they are: the try is counted, the name is looked up, a password is
hashed, the fate is written down. Only who has tried too often from one address is turned away before it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection, update

from store import accounts, audit, devices, factors, logins, tries
from store.accounts import Known
from store.database import Database, ms
from store.hashing import Hasher
from store.tables import staff
from store.vault import Vault

NOBODY: Final = "nobody"
Way = Literal["open", "locked", "just_locked", "flooded"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows: a password, and a code of their second factor."""

    password: str = field(repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door. `address`: where from; `device`: what their browser kept of a login before."""

    login: str
    proof: Proof
    address: str = ""
    device: str = ""


def enter(
    database: Database, vault: Vault, knock: Knock, now: datetime, *, hasher: Hasher | None = None
) -> str | None:
    """A token for the cookie; None for a wrong name, password or code, a code that was used, an account that
    nobody has enrolled in time, and whoever has tried too often. The slow part, 64 MiB of Argon2, holds up no
    writer.
    """
    with database.write() as conn:
        way = _way(conn, vault, knock, now)
        known = accounts.known(conn, knock.login)
    if way == "flooded":
        return None
    fits = (hasher or Hasher()).proves(known.password if known else None, knock.proof.password)
    with database.write() as conn:
        good = known is not None and way == "open" and fits and _in_time(conn, known, now)
        if known and good and factors.fits(conn, vault, known.id, knock.proof.code, now):
            return _begun(conn, vault, known, now)
        if way != "locked":
            _note(conn, vault, known, "login_refused" if way == "open" else "login_locked", now)
    return None


def proves(
    database: Database,
    vault: Vault,
    login: str,
    proof: Proof,
    now: datetime,
    *,
    hasher: Hasher | None = None,
    twice: bool = True,
) -> bool:
    """Whether who is in is the one whose account it is, by password and, if `twice`, by code. Their tries are
    their own: no stranger at the door can use them up.
    """
    with database.write() as conn:
        spent = tries.spend(conn, vault, f"within|{login}", tries.ACCOUNT, now)
        known = accounts.known(conn, login)
    fits = (hasher or Hasher()).proves(known.password if known else None, proof.password)
    if known is None or not fits or spent > tries.ACCOUNT.most:
        return False
    if not twice:
        return True
    with database.write() as conn:
        return factors.fits(conn, vault, known.id, proof.code, now)


def _way(conn: Connection, vault: Vault, knock: Knock, now: datetime) -> Way:
    """A browser that the account knows has tries of its own, so strangers do not lock it out."""
    device = devices.known(vault, knock.login, knock.device, now)
    if device is None and _is_flood(conn, vault, knock.address, now):
        return "flooded"
    subject = f"account|{knock.login}" if device is None else f"device|{device}|{knock.login}"
    over = tries.spend(conn, vault, subject, tries.ACCOUNT, now) - tries.ACCOUNT.most
    return "open" if over <= 0 else "just_locked" if over == 1 else "locked"


def _is_flood(conn: Connection, vault: Vault, address: str, now: datetime) -> bool:
    return tries.spend(conn, vault, f"address|{address}", tries.ADDRESS, now) > tries.ADDRESS.most


def _in_time(conn: Connection, known: Known, now: datetime) -> bool:
    """Who has not changed the password that they were given, or not enrolled a second factor, within the time
    they had asks an administrator.
    """
    late = known.open_until is not None and known.open_until <= ms(now)
    return not late or (not known.given and factors.is_confirmed(conn, known.id))


def _begun(conn: Connection, vault: Vault, known: Known, now: datetime) -> str:
    """A login; and whoever is logged in may give commands by SMS again (`alerts.md` §5.2)."""
    conn.execute(update(staff).where(staff.c.id == known.staff_id).values(locked=False, pin_slips=0))
    token = logins.begin(conn, known.id, now)
    _note(conn, vault, known, "login", now)
    return token


def _note(conn: Connection, vault: Vault, known: Known | None, action: str, now: datetime) -> None:
    """Every login and every denial is written down (P52); a name that nobody has is nobody's."""
    who, role = (known.id, known.role[:16]) if known else (NOBODY, "")
    audit.write(conn, vault, at=now, account=who, role=role, action=action, object=who)
