"""EFFACER (P11): what leads back to a phone goes; codes and counts stay."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, select, update

from core.errors import LasomiError
from store import cells, conversations, copies, opinions, parts, quarantine, replies, sessions, sources
from store.database import ms
from store.inbox import Entry, accept_erased
from store.retold import causes_of
from store.rows import insert_new
from store.tables import contacts, inbox, marks, ratings, reports
from store.vault import Vault

CHUNK = 500
DAYS = 4
"""A body can be opened for 72 h at most: on the day of its reception and the three that follow."""
TOLD = frozenset({"sms", "ussd", "part"})


def erase(conn: Connection, vault: Vault, number: str, now: datetime, *, keep: str | None = None) -> int:
    """Erases bodies, the contact row, texts and pseudonyms of this quarter; how many reports were concerned.

    `keep` is the inbox row that asked for it; its body goes too. In place of the pseudonym stands a random
    value that no number leads to, so that distinct reporters are still counted. Calls on the service codes
    that its bodies name go too, and with them every draft. What a spool still holds of this phone is known by
    a mark: see `is_erased`.
    """
    _mark(conn, vault, number, now)
    for code in _erase_bodies(conn, vault, number, keep):
        sessions.forget_callers(conn, sessions.callers_of(vault, code, number, now))
    conversations.close(conn, vault, number, now)
    parts.forget(conn, vault, number)
    quarantine.forget(conn, vault, number)
    conn.execute(delete(contacts).where(contacts.c.id.in_(_ids(vault, "contact", number, now))))
    stranger = base64.b32encode(secrets.token_bytes(17)).decode()[:26]
    mine = _ids(vault, "report", number, now)
    nobody = {"contact": stranger, "sealed_text": None, "why": "[]", "queue": None}
    sources.forget(conn, mine)
    cells.rename(conn, causes_of(mine), mine, stranger)
    concerned = conn.execute(update(reports).where(reports.c.contact.in_(mine)).values(nobody)).rowcount
    raters = _ids(vault, "rating", number, now)
    conn.execute(update(ratings).where(ratings.c.rater.in_(raters)).values(rater=stranger))
    opinions.forget(conn, raters, stranger)
    return concerned


def is_erased(conn: Connection, vault: Vault, entry: Entry) -> bool:
    """Whether the phone that told this asked to be forgotten afterwards, while it lay in a spool."""
    if entry.kind not in TOLD:
        return False
    number = _body(vault, entry.id, entry.sealed, entry.key_day).get("urn")
    return bool(number) and asked_since(conn, vault, str(number), entry.received_at)


def asked_since(conn: Connection, vault: Vault, number: str, at: datetime) -> bool:
    """Whether a phone has asked to be forgotten after a moment, or at it: what it told by then, and comes by
    a slower way, is not told anew.
    """
    mark = _mark_of(vault, number, at)
    told = and_(marks.c.mark == mark, marks.c.before >= ms(at))
    return mark is not None and conn.execute(select(marks.c.mark).where(told)).first() is not None


def accept(conn: Connection, vault: Vault, entry: Entry) -> bool:
    """Accepts what was erased before it came: known if it comes again, by either way, and nothing of it left
    that says who sent it.
    """
    new = accept_erased(conn, entry)
    body = _body(vault, entry.id, entry.sealed, entry.key_day)
    copies.forget_number(conn, vault, entry.id, body.get("urn", ""), body.get("text", ""))
    return new


def _mark(conn: Connection, vault: Vault, number: str, now: datetime) -> None:
    """One for each day of which anything can still be opened; each dies with the key of its day."""
    for days in range(DAYS):
        mark = _mark_of(vault, number, now - timedelta(days=days))
        if mark is not None and not insert_new(conn, marks, {"mark": mark, "before": ms(now)}):
            earlier = and_(marks.c.mark == mark, marks.c.before < ms(now))
            conn.execute(update(marks).where(earlier).values(before=ms(now)))


def _mark_of(vault: Vault, number: str, at: datetime) -> bytes | None:
    try:
        return vault.mark("copy", f"erased|{number}", at)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return None


def _ids(vault: Vault, purpose: str, number: str, now: datetime) -> Sequence[str]:
    ids = (vault.pseudonym(purpose, number, now), vault.previous(purpose, number, now))
    return [id_ for id_ in ids if id_]


def _erase_bodies(conn: Connection, vault: Vault, number: str, keep: str | None) -> set[str]:
    """Bodies bear no pseudonym: every one that can still be opened is opened. Returns the service codes that
    the phone has dialled, as far as they stand in these.

    What was accepted after the row that asks is told anew, and stays. A worker that holds an earlier one
    loses its lease.
    """
    sealed = select(inbox.c.id, inbox.c.sealed, inbox.c.key_day).where(inbox.c.sealed.is_not(None))
    asked = select(inbox.c.seq).where(inbox.c.id == keep).scalar_subquery()
    found = conn.execute(sealed if keep is None else sealed.where(inbox.c.seq <= asked))
    opened = ((row.id, _body(vault, row.id, row.sealed, row.key_day)) for row in found)
    told = {id_: body for id_, body in opened if body.get("urn") == number}
    for id_, body in told.items():
        copies.forget_number(conn, vault, id_, number, body.get("text", ""))
    _blank(conn, list(told), keep)
    return {body["recipient"] for body in told.values() if body.get("recipient")}


def _blank(conn: Connection, theirs: Sequence[str], keep: str | None) -> None:
    free = {"lease_owner": None, "lease_until": None, "lease_boot": None}
    for start in range(0, len(theirs), CHUNK):
        ids = theirs[start : start + CHUNK]
        conn.execute(update(inbox).where(inbox.c.id.in_(ids)).values(sealed=None))
        unread = inbox.c.id.in_(ids) & inbox.c.state.in_(("new", "leased", "poison"))
        others = unread & (inbox.c.id != (keep or ""))
        conn.execute(update(inbox).where(others).values(state="done", outcome="erased", **free))
        replies.forget(conn, [id_ for id_ in ids if id_ != keep])


def _body(vault: Vault, id_: str, sealed: bytes, key_day: str) -> Mapping[str, Any]:
    try:
        body = json.loads(vault.open("day", key_day, sealed, table="inbox", row=id_, purpose="body"))
    except LasomiError as error:
        if error.code not in {"key_gone", "seal_broken"}:
            raise
        return {}
    return body if isinstance(body, dict) else {}
