"""The incidents of a stretch of time, each with all that was told of it: what they are said anew from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, SelectBase, and_, func, select, union

from core.reports import Incident
from store.database import from_ms, ms
from store.incidents import COLUMNS, read
from store.rows import batches
from store.slices import Slice
from store.tables import incidents, reports


class Told(NamedTuple):
    """What of a counted report its incident is said from: no place, no text. `received` is in milliseconds;
    from `role` on it is what a report says, whoever told it and when.
    """

    incident_id: str
    id: str
    received: int
    contact: str
    operator: str
    first_seen: str | None
    cluster: str | None
    role: str
    known: bool
    weight: float
    code: str | None
    accepted: bool
    basis: str
    occurred: str
    killed: int | None
    injured: int | None
    child: bool
    displaced: bool
    proven: bool
    late: bool

    @property
    def received_at(self) -> datetime:
        return from_ms(self.received)


SAYS: Final = slice(Told._fields.index("role"), None)
"""What a report says, of its columns."""


@dataclass(frozen=True, slots=True)
class Retold:
    """An incident and its counted reports in the order of reception. `stands`: neither set aside nor merged
    into another.
    """

    incident: Incident
    stands: bool
    rows: list[Told]


def opened(since: datetime, until: datetime) -> Select[Any]:
    """The ids of what was opened in a stretch of time."""
    return select(incidents.c.id).where(incidents.c.opened_at >= ms(since), incidents.c.opened_at < ms(until))


def retold(conn: Connection, within: Slice) -> Iterator[Retold]:
    """Those of a slice that have a report left, in the order of their ids."""
    known = dict(_incidents(conn, within))
    of = reports.c.incident_id
    counted = and_(of.in_(within.causes()), reports.c.repeat_of.is_(None))
    asked = select(*_TOLD).where(counted).order_by(of, reports.c.received_at, reports.c.id)
    rows = (Told._make(row) for batch in batches(conn, asked) for row in batch)
    for incident_id, group in groupby(rows, key=attrgetter("incident_id")):
        incident, stands = known[incident_id]
        yield Retold(incident, stands, list(group))


def stretch(conn: Connection) -> tuple[datetime, datetime] | None:
    """When the first and the last incident were opened; None when there is none."""
    first, last = conn.execute(select(func.min(incidents.c.opened_at), func.max(incidents.c.opened_at))).one()
    return None if first is None else (from_ms(first), from_ms(last))


def kept(conn: Connection, since: datetime | None = None) -> int:
    """How many reports there are, those only that were received since."""
    asked = select(func.count()).select_from(reports)
    return conn.execute(
        asked if since is None else asked.where(reports.c.received_at >= ms(since))
    ).scalar_one()


def causes_of(contacts: Sequence[str]) -> SelectBase:
    """What is counted because of some phones: their reports, and the incidents of these."""
    theirs = reports.c.contact.in_(contacts)
    return union(select(reports.c.incident_id).where(theirs), select(reports.c.id).where(theirs))


def _incidents(conn: Connection, within: Slice) -> Iterator[tuple[str, tuple[Incident, bool]]]:
    here = incidents.c.id.in_(within.causes())
    asked = select(*COLUMNS, incidents.c.set_aside, incidents.c.merged_into).where(here)
    for batch in batches(conn, asked):
        for *told, aside, into in batch:
            found = read(told)
            yield found.id, (found, not aside and into is None)


_TOLD: Final = [reports.c["received_at" if name == "received" else name] for name in Told._fields]
