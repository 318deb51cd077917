"""Incidents and figures anew from the stored understanding, beside the running ones (`indicators.md` §6).

Of every incident stays what a person or the hour has decided: which reports are of it, its verdict, that it
was set aside or merged. All else is said again from its reports, by the rules of today. Nobody is written to.
A period is looked at without keeping anybody waiting; only one that differs is mended, in turn with the
effects of messages.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any, Final, Protocol

from core.country import Country
from core.measures import measures
from core.periods import bounds, end_of, iso_week
from core.ports import Clock
from core.reports import Incident
from store import incidents, ratings, retold, sources
from store import recount as figures
from store.cells import row_of
from store.database import Database
from store.recount import Drift, Outline
from store.retold import SAYS, Retold, Told
from store.scratch import laid_out
from store.slices import CAUSES, Slice, sliced
from store.totals import Key
from workers.accounts import by_source, telling
from workers.aggregate import INCIDENTS, of_incident
from workers.corroborate import merged
from workers.tally import Tally, total
from workers.work import TURN

WEEK: Final = timedelta(days=7)
COUNTED: Final = frozenset({INCIDENTS})
SAID: Final = (
    *("code", "occurred", "killed", "injured", "hearsay_only", "seen", "all_new", "late"),
    *("confidence", "sources", "state", "severity"),
)
"""What the reports of an incident say of it (`workers.corroborate.merged`)."""
REMEMBERED: Final = 20_000
FEW: Final = 2
"""More reports are hardly ever told alike."""
Rows = list[Key]
_said: Final = attrgetter(*SAID)
Words = tuple[Any, ...]
"""What reports say of their incident, as `SAID`."""
Wrong = tuple[Incident, Sequence[Told]]
Looked = tuple[Slice, Collection[str], Iterable[Key], Sequence[Wrong]]
"""A slice, of which indicators what should be observed in it, and the incidents that are wrong."""


class Ledger(Protocol):
    """What of a house a recount needs."""

    @property
    def database(self) -> Database: ...
    @property
    def country(self) -> Country: ...
    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True, slots=True)
class Recount:
    """What there is to look at, and what like reports were found to say: many incidents are told alike.
    `most` causes are looked at at once.
    """

    ledger: Ledger
    there: Outline
    country: Country
    alike: dict[Key, Words] = field(default_factory=dict)
    most: int = CAUSES


def recount(ledger: Ledger, since: date | None = None) -> Recount:
    """All that is to be looked at by one process."""
    return Recount(ledger, outlined(ledger.database, since), ledger.country)


def outlined(database: Database, since: date | None = None) -> Outline:
    """The periods in which anything may be counted, those only that end on a day or after it."""
    with database.snapshot() as conn:
        there = figures.outline(conn)
        periods = {*there.indicators, *ratings.periods(conn), *_weeks(retold.stretch(conn))}
    wanted = sorted(each for each in periods if since is None or end_of(each).date() > since)
    return replace(there, indicators={each: there.indicators.get(each, frozenset()) for each in wanted})


def recounted(of: Recount, period: str, *, mend: bool) -> list[Drift]:
    """What differs in a period; with `mend`, what has been mended in it."""
    database = of.ledger.database
    with database.snapshot(scratch=True) as conn, laid_out(conn):
        bare = mend and figures.is_bare(conn, period)
        found = [] if bare else [*islice(_look(of, conn, period, mend=False), 1 if mend else None)]
    if not mend or not (bare or found):
        return figures.together(found)
    with database.write(patient=True) as conn:
        database.take_time(conn)
        database.take_turn(conn, TURN, shared=True)
        with laid_out(conn):
            return figures.together(_look(of, conn, period, mend=True))


def _look(of: Recount, conn: Any, period: str, *, mend: bool) -> Iterator[Drift]:
    """What differs, slice by slice, each mended before the next is read."""
    bare = mend and figures.is_bare(conn, period)
    for within, indicators, expected, wrong in (_incidents if "-W" in period else _ratings)(of, conn, period):
        if wrong:
            yield Drift("incidents", INCIDENTS, period, other=len(wrong))
        if wrong and mend:
            _keep(of.country, conn, wrong)
        if bare:
            yield from figures.begun(conn, period, expected)
        else:
            yield from figures.observed(conn, period, indicators, within, expected, mend=mend)
    yield from figures.sums(conn, of.there, period, of.most, mend=mend)


def _ratings(of: Recount, conn: Any, quarter: str) -> Iterator[Looked]:
    by = measures(of.country.indicators)
    indicators = {each.indicator for each in by.values()}
    for within in sliced(conn, quarter, ratings.current(quarter), of.most):
        told = ratings.of_slice(conn, within)
        rows = (row_of(each, row.id) for row in told for each in ratings.counted(row, by))
        yield within, indicators, rows, ()


def _incidents(of: Recount, conn: Any, week: str) -> Iterator[Looked]:
    first, last = bounds(week)
    since, until = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    for within in sliced(conn, week, retold.opened(since, until), of.most):
        yield within, COUNTED, *_counting(of, retold.retold(conn, within))


def _counting(of: Recount, told: Iterable[Retold]) -> tuple[Rows, list[Wrong]]:
    """What some incidents count for, and those that are not what their reports say."""
    rows: Rows = []
    wrong: list[Wrong] = []
    now = of.ledger.clock()
    for each in told:
        says = _says(of, each)
        stands = each.incident
        if _said(stands) != says:
            stands = replace(stands, **dict(zip(SAID, says, strict=True)), updated_at=now)
            wrong.append((stands, each.rows))
        if each.stands:
            counted = of_incident(stands, {row.contact for row in each.rows}, of.country.gazetteer)
            rows += (row_of(one, stands.id) for one in counted)
    return rows, wrong


def _says(of: Recount, each: Retold) -> Words:
    """What its reports say of an incident. It depends on no name, only on which of them are one and the same;
    and of what the incident was, on its state alone.
    """
    if len(each.rows) > FEW:
        return _words(of.country, each)
    likeness = (each.incident.state, _likeness(each.rows))
    if (found := of.alike.get(likeness)) is None:
        if len(of.alike) >= REMEMBERED:
            of.alike.clear()
        found = of.alike[likeness] = _words(of.country, each)
    return found


def _likeness(rows: Sequence[Told]) -> tuple[Key, ...]:
    """The reports of an incident, with numbers for the names by which sources are told apart."""
    met: dict[object, int] = {}
    return tuple((row[SAYS], *_numbers(row, met)) for row in rows)


def _numbers(row: Told, met: dict[object, int]) -> Iterator[int | None]:
    day = row.first_seen or row.received_at.date().isoformat()
    for name in (row.contact, None if row.known else (row.operator, day), row.cluster or None):
        yield None if name is None else met.setdefault(name, len(met))


def _words(country: Country, each: Retold) -> Words:
    tally = total([telling(row) for row in each.rows], country.alerts)
    found: Words = _said(merged(each.incident, tally, country.taxonomy, country.alerts))
    return found


def _keep(country: Country, conn: Any, wrong: Sequence[Wrong]) -> None:
    counts: dict[str, dict[str, Tally]] = {}
    of: dict[str, str] = {}
    told = []
    for incident, rows in wrong:
        tellings = [telling(row) for row in rows]
        counts[incident.id], theirs = by_source(tellings, country.alerts)
        of |= theirs
        told.append((incident, total(tellings, country.alerts)))
    sources.renew_all(conn, counts, of)
    incidents.save_all(conn, told)


def _weeks(between: tuple[datetime, datetime] | None) -> Iterator[str]:
    if between is None:
        return
    day, last = bounds(iso_week(between[0]))[0], between[1].date()
    while day <= last:
        yield iso_week(day)
        day += WEEK
