"""What an exercise has to play, in its own store: each inject once, whoever looks (`alerts.md` §10)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import injects


@dataclass(frozen=True, slots=True)
class Planned:
    """One inject; `due` in the exercise's own time, `played_at` None until it was played."""

    number: int
    due: int
    told: Mapping[str, Any]
    played_at: datetime | None


def plan(conn: Connection, start: int, told: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Writes injects down, each with the minute after `start` at which it comes; may be done twice."""
    for number, (minute, each) in enumerate(told, 1):
        values = {"number": number, "due": start + minute * 60_000}
        insert_new(conn, injects, values | {"told": json.dumps(each, ensure_ascii=False)})


def listed(conn: Connection) -> list[Planned]:
    """All of them, in the order of the script."""
    return [_planned(row) for row in conn.execute(select(injects).order_by(injects.c.number))]


def due(conn: Connection, now: int) -> list[Planned]:
    """What is to be played, the longest overdue first."""
    over = select(injects).where(injects.c.played_at.is_(None), injects.c.due <= now)
    return [_planned(row) for row in conn.execute(over.order_by(injects.c.due, injects.c.number))]


def play(conn: Connection, number: int, at: datetime) -> bool:
    """Whether this is the one time that it is played; in the transaction that accepts it."""
    waits = update(injects).where(injects.c.number == number, injects.c.played_at.is_(None))
    return conn.execute(waits.values(played_at=ms(at))).rowcount == 1


def _planned(row: Row[Any]) -> Planned:
    played = None if row.played_at is None else from_ms(row.played_at)
    return Planned(row.number, row.due, json.loads(row.told), played)
