"""The rumour log and what was said against each (`alerts.md` §11): date, place, channel, risk, engagement,
outcome; its verification is the state of the incident.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, false, func, insert, or_, select, update

from core.periods import hour_of
from core.reports import Incident
from store.database import from_ms, ms
from store.rows import insert_new, new_id
from store.tables import counter_messages, incidents, rumours


@dataclass(frozen=True, slots=True)
class Rumour:
    """A line of the log. What nobody has said yet is None; `counters`: messages against it that went out."""

    incident_id: str
    code: str
    state: str
    day: str
    place: str | None
    channel: str | None
    risk: str | None
    engagement: str | None
    outcome: str | None
    false_at: datetime | None
    counters: int


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter-message: who said it and why, to the hour."""

    id: str
    incident_id: str
    place: str
    text: str
    why: str
    said_by: str
    hour: datetime


def found_false(conn: Connection, incident: Incident, place: str | None, at: datetime) -> None:
    """A verdict opens a line of the log, or gives one its moment; the last verdict counts."""
    begin(conn, incident, place)
    conn.execute(update(rumours).where(rumours.c.incident_id == incident.id).values(false_at=ms(at)))


def found_true(conn: Connection, incident_id: str) -> None:
    """It was no rumour: nothing is counted from an earlier verdict."""
    conn.execute(update(rumours).where(rumours.c.incident_id == incident_id).values(false_at=None))


def begin(conn: Connection, incident: Incident, place: str | None) -> bool:
    """A line of the log for an incident; False when it has one."""
    day = incident.opened_at.date().isoformat()
    return insert_new(conn, rumours, {"incident_id": incident.id, "day": day, "place": place})


def log(conn: Connection, incident_id: str, by: str, **said: str) -> None:
    """What a person says of a rumour: `channel`, `risk`, `engagement`, `outcome`; the rest stays."""
    line = rumours.c.incident_id == incident_id
    conn.execute(update(rumours).where(line).values(logged_by=by, **said))


def get(conn: Connection, incident_id: str) -> Rumour | None:
    found = conn.execute(_LOG.where(rumours.c.incident_id == incident_id)).mappings().one_or_none()
    return None if found is None else _rumour(found)


def of_areas(conn: Connection, areas: Collection[str]) -> list[Rumour]:
    """The log of these areas (regions, cercles, or `ML` for all), the newest first."""
    inside = or_(false(), *(rumours.c.place.startswith(area) for area in areas))
    asked = _LOG.where(inside).order_by(rumours.c.day.desc(), rumours.c.incident_id)
    return [_rumour(row) for row in conn.execute(asked).mappings()]


def counter(
    conn: Connection, incident_id: str, *, place: str, text: str, why: str, by: str, at: datetime
) -> Counter:
    """Keeps a counter-message under an id of its own."""
    said = Counter(new_id(), incident_id, place, text, why, by, hour_of(at))
    values: dict[str, Any] = {name: getattr(said, name) for name in Counter.__dataclass_fields__}
    conn.execute(insert(counter_messages).values(values | {"hour": ms(said.hour)}))
    return said


def counters(conn: Connection, incident_id: str) -> list[Counter]:
    """What was said against a rumour, the oldest first."""
    return _counters(conn, counter_messages.c.incident_id == incident_id)


def said_in(conn: Connection, area: str, since: datetime, until: datetime) -> list[Counter]:
    """What was said in a region in a stretch of time, the oldest first."""
    hours = (counter_messages.c.hour >= ms(since), counter_messages.c.hour < ms(until))
    return _counters(conn, counter_messages.c.place.startswith(area), *hours)


_SAID = (
    select(func.count())
    .where(counter_messages.c.incident_id == rumours.c.incident_id)
    .correlate(rumours)
    .scalar_subquery()
)
_LOG = select(rumours, incidents.c.code, incidents.c.state, _SAID.label("counters")).join(
    incidents, incidents.c.id == rumours.c.incident_id
)


def _rumour(row: RowMapping) -> Rumour:
    names = [name for name in Rumour.__dataclass_fields__ if name != "false_at"]
    moment = row["false_at"]
    return Rumour(**{name: row[name] for name in names}, false_at=from_ms(moment) if moment else None)


def _counters(conn: Connection, *where: Any) -> list[Counter]:
    asked = select(counter_messages).where(*where).order_by(counter_messages.c.hour, counter_messages.c.id)
    found = conn.execute(asked).mappings()
    return [Counter(**dict(row) | {"hour": from_ms(row["hour"])}) for row in found]
