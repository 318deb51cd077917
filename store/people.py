"""Who calls: a pseudonym, what that phone chose, and who must never be written to. Staff: `store.roster`.

In the first seven days of a quarter a contact of the old one is re-keyed when the person returns; else it is
forgotten with its key (P17).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.contacts import Contact
from core.periods import day
from store.erasure import erase
from store.prepared import Prepared
from store.roster import (
    add_member,
    email_of,
    lock_member,
    member,
    member_by_number,
    members,
    members_by_number,
    number_of,
    numbers_of,
    set_on_call,
)
from store.rows import insert_new
from store.tables import contacts, optouts
from store.vault import Vault

__all__ = [
    "add_member",
    "contact",
    "email_of",
    "erase",
    "forget_contact",
    "lock_member",
    "member",
    "member_by_number",
    "members",
    "members_by_number",
    "number_of",
    "numbers_of",
    "opt_in",
    "opt_out",
    "opted_out",
    "peek",
    "peek_all",
    "remember",
    "set_on_call",
]


def contact(conn: Connection, vault: Vault, number: str, now: datetime) -> Contact | None:
    """What is known of a phone. Re-keys in the first seven days of a quarter: needs a writing transaction."""
    id_ = vault.pseudonym("contact", number, now)
    old = vault.previous("contact", number, now)
    found = _row(conn, id_)
    if found is None and old is not None:
        fresh = {"id": id_, "epoch": vault.keys.epoch("contact", now)}
        conn.execute(update(contacts).where(contacts.c.id == old).values(fresh))
        found = _row(conn, id_)
    return _contact(found)


def peek(conn: Connection, vault: Vault, number: str, now: datetime) -> Contact | None:
    """The same without writing anything."""
    old = vault.previous("contact", number, now)
    found = _row(conn, vault.pseudonym("contact", number, now))
    return _contact(_row(conn, old) if found is None and old is not None else found)


def peek_all(conn: Connection, vault: Vault, phones: Sequence[tuple[str, datetime]]) -> list[Contact | None]:
    """The same for some numbers, each with its moment."""
    ids = [(vault.pseudonym("contact", *each), vault.previous("contact", *each)) for each in phones]
    asked = [id_ for each in ids for id_ in each if id_]
    rows = {row[0]: row for row in conn.execute(_SOME, {"of": asked})}
    return [_contact(rows.get(new) or (rows.get(old) if old else None)) for new, old in ids]


def remember(
    conn: Connection,
    vault: Vault,
    number: str,
    now: datetime,
    *,
    language: str | None = None,
    home: str | None = None,
    locality: str | None = None,
    letters: str | None = None,
) -> Contact:
    """Keeps what was chosen; what is None stays as it was."""
    known = contact(conn, vault, number, now)
    chosen = {"language": language, "home": home, "locality": locality, "letters": letters}
    values = {name: value for name, value in chosen.items() if value is not None}
    if known is None:
        fresh = {"id": vault.pseudonym("contact", number, now), "epoch": vault.keys.epoch("contact", now)}
        insert_new(conn, contacts, {**fresh, **chosen, "first_seen": day(now)})
    elif values:
        conn.execute(update(contacts).where(contacts.c.id == known.id).values(values))
    id_ = vault.pseudonym("contact", number, now)
    return _contact(_row(conn, id_)) or Contact(id_, language)


def forget_contact(conn: Connection, vault: Vault, number: str, now: datetime) -> None:
    ids = [vault.pseudonym("contact", number, now), vault.previous("contact", number, now)]
    conn.execute(delete(contacts).where(contacts.c.id.in_([id_ for id_ in ids if id_])))


def opt_out(
    conn: Connection,
    vault: Vault,
    number: str,
    now: datetime,
    *,
    cause: str,
    channel: str,
    scope: str = "all",
) -> None:
    """Never to be written to again, until the person asks."""
    _choose(conn, vault, number, now, state="out", cause=cause, channel=channel, scope=scope)


def opt_in(
    conn: Connection,
    vault: Vault,
    number: str,
    now: datetime,
    *,
    cause: str,
    channel: str,
    scope: str = "all",
) -> None:
    _choose(conn, vault, number, now, state="in", cause=cause, channel=channel, scope=scope)


def opted_out(conn: Connection, vault: Vault, number: str, now: datetime) -> bool:
    """Whether the last that this phone said of it was no."""
    mine = {"of": vault.pseudonym("optout", number, now)}
    return conn.execute(_CHOSEN, mine).scalar() == "out"


def silent_among(conn: Connection, vault: Vault, numbers: Iterable[str], now: datetime) -> set[str]:
    """Those of these numbers whose last word of it was no."""
    marks = {vault.pseudonym("optout", number, now): number for number in numbers}
    last = {row.pseudonym: row.state for row in conn.execute(_ALL_CHOSEN, {"of": list(marks)})}
    return {marks[mark] for mark, state in last.items() if state == "out"}


def _choose(conn: Connection, vault: Vault, number: str, now: datetime, **values: str) -> None:
    mark = vault.pseudonym("optout", number, now)
    conn.execute(insert(optouts).values(pseudonym=mark, day=day(now), **values))


_CHOSEN = (
    select(optouts.c.state)
    .where(optouts.c.pseudonym == bindparam("of"))
    .order_by(optouts.c.seq.desc())
    .limit(1)
)
_ALL_CHOSEN = (
    select(optouts.c.pseudonym, optouts.c.state)
    .where(optouts.c.pseudonym.in_(bindparam("of", expanding=True)))
    .order_by(optouts.c.seq)
)
_KEPT = ("id", "language", "home", "locality", "first_seen", "letters", "sex", "age", "displaced")
_CONTACTS = select(*(contacts.c[name] for name in _KEPT))
_ONE = Prepared(_CONTACTS.where(contacts.c.id == bindparam("of")))
_SOME = _CONTACTS.where(contacts.c.id.in_(bindparam("of", expanding=True)))


def _row(conn: Connection, id_: str) -> Sequence[Any] | None:
    return _ONE.first(conn, {"of": id_})


def _contact(row: Sequence[Any] | None) -> Contact | None:
    if row is None:
        return None
    id_, language, home, locality, first_seen, letters, *profile = row
    asked = profile != [None, None, None]
    return Contact(id_, language, home, locality, first_seen, profiled=asked, letters=letters or "gsm7")
