"""Verdicts of the last minutes, and the state that each has ended: for as long as they can be taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Connection, Row, delete, insert, select

from core.reports import State
from store.database import from_ms, ms
from store.tables import judgements

WITHIN: Final = timedelta(minutes=10)
"""How long somebody may take their own verdict back."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who said what of an incident, when, and what it was before."""

    incident: str
    before: State
    state: State
    by: str
    at: datetime

    def is_young(self, now: datetime) -> bool:
        return now - self.at <= WITHIN


def keep(conn: Connection, said: Judgement) -> None:
    """The verdict of an incident that has none; those whose time is over go."""
    forget(conn, said.at)
    values = {"incident_id": said.incident, "before": said.before, "state": said.state}
    conn.execute(insert(judgements).values(values | {"by": said.by, "at": ms(said.at)}))


def get(conn: Connection, incident_id: str) -> Judgement | None:
    found = conn.execute(select(judgements).where(judgements.c.incident_id == incident_id)).one_or_none()
    return None if found is None else _judgement(found)


def of_people(conn: Connection, by: Collection[str], now: datetime) -> dict[str, Judgement]:
    """What these ids of one person may still take back, by incident."""
    mine = judgements.c.by.in_(by), judgements.c.at >= ms(now - WITHIN)
    return {row.incident_id: _judgement(row) for row in conn.execute(select(judgements).where(*mine))}


def drop(conn: Connection, incident_id: str) -> None:
    conn.execute(delete(judgements).where(judgements.c.incident_id == incident_id))


def forget(conn: Connection, now: datetime) -> int:
    """Those that nobody can take back any more; how many."""
    return conn.execute(delete(judgements).where(judgements.c.at < ms(now - WITHIN))).rowcount


def _judgement(row: Row[str, str, str, str, int]) -> Judgement:
    before, state = cast("State", row.before), cast("State", row.state)
    return Judgement(row.incident_id, before, state, row.by, from_ms(row.at))
