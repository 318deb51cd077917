"""The one question that is open with a phone, sealed, for 24 hours (P6b).

It bears a pseudonym that dies with its day, and nothing in clear that leads to the report it is about.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, bindparam, delete, select

from core.errors import LasomiError
from store import inbox
from store.database import ms
from store.rows import put
from store.tables import conversations
from store.vault import Vault

Question = Literal["language", "place", "when", "mark"]
OPEN: Final = timedelta(hours=24)
MINUTE_MS: Final = 60_000
_PURPOSE: Final = "session"
_WHERE: Final[Any] = {"table": "conversations", "purpose": "question"}


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked, and what it is about: the inbox row of the first message, the report's session, and the
    moment it was accepted (`store.database.ms`).

    `asked`: how many questions there were with this one; `answers`: what the earlier ones brought.
    """

    question: Question
    first: str = ""
    session: str = ""
    at: int = 0
    asked: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Open:
    """An open question, and the first message as it was accepted: in RAM only."""

    seal: bytes
    topic: Topic
    letter: Mapping[str, Any]


def ask(conn: Connection, vault: Vault, number: str, topic: Topic, now: datetime) -> None:
    """This question is open from now on, and no other."""
    close(conn, vault, number, now)
    caller = vault.pseudonym(_PURPOSE, number, now)
    plain = json.dumps(asdict(topic)).encode()
    sealed, key_day = vault.seal("day", plain, now, row=caller, **_WHERE)
    asked_at = ms(now) - ms(now) % MINUTE_MS
    values = {"caller": caller, "sealed": sealed, "key_day": key_day, "asked_at": asked_at}
    put(conn, conversations, ("caller",), values, replaced=("sealed", "key_day", "asked_at"))


def find(conn: Connection, vault: Vault, phones: Sequence[tuple[str, datetime]]) -> list[Open | None]:
    """The question that waits for each number at its moment; None when there is none, its day is over, or
    what it was about is forgotten.
    """
    ids = [_ids(vault, number, now) for number, now in phones]
    rows = {row.caller: row for row in conn.execute(_FIND, {"of": [id_ for each in ids for id_ in each]})}
    found = []
    for (_, now), mine in zip(phones, ids, strict=True):
        asked = (rows[id_] for id_ in mine if id_ in rows and rows[id_].asked_at > ms(now - OPEN))
        found.append(_open(conn, vault, next(asked, None)))
    return found


_FIND = select(conversations).where(conversations.c.caller.in_(bindparam("of", expanding=True)))


def _open(conn: Connection, vault: Vault, row: Row[Any] | None) -> Open | None:
    if row is None:
        return None
    try:
        plain = vault.open("day", row.key_day, row.sealed, row=row.caller, **_WHERE)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return None
    topic = Topic(**json.loads(plain))
    letter = inbox.reopened(conn, vault, topic.first) if topic.first else {}
    if topic.first and not letter:
        return None
    return Open(row.sealed, topic, letter)


def take(conn: Connection, question: Open) -> bool:
    """Whether it was still open: it is answered now, by whoever comes first."""
    same = conversations.c.sealed == question.seal
    return conn.execute(delete(conversations).where(same)).rowcount == 1


def close(conn: Connection, vault: Vault, number: str, now: datetime) -> None:
    """No question is open with this phone."""
    conn.execute(delete(conversations).where(conversations.c.caller.in_(_ids(vault, number, now))))


def purge(conn: Connection, now: datetime) -> None:
    """Deletes what nobody may answer any more."""
    conn.execute(delete(conversations).where(conversations.c.asked_at <= ms(now - OPEN)))


def _ids(vault: Vault, number: str, now: datetime) -> list[str]:
    """Today's and yesterday's; none for a message whose day has lost its keys, for no question waits then."""
    try:
        ids = (vault.pseudonym(_PURPOSE, number, now), vault.previous(_PURPOSE, number, now))
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return []
    return [id_ for id_ in ids if id_]
