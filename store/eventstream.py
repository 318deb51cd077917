"""Incidents one after another, for files and pages that nobody holds in memory whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, false, func, or_, select

from core.reports import Incident
from store.database import from_ms, ms
from store.incidents import COLUMNS, read, within
from store.tables import incidents, switches

DAY: Final = 86_400_000
_BATCH: Final = 2_000


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


def stream(conn: Connection, wanted: Wanted) -> Iterator[tuple[Incident, datetime | None]]:
    """Each with its release, by day of opening (UTC), then by id; never more than a day's in memory."""
    asked = select(*COLUMNS, incidents.c.released_at).where(*_conditions(wanted))
    asked = asked.order_by(incidents.c.opened_at).execution_options(yield_per=_BATCH)
    rows: Iterator[Sequence[Any]] = iter(conn.execute(asked))
    for _, day in groupby(rows, key=_day):
        for *values, free in sorted(day, key=itemgetter(_ID)):
            yield read(values), None if free is None else from_ms(free)


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


_OPENED: Final = [column.name for column in COLUMNS].index("opened_at")
_ID: Final = [column.name for column in COLUMNS].index("id")


def _day(row: Sequence[Any]) -> int:
    return int(row[_OPENED]) // DAY
