"""Codes for whoever has lost the phone of their second factor: 120 random bits, kept as hashes, used once."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from store.database import ms
from store.tables import recovery_codes as codes

MANY: Final = 8
BITS: Final = 120
GROUP: Final = 4


def draw(conn: Connection, account_id: str) -> Sequence[str]:
    """New codes in groups of four, shown once; the old ones are worth nothing any more."""
    forget(conn, account_id)
    drawn = [base64.b32encode(secrets.token_bytes(BITS // 8)).decode() for _ in range(MANY)]
    conn.execute(insert(codes), [{"hash": _hash(each), "account_id": account_id} for each in drawn])
    return ["-".join(each[n : n + GROUP] for n in range(0, len(each), GROUP)) for each in drawn]


def redeem(conn: Connection, account_id: str, code: str, now: datetime) -> bool:
    """Whether this is a code of theirs that was not used yet; now it is."""
    mine = update(codes).where(codes.c.hash == _hash(code), codes.c.account_id == account_id)
    return conn.execute(mine.where(codes.c.used_at.is_(None)).values(used_at=ms(now))).rowcount == 1


def left(conn: Connection, account_id: str) -> int:
    """How many codes are still worth something."""
    mine = select(func.count()).select_from(codes).where(codes.c.account_id == account_id)
    return int(conn.execute(mine.where(codes.c.used_at.is_(None))).scalar_one())


def forget(conn: Connection, account_id: str) -> None:
    conn.execute(delete(codes).where(codes.c.account_id == account_id))


def plain(code: str) -> str:
    """As it is compared: people write the groups with signs, or none, and in small letters."""
    return "".join(each for each in code.upper() if each.isalnum())


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()
