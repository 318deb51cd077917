"""Our sentences as somebody of the country says them: proposed by one person, reviewed by another.

Kept beside the catalogues, which are files: `lasomi locales import` takes what was reviewed into them. The
French sentence is known by a mark, so that a row outlives nothing of it.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select, update

from store.rows import insert_new
from store.tables import accounts, wordings

LETTERS = 16


@dataclass(frozen=True, slots=True)
class Wording:
    """`by` and `reviewed_by` are ids of accounts."""

    language: str
    mark: str
    text: str
    by: str
    day: date
    reviewed_by: str | None = None
    reviewed_on: date | None = None

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_by is not None


def mark(sentence: str) -> str:
    """By which a French sentence is named in an address."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:LETTERS]


def propose(conn: Connection, said: Wording) -> None:
    """The last proposal counts; a review of an earlier one does not count for it."""
    key = {"language": said.language, "mark": said.mark}
    values = {"text": said.text, "by": said.by, "day": said.day.isoformat()}
    if not insert_new(conn, wordings, {**key, **values}):
        fresh = {**values, "reviewed_by": None, "reviewed_on": None}
        conn.execute(update(wordings).where(_is(said.language, said.mark)).values(fresh))


def review(conn: Connection, language: str, mark_: str, text: str, by: str, on: date) -> bool:
    """Somebody else has read it as it stands; False when it stands otherwise now, or is their own."""
    read = and_(_is(language, mark_), wordings.c.text == text, wordings.c.by != by)
    values = {"reviewed_by": by, "reviewed_on": on.isoformat()}
    return conn.execute(update(wordings).where(read).values(values)).rowcount == 1


def get(conn: Connection, language: str, mark_: str) -> Wording | None:
    found = conn.execute(select(wordings).where(_is(language, mark_))).one_or_none()
    return None if found is None else _wording(found)


def of_language(conn: Connection, language: str) -> dict[str, Wording]:
    """Every proposal of a language, by mark."""
    found = conn.execute(select(wordings).where(wordings.c.language == language).order_by(wordings.c.mark))
    return {row.mark: _wording(row) for row in found}


def logins(conn: Connection) -> dict[str, str]:
    """The names of accounts, for the column in which a linguist is named."""
    return {row.id: row.login for row in conn.execute(select(accounts.c.id, accounts.c.login))}


def _is(language: str, mark_: str) -> ColumnElement[bool]:
    return and_(wordings.c.language == language, wordings.c.mark == mark_)


def _wording(row: Row[Any]) -> Wording:
    on = date.fromisoformat(row.reviewed_on) if row.reviewed_on else None
    told = (row.language, row.mark, row.text, row.by, date.fromisoformat(row.day))
    return Wording(*told, row.reviewed_by, on)
