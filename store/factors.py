"""The second factor: codes of a time and a secret that a person's phone shares with us (RFC 6238, P49).

Six digits, 30 s, SHA-1, one step of the clock before and after; a step counts once, and none before it again.
The secret lies sealed under the key of the roster.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final

import pyotp
from sqlalchemy import Connection, delete, or_, select, update

from store import recovery
from store.database import ms
from store.rows import insert_new
from store.tables import factors
from store.vault import Vault

STEP_SECONDS: Final = 30
DIGITS: Final = 6
AROUND: Final = (0, -1, 1)
ISSUER: Final = "Lasomi"
OPEN: Final = timedelta(hours=72)
"""For how long a new account, or one whose factor was reset, waits for its person to enrol."""


def begin(conn: Connection, vault: Vault, account_id: str, now: datetime) -> str:
    """The secret to be shown to whoever enrols; the same again until a code of it has come back."""
    if (kept := _secret(conn, vault, account_id)) is not None:
        return kept
    secret = pyotp.random_base32()
    values = {"account_id": account_id, "sealed_secret": _sealed(vault, account_id, secret, now)}
    insert_new(conn, factors, values | {"begun_at": ms(now)})
    return _secret(conn, vault, account_id) or secret


def address(secret: str, login: str) -> str:
    """What an application reads from a QR code: `otpauth://totp/Lasomi:awa?secret=…&issuer=Lasomi`."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def confirm(conn: Connection, vault: Vault, account_id: str, code: str, now: datetime) -> bool:
    """Whether the code is one of the secret that was shown; from then on every login needs one."""
    if not _spends(conn, vault, account_id, code, now):
        return False
    mine = factors.c.account_id == account_id
    conn.execute(update(factors).where(mine).values(confirmed_at=ms(now)))
    return True


def is_confirmed(conn: Connection, account_id: str) -> bool:
    confirmed = select(factors.c.confirmed_at).where(factors.c.account_id == account_id)
    return conn.execute(confirmed).scalar() is not None


def fits(conn: Connection, vault: Vault, account_id: str, code: str, now: datetime) -> bool:
    """Whether somebody shows their second factor: a code, which is spent by that, or one for a lost phone.

    True without any for an account that has none yet: what it may do then is the console's to say.
    """
    if not is_confirmed(conn, account_id):
        return True
    if len(said := recovery.plain(code)) > DIGITS:
        return recovery.redeem(conn, account_id, said, now)
    return _spends(conn, vault, account_id, said, now)


def reset(conn: Connection, account_id: str) -> None:
    """Nothing is left of a factor; its person enrols again."""
    conn.execute(delete(factors).where(factors.c.account_id == account_id))
    recovery.forget(conn, account_id)


def _spends(conn: Connection, vault: Vault, account_id: str, code: str, now: datetime) -> bool:
    """Of two who bring the same code at once, one is let in."""
    secret = _secret(conn, vault, account_id)
    step = None if secret is None else _step(secret, code, now)
    if step is None:
        return False
    fresh = or_(factors.c.last_step.is_(None), factors.c.last_step < step)
    mine = update(factors).where(factors.c.account_id == account_id, fresh)
    return conn.execute(mine.values(last_step=step)).rowcount == 1


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The step of the clock whose code this is."""
    present, codes = int(now.timestamp()) // STEP_SECONDS, pyotp.HOTP(secret)
    steps = [present + each for each in AROUND]
    right = [step for step in steps if hmac.compare_digest(codes.at(step).encode(), code.encode())]
    return right[0] if right else None


def _secret(conn: Connection, vault: Vault, account_id: str) -> str | None:
    kept = conn.execute(select(factors.c.sealed_secret).where(factors.c.account_id == account_id)).scalar()
    if kept is None:
        return None
    return vault.open_any("roster", kept, table="factors", row=account_id, purpose="totp").decode()


def _sealed(vault: Vault, account_id: str, secret: str, now: datetime) -> bytes:
    where = {"table": "factors", "row": account_id, "purpose": "totp"}
    return vault.seal("roster", secret.encode(), now, **where)[0]
