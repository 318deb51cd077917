"""Parts of the house, each spoilt on purpose: what a harness that sees must find (`reliability.md` §8.1).

A defect is put in place of the part in a process of its own (`benchmarks.chaos.defective`) before the
program begins. The product has no switch for any of them.
"""

import asyncio
import itertools
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text, update

from core.errors import LasomiError, SendFailed
from gateway import app
from gateway.house import House, open_house
from gateway.intake import Intake
from ops import worker
from store import durable, inbox, leases, outbox, receipts, sqlite
from store.departures import FREE
from store.inbox import Entry
from store.spool import Spool
from store.tables import inbox as rows
from store.tables import outbox as letters
from workers import auditor, duties

LATER_SECONDS: Final = 0.5


def _put(where: Any, name: str, part: Any) -> None:
    """In place of the part of that name, which must be there."""
    getattr(where, name)
    setattr(where, name, part)


def acknowledge_first() -> None:
    """1: the answer is given, and half a second later the message is handed to the committer."""

    async def accept(self: Intake, entry: Entry, work: Any = None) -> bool:
        does = work or (lambda conn: inbox.accept(conn, entry))
        asyncio.get_running_loop().call_later(LATER_SECONDS, self._committer.submit, does)
        return True

    _put(Intake, "accept", accept)


def synchronous_normal() -> None:
    """2: a commit that is on disk with the next checkpoint only."""

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for name, value in sqlite.PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        connection.execute("PRAGMA journal_mode = WAL")

    sqlite.PRAGMAS["synchronous"] = 1
    _put(sqlite, "_prepare", prepare)


def no_unique() -> None:
    """3: the schema lets a message in as often as it comes."""

    def opened(*settings: Any) -> House:
        house = open_house(*settings)
        with house.database.write() as conn:
            listed = conn.execute(text("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'inbox'")).all()
            table = next(sql for kind, sql in listed if kind == "table")
            loose = re.sub(r",\s*(CONSTRAINT \w+ )?UNIQUE \(channel, dedupe\)", "", table)
            if loose != table:
                conn.execute(text("DROP TABLE inbox"))
                for sql in (loose, *(sql for kind, sql in listed if kind == "index" and sql)):
                    conn.execute(text(sql))
        return house

    _put(app, "open_house", opened)


def no_sweeper() -> None:
    """4: what a worker that died has held is held for ever."""
    _put(inbox, "release_expired", lambda *_: 0)


def spool_unsynced() -> None:
    """5: a batch is renamed before it is on disk."""

    def write(path: Path, content: bytes) -> None:
        part = path.with_name(f"{path.name}{durable.PART}")
        part.write_bytes(content)
        part.rename(path)

    _put(durable, "write", write)


def redis_alone() -> None:
    """6: nobody looks into SQL; whoever is not rung does nothing."""
    _put(worker.Round, "keep_going", lambda self: self._stopped.wait())
    _put(duties, "_ring", lambda _house, _now: None)
    _put(auditor, "_drive", lambda _house, _now: None)


def receipts_overwrite() -> None:
    """7: each receipt outweighs the one before, whatever it says."""
    less = itertools.count(0, -1)
    _put(receipts, "weight", lambda _said: next(less))


def no_watch() -> None:
    """Beside 8, and in its control: the watch that ends a worker which stood still too long would hide it."""
    _put(worker, "watched", lambda batch, **_seconds: lambda: batch(lambda: None))


def no_fence() -> None:
    """8: a row is finished by whoever believes to have it."""

    def unfenced(conn: Any, row: Any, **values: Any) -> None:
        conn.execute(update(rows).where(rows.c.id == row.id).values(values))

    _put(leases, "_fenced", unfenced)


def resend_blindly() -> None:
    """9: a message that may have left is sent again as if it had not."""

    def outcome(result: Any) -> receipts.Outcome:
        if isinstance(result, SendFailed) and result.ambiguous:
            return receipts.Outcome("failed", result.code, temporary=True)
        return receipts.outcome_of(result)

    def release(conn: Any, those: Any) -> int:
        again = update(letters).where(those, letters.c.state.in_(("sending", "pending")))
        return int(conn.execute(again.values(state="pending", **FREE)).rowcount)

    _put(outbox, "outcome_of", outcome)
    _put(outbox, "_release", release)


def full_disk_swallowed() -> None:
    """10: a batch that found no room was written all the same, it is said."""
    write = Spool.write

    def swallowed(self: Spool, entries: list[Entry], now: datetime) -> None:
        with suppress(LasomiError):
            write(self, entries, now)

    _put(Spool, "write", swallowed)


SPOILS: Final[Mapping[str, Callable[[], None]]] = {
    "acknowledge-first": acknowledge_first,
    "synchronous-normal": synchronous_normal,
    "no-unique": no_unique,
    "no-sweeper": no_sweeper,
    "spool-unsynced": spool_unsynced,
    "redis-alone": redis_alone,
    "receipts-overwrite": receipts_overwrite,
    "no-watch": no_watch,
    "no-fence": no_fence,
    "resend-blindly": resend_blindly,
    "full-disk-swallowed": full_disk_swallowed,
}
