"""A person of the roster and the SIM in their phone: none yet, theirs, or theirs no more (P15, P17)."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from core.contacts import Member, Role
from store import reporter, roster
from store.database import ms
from store.rows import new_id
from store.tables import staff
from store.vault import Vault


def appoint(
    conn: Connection,
    vault: Vault,
    *,
    name: str,
    roles: Sequence[Role],
    areas: Sequence[str],
    now: datetime,
    language: str = "fr",
    channel: str = "africastalking",
    email: str = "",
) -> Member:
    """Somebody new on the roster, without a phone until theirs is enrolled."""
    id_ = new_id()
    serves: dict[str, Any] = {"roles": " ".join(roles), "areas": " ".join(areas)}
    serves |= {"language": language, "channel": channel, "on_call": True, "active": True, "locked": False}
    names = roster.sealed(vault, id_, now, number="", name=name, email=email)
    told = {"id": id_, "created_at": ms(now), "pseudonym": _nobodys(), "has_phone": False}
    conn.execute(insert(staff).values(**told, **serves, **names))
    return roster.found(conn, id_)


def line_of(conn: Connection, vault: Vault, member_id: str) -> str:
    """What the pseudonyms of a member's reports are made from: their number; without a SIM their own id, for
    what they told stays theirs. In RAM only. Raises LasomiError `no_member`.
    """
    return roster.number_of(conn, vault, member_id) or member_id


def reporters(conn: Connection, vault: Vault, member_id: str, now: datetime) -> frozenset[str]:
    """The pseudonyms under which a member has reported in this quarter, and in the one before while its key
    stands (P17).
    """
    line = line_of(conn, vault, member_id)
    names = (vault.pseudonym("report", line, now), vault.previous("report", line, now))
    return frozenset(name for name in names if name)


def bind(conn: Connection, vault: Vault, member_id: str, number: str, now: datetime) -> None:
    """This SIM is theirs from now on, and their commands count again. What they told by the last one is told
    by this one.
    """
    reporter.rename(conn, vault, line_of(conn, vault, member_id), number, now)
    theirs = {"pseudonym": vault.pseudonym("staff", number, now), "has_phone": True}
    _write(conn, vault, member_id, number, now, theirs | {"locked": False, "pin_slips": 0})


def unbind(conn: Connection, vault: Vault, member_id: str, now: datetime) -> None:
    """They have no SIM any more, and its number is forgotten; what they told by it stays theirs."""
    reporter.rename(conn, vault, line_of(conn, vault, member_id), member_id, now)
    release(conn, vault, member_id, now)


def release(conn: Connection, vault: Vault, member_id: str, now: datetime) -> None:
    """They serve no more, and keep their SIM: what they told by it is that phone's."""
    _write(conn, vault, member_id, "", now, {"pseudonym": _nobodys(), "has_phone": False})


def _write(
    conn: Connection, vault: Vault, member_id: str, number: str, now: datetime, values: dict[str, Any]
) -> None:
    """A row has one key: what it seals is sealed anew with the number."""
    name = roster.name_of(conn, vault, member_id)
    email = roster.email_of(conn, vault, member_id) or ""
    names = roster.sealed(vault, member_id, now, number=number, name=name, email=email)
    conn.execute(update(staff).where(staff.c.id == member_id).values(**values, **names))


def _nobodys() -> str:
    """In the place of a pseudonym, what no number leads to."""
    return base64.b32encode(secrets.token_bytes(17)).decode("ascii")[:26]
