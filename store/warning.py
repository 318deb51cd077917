"""The rows that E1 to E9, G10 and G11 are made of, by ISO week or quarter (`indicators.md` §3, §9).

Exercises have a store of their own, so none is here; the codes 61, 62 and 00 are left out, and so is what was
set aside or merged into another.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, select

from core.periods import bounds
from core.warning import Event, Referred, Warned
from store.database import from_ms, ms
from store.tables import alerts, cases, completeness, counters, durations, incidents, notices, reports

NEVER: Final = ("61", "62", "00")
REACHED: Final = "opened_to_corroborated"
"""The duration that says that an incident was corroborated or verified once."""
LOOKED_AT: Final = timedelta(days=14)
"""How long after its beginning a week may still be looked at (`workers.anomalies`)."""
WOMEN: Final = "voices_f"
MEN: Final = "voices_m"
PHONES: Final = "voices"
Reporters = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One delay, in seconds, and who stands behind what was waited for."""

    place: str
    seconds: float
    reporters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Relays:
    """The relays of one cercle in one week."""

    area: str
    expected: int
    reporting: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Reports of one region and week by the sex that their senders gave, and from how many phones."""

    place: str
    women: int
    men: int
    phones: int


def events(conn: Connection, since: datetime, until: datetime) -> list[Event]:
    """The incidents opened in a stretch of time, the false ones too."""
    opened = _opened(since, until)
    told = _told(conn, opened)
    reached = select(durations.c.cause).where(durations.c.indicator == REACHED)
    asked = select(incidents.c.id, incidents.c.adm1, incidents.c.code, incidents.c.state).where(opened)
    once = set(conn.scalars(reached.join(incidents, incidents.c.id == durations.c.cause).where(opened)))
    rows = (row for row in conn.execute(asked.order_by(incidents.c.id)) if row.id in told)
    return [Event(row.adm1, row.code, row.state, row.id in once, told[row.id]) for row in rows]


def warned(conn: Connection, since: datetime, until: datetime) -> list[Warned]:
    """The alerts raised in a stretch of time, each with the state of its incident."""
    raised = and_(_kept(), alerts.c.raised_at >= ms(since), alerts.c.raised_at < ms(until))
    both = alerts.join(incidents, incidents.c.id == alerts.c.incident_id)
    columns = (alerts.c.adm1, alerts.c.severity, incidents.c.state, alerts.c.ack_seconds, incidents.c.id)
    rows = conn.execute(select(*columns).select_from(both).where(raised).order_by(alerts.c.id)).all()
    ids = select(alerts.c.incident_id).select_from(both).where(raised)
    told = _told(conn, incidents.c.id.in_(ids))
    return [Warned(*row[:4], told.get(row.id, NOBODY)) for row in rows]


def measured(conn: Connection, step: str, period: str) -> list[Measured]:
    """The delays of one kind in a week, whatever they are of: an alert, or an incident."""
    here = and_(durations.c.indicator == step, durations.c.period == period)
    asked = (
        select(durations.c.place, durations.c.seconds, durations.c.cause, alerts.c.incident_id)
        .outerjoin(alerts, alerts.c.id == durations.c.cause)
        .where(here)
        .order_by(durations.c.seconds, durations.c.cause)
    )
    rows = conn.execute(asked).all()
    told = _told(conn, incidents.c.id.in_({row.incident_id or row.cause for row in rows}))
    whose = ((row, told.get(row.incident_id or row.cause)) for row in rows)
    return [Measured(row.place, row.seconds, who) for row, who in whose if who is not None]


def referred(conn: Connection) -> list[Referred]:
    """Everything that was asked of an authority and not taken back, of the codes that G10 counts."""
    asked = select(cases).where(cases.c.withdrawn_at.is_(None)).order_by(cases.c.referred_at, cases.c.id)
    whole = asked.outerjoin(incidents, incidents.c.id == cases.c.incident_id)
    counted = whole.where(incidents.c.code.is_(None) | incidents.c.code.not_in(NEVER))
    return [_referred(row) for row in conn.execute(counted)]


def flagged(conn: Connection, since: datetime, until: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    """The anomalies whose day or week begins in a stretch of time, which are raised after it: the area, and
    what was told of each (`workers.anomalies`).
    """
    raised = and_(notices.c.raised_at >= ms(since), notices.c.raised_at < ms(until + LOOKED_AT))
    asked = select(notices.c.area, notices.c.told).where(notices.c.kind == "anomaly", raised)
    found = ((row.area, json.loads(row.told)) for row in conn.execute(asked.order_by(notices.c.key)))
    return [(area, told) for area, told in found if since.date() <= bounds(told["period"])[0] < until.date()]


def relays(conn: Connection, week: str) -> list[Relays]:
    """How whole a week was, cercle by cercle."""
    table = completeness.c
    asked = select(table.area, table.expected, table.reporting).where(table.week == week)
    return [Relays(*row) for row in conn.execute(asked.order_by(table.area))]


def voices(conn: Connection, week: str) -> list[Voices]:
    """By region; the country's own row holds what named no region."""
    one = and_(counters.c.period == week, counters.c.name.in_((WOMEN, MEN, PHONES)))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in conn.execute(select(counters).where(one).order_by(counters.c.place)):
        found[row.place][row.name] = row.n
    return [Voices(at, n.get(WOMEN, 0), n.get(MEN, 0), n.get(PHONES, 0)) for at, n in found.items()]


NOBODY: Final[frozenset[str]] = frozenset()


def _kept() -> ColumnElement[bool]:
    whole = and_(incidents.c.set_aside.is_not(True), incidents.c.merged_into.is_(None))
    return and_(incidents.c.code.not_in(NEVER), whole)


def _opened(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(_kept(), incidents.c.opened_at >= ms(since), incidents.c.opened_at < ms(until))


def _told(conn: Connection, which: ColumnElement[bool]) -> Reporters:
    """Who told of each of these incidents."""
    asked: Select[Any] = select(incidents.c.id, reports.c.contact).join(
        reports, and_(reports.c.incident_id == incidents.c.id, reports.c.repeat_of.is_(None))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in conn.execute(asked.where(_kept(), which).distinct()):
        found[row.id].add(row.contact)
    return {incident: frozenset(who) for incident, who in found.items()}


def _referred(row: Row[Any]) -> Referred:
    answered = row.first_response_at
    region = row.place or row.unit
    return Referred(
        row.authority,
        region[:4] if len(region) >= 4 else None,
        from_ms(row.referred_at),
        None if answered is None else from_ms(answered),
    )
