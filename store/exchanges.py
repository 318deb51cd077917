"""What a phone wrote and what we wrote back, as marks that die with their day: caps and loop guards (P7,
`channels.md` §13).

Neither a number nor a text is kept, and moments only to the minute: a second would lead to the report.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select

from core.text import strict_key
from store.database import from_ms, ms
from store.rows import insert_new, put
from store.tables import exchanges, silences
from store.vault import Vault

PURPOSE: Final = "limit"
WINDOW: Final = timedelta(hours=24)
MINUTE_MS: Final = 60_000
_KEPT: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One answer of ours. `heard` is None where nobody had written."""

    heard: bytes | None
    said: bytes
    at: datetime


def marks(vault: Vault, text: str, now: datetime) -> frozenset[bytes]:
    """The marks that a text may have since yesterday; case, accents and punctuation do not matter."""
    value = _folded(text)
    before = vault.previous_mark(PURPOSE, value, now)
    return frozenset([vault.mark(PURPOSE, value, now), *([before] if before else [])])


def recent(conn: Connection, vault: Vault, number: str, now: datetime) -> list[Exchange]:
    """What was written to a phone in the last 24 hours."""
    since = {"ids": _ids(vault, number, now), "since": ms(now - WINDOW)}
    return [Exchange(row.heard, row.said, from_ms(row.at)) for row in conn.execute(_RECENT, since)]


def note(conn: Connection, vault: Vault, number: str, now: datetime, *, heard: str | None, said: str) -> bool:
    """Writes down that this is answered so; False when another gateway does the same at this moment."""
    mine = vault.pseudonym(PURPOSE, number, now)
    values = {
        "limit_id": mine,
        "n": (conn.execute(_LAST, {"of": mine}).scalar() or 0) + 1,
        "heard": None if heard is None else vault.mark(PURPOSE, _folded(heard), now),
        "said": vault.mark(PURPOSE, _folded(said), now),
        "at": -(-ms(now) // MINUTE_MS) * MINUTE_MS,
    }
    return insert_new(conn, exchanges, values)


def count(sent: Sequence[Exchange], since: datetime, said: Collection[bytes] | None = None) -> int:
    """How many of them left since a moment, of these texts only where some are named."""
    return sum(each.at > since and (said is None or each.said in said) for each in sent)


def hush(conn: Connection, vault: Vault, number: str, now: datetime) -> None:
    """Nothing is written back to this phone for 24 hours."""
    until = -(-ms(now + WINDOW) // MINUTE_MS) * MINUTE_MS
    values = {"limit_id": vault.pseudonym(PURPOSE, number, now), "until": until}
    put(conn, silences, ("limit_id",), values, replaced=("until",))


def is_hushed(conn: Connection, vault: Vault, number: str, now: datetime) -> bool:
    """Whether that time is not over."""
    asked = {"ids": _ids(vault, number, now), "now": ms(now)}
    return conn.execute(_HUSHED, asked).first() is not None


def purge(conn: Connection, now: datetime) -> None:
    """Deletes what no key leads to any more."""
    conn.execute(delete(exchanges).where(exchanges.c.at < ms(now - _KEPT)))
    conn.execute(delete(silences).where(silences.c.until < ms(now - WINDOW)))


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_RECENT = select(exchanges).where(exchanges.c.limit_id.in_(_IDS), exchanges.c.at > bindparam("since"))
_LAST = select(func.max(exchanges.c.n)).where(exchanges.c.limit_id == bindparam("of"))
_HUSHED = select(silences.c.limit_id).where(
    silences.c.limit_id.in_(_IDS), silences.c.until > bindparam("now")
)


def _folded(text: str) -> str:
    return f"text|{strict_key(text)}"


def _ids(vault: Vault, number: str, now: datetime) -> list[str]:
    ids = (vault.pseudonym(PURPOSE, number, now), vault.previous(PURPOSE, number, now))
    return [id_ for id_ in ids if id_]
