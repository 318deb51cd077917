"""Incidents one after another, for files and pages that nobody holds in memory whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby
from operator import attrgetter
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, false, func, or_, select

from store.database import ms
from store.incidents import within
from store.rows import batches
from store.tables import incidents, switches

DAY: Final = 86_400_000


class Event(NamedTuple):
    """What of an incident rows are made from; the moments are milliseconds, as they are kept. `released_at`:
    None while it was not set free.
    """

    id: str
    code: str
    severity: int
    adm1: str | None
    adm2: str | None
    adm3: str | None
    occurred: str
    state: str
    confidence: float
    sources: int
    killed: int | None
    injured: int | None
    opened_at: int
    updated_at: int
    released_at: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose incidents, and which. `areas`: those of these units, whatever their state; `released`: those that
    were set free. The rest narrows; a unit may be of any level. A cercle whose switch is on has none (P71).
    """

    areas: Sequence[str] = ()
    released: bool = False
    since: datetime | None = None
    until: datetime | None = None
    place: str | None = None
    code: str = ""
    state: str | None = None
    event: str | None = None


def stream(conn: Connection, wanted: Wanted) -> Iterator[Event]:
    """By day of opening (UTC), then by id; never more than a day's in memory."""
    asked = select(*_COLUMNS).where(*_conditions(wanted)).order_by(incidents.c.opened_at)
    events = map(Event._make, chain.from_iterable(batches(conn, asked)))
    for _, day in groupby(events, key=_day):
        yield from sorted(day, key=attrgetter("id"))


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    column = incidents.c
    free = column.released_at.is_not(None) if wanted.released else false()
    yield or_(within(wanted.areas), free)
    yield column.set_aside.is_not(True)
    yield or_(column.adm2.is_(None), column.adm2.not_in(select(switches.c.cercle)))
    if wanted.since:
        yield column.opened_at >= ms(wanted.since)
    if wanted.until:
        yield column.opened_at < ms(wanted.until)
    if wanted.place:
        yield or_(*(column[level] == wanted.place for level in ("adm1", "adm2", "adm3")))
    if wanted.code:
        yield func.substr(column.code, 1, len(wanted.code)) == wanted.code
    if wanted.state:
        yield column.state == wanted.state
    if wanted.event:
        yield column.id == wanted.event


_COLUMNS: Final = [incidents.c[name] for name in Event._fields]


def _day(event: Event) -> int:
    return event.opened_at // DAY
