"""A USSD call: one row, written at its first request and never changed (`reliability.md` §3).

What the call found is sealed under the key of its day: a row tells nobody what its caller had told before.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, exists, select

from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import marks, sessions
from store.vault import Vault


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a caller may choose by its number on the screen; `labels` by language, `fr` always.

    `holds` are rows on what is in it, shown once it is chosen.
    """

    value: str
    labels: Mapping[str, str]
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What was true when the call began (`facts`, `lists`), and what a dropped call had typed (`draft`)."""

    facts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)
    draft: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """`id` and `caller` are marks of purpose `session`; the rest is what the first request found.

    `resumes` is the id of the dropped call that this one offers to continue.
    """

    id: str
    caller: str
    language: str | None
    first_use: bool
    home: str | None
    flow_version: str
    created_at: datetime
    role: str = "public"
    resumes: str | None = None
    found: Found = field(default_factory=Found)


def caller_of(vault: Vault, service_code: str, number: str, at: datetime) -> str:
    """The mark of a number on a service code, under the key of a day."""
    return vault.mark("session", f"{service_code}|{number}", at).hex()


def callers_of(vault: Vault, service_code: str, number: str, at: datetime) -> tuple[str, ...]:
    """The same under the key of today, and of yesterday while it stands."""
    before = vault.previous_mark("session", f"{service_code}|{number}", at)
    return (caller_of(vault, service_code, number, at), *([before.hex()] if before else []))


def find(conn: Connection, vault: Vault, *ids: str) -> Call | None:
    """The call that has one of these marks, in one look."""
    row = conn.execute(_FIND, {"ids": ids}).mappings().first()
    return None if row is None else _call(vault, row)


def stands(conn: Connection, id_: str, closing: Collection[bytes] = ()) -> bool:
    """Whether the row of a call is there and none of the marks by which it would be closed
    (`store.protected`): it was begun, and not forgotten.
    """
    return conn.execute(_STANDS, {"of": id_, "closing": closing}).first() is not None


def newest(conn: Connection, vault: Vault, callers: Collection[str], since: datetime) -> Call | None:
    """The last call of a caller that began since a moment."""
    row = conn.execute(_NEWEST, {"of": callers, "since": ms(since)}).mappings().first()
    return None if row is None else _call(vault, row)


def begin(conn: Connection, vault: Vault, call: Call) -> Call:
    """The call as it was begun: this one, or the one that the same request began before."""
    names = ("id", "caller", "language", "first_use", "home", "flow_version", "role", "resumes")
    values: dict[str, Any] = {name: getattr(call, name) for name in names}
    values |= {"created_at": ms(call.created_at), "sealed": None, "key_day": None}
    if call.found != Found():
        plain = json.dumps(asdict(call.found), ensure_ascii=False, separators=(",", ":")).encode()
        values["sealed"], values["key_day"] = vault.seal("day", plain, call.created_at, **_bound(call.id))
    if insert_new(conn, sessions, values):
        return call
    return find(conn, vault, call.id) or call


def forget(conn: Connection, id_: str) -> None:
    conn.execute(delete(sessions).where(sessions.c.id == id_))


def forget_callers(conn: Connection, callers: Collection[str]) -> int:
    """No call of these callers is known any more, and none can be continued (P11); how many there were."""
    return conn.execute(delete(sessions).where(sessions.c.caller.in_(callers))).rowcount


def purge(conn: Connection, before: datetime) -> int:
    """Calls that began before a moment; how many."""
    return conn.execute(delete(sessions).where(sessions.c.created_at < ms(before))).rowcount


_FIND = select(sessions).where(sessions.c.id.in_(bindparam("ids", expanding=True)))
_CLOSED = exists().where(marks.c.mark.in_(bindparam("closing", expanding=True)))
_STANDS = select(sessions.c.id).where(sessions.c.id == bindparam("of"), ~_CLOSED)
_NEWEST = (
    select(sessions)
    .where(sessions.c.caller.in_(bindparam("of", expanding=True)))
    .where(sessions.c.created_at >= bindparam("since"))
    .order_by(sessions.c.created_at.desc())
    .limit(1)
)


def _bound(id_: str) -> dict[str, str]:
    return {"table": "sessions", "row": id_, "purpose": "found"}


def _call(vault: Vault, row: RowMapping) -> Call:
    same = ("id", "caller", "language", "first_use", "home", "flow_version", "resumes")
    values: dict[str, Any] = {name: row[name] for name in same}
    found = _found(vault, row)
    created = from_ms(row["created_at"])
    return Call(**values, created_at=created, role=row["role"] or "public", found=found)


def _found(vault: Vault, row: RowMapping) -> Found:
    if row["sealed"] is None:
        return Found()
    said = json.loads(vault.open("day", row["key_day"], row["sealed"], **_bound(row["id"])))
    offered = {
        name: tuple(Offer(each["value"], each["labels"], tuple(each.get("holds", ()))) for each in offers)
        for name, offers in said["lists"].items()
    }
    return Found(said["facts"], offered, tuple(said["draft"]))
