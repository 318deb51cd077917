"""EFFACER (P11): what leads back to a phone goes; codes and counts stay."""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from core.errors import LasomiError
from store.tables import contacts, inbox, members, observations, ratings, reports
from store.vault import Vault

CHUNK = 500


def erase(conn: Connection, vault: Vault, number: str, now: datetime, *, keep: str | None = None) -> int:
    """Erases bodies, the contact row, texts and pseudonyms of this quarter; how many reports were concerned.

    `keep` is the inbox row that asked for it; its body goes too. In place of the pseudonym stands a random
    value that no number leads to, so that distinct reporters are still counted. Rows of calls are forgotten
    by `inbox.forget_session`.
    """
    _erase_bodies(conn, vault, number, keep)
    conn.execute(delete(contacts).where(contacts.c.id.in_(_ids(vault, "contact", number, now))))
    stranger = base64.b32encode(secrets.token_bytes(17)).decode()[:26]
    mine = _ids(vault, "report", number, now)
    nobody = {"contact": stranger, "sealed_text": None, "why": "[]"}
    concerned = conn.execute(update(reports).where(reports.c.contact.in_(mine)).values(nobody)).rowcount
    conn.execute(update(observations).where(observations.c.member.in_(mine)).values(member=stranger))
    conn.execute(update(members).where(members.c.member.in_(mine)).values(member=stranger))
    raters = _ids(vault, "rating", number, now)
    conn.execute(update(ratings).where(ratings.c.rater.in_(raters)).values(rater=stranger))
    return concerned


def _ids(vault: Vault, purpose: str, number: str, now: datetime) -> Sequence[str]:
    ids = (vault.pseudonym(purpose, number, now), vault.previous(purpose, number, now))
    return [id_ for id_ in ids if id_]


def _erase_bodies(conn: Connection, vault: Vault, number: str, keep: str | None) -> None:
    """Bodies bear no pseudonym: every one that can still be opened is opened.

    What was accepted after the row that asks is told anew, and stays. A worker that holds an earlier one
    loses its lease.
    """
    sealed = select(inbox.c.id, inbox.c.sealed, inbox.c.key_day).where(inbox.c.sealed.is_not(None))
    asked = select(inbox.c.seq).where(inbox.c.id == keep).scalar_subquery()
    found = conn.execute(sealed if keep is None else sealed.where(inbox.c.seq <= asked))
    theirs = [row.id for row in found if _urn(vault, row.id, row.sealed, row.key_day) == number]
    free = {"lease_owner": None, "lease_until": None, "lease_boot": None}
    for start in range(0, len(theirs), CHUNK):
        ids = theirs[start : start + CHUNK]
        conn.execute(update(inbox).where(inbox.c.id.in_(ids)).values(sealed=None))
        unread = inbox.c.id.in_(ids) & inbox.c.state.in_(("new", "leased", "poison"))
        others = unread & (inbox.c.id != (keep or ""))
        conn.execute(update(inbox).where(others).values(state="done", outcome="erased", **free))


def _urn(vault: Vault, id_: str, sealed: bytes, key_day: str) -> str | None:
    try:
        body = json.loads(vault.open("day", key_day, sealed, table="inbox", row=id_, purpose="body"))
    except LasomiError as error:
        if error.code not in {"key_gone", "seal_broken"}:
            raise
        return None
    urn = body.get("urn")
    return urn if isinstance(urn, str) else None
