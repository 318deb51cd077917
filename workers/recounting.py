"""Incidents and figures anew from the stored understanding, beside the running ones (`indicators.md` §6).

Of every incident stays what a person or the hour has decided: which reports are of it, its verdict, that it
was set aside or merged. All else is said again from its reports, by the rules of today. Nobody is written to.
A period is looked at without keeping anybody waiting; only one that differs is mended, in turn with the
effects of messages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Protocol

from core.country import Country
from core.observations import Observation
from core.periods import bounds, end_of, iso_week
from core.ports import Clock
from core.reports import Incident
from store import incidents, ratings, recount, retold, sources
from store.cells import values_of
from store.database import Database
from store.recount import Drift, Outline
from store.retold import Retold
from workers.accounts import by_source, telling
from workers.aggregate import INCIDENTS, of_incident
from workers.corroborate import merged
from workers.tally import Tally, total
from workers.work import TURN

WEEK: Final = timedelta(days=7)
COUNTED: Final = frozenset({INCIDENTS})
Rows = list[dict[str, Any]]


class Ledger(Protocol):
    """What of a house a recount needs."""

    @property
    def database(self) -> Database: ...
    @property
    def country(self) -> Country: ...
    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True, slots=True)
class Said:
    """An incident that its reports say otherwise than it stands."""

    incident: Incident
    tally: Tally
    rows: Retold


def outline(ledger: Ledger, since: date | None = None) -> Outline:
    """The periods in which anything may be counted, those only that end on a day or after it."""
    with ledger.database.snapshot() as conn:
        there = recount.outline(conn)
        periods = {*there.indicators, *ratings.periods(conn), *_weeks(retold.stretch(conn))}
    wanted = sorted(each for each in periods if since is None or end_of(each).date() > since)
    return replace(there, indicators={each: there.indicators.get(each, frozenset()) for each in wanted})


def recounted(ledger: Ledger, there: Outline, period: str, *, mend: bool) -> list[Drift]:
    """What differs in a period; with `mend`, what has been mended in it."""
    with ledger.database.snapshot() as conn:
        found = _look(ledger, conn, there, period, mend=False)
    if not (mend and found):
        return found
    with ledger.database.write() as conn:
        ledger.database.take_time(conn)
        ledger.database.take_turn(conn, TURN)
        return _look(ledger, conn, there, period, mend=True)


def _look(ledger: Ledger, conn: Any, there: Outline, period: str, *, mend: bool) -> list[Drift]:
    if "-W" in period:
        of, (rows, found) = COUNTED, _incidents(ledger, conn, period, mend=mend)
    else:
        of, rows, found = ratings.INDICATORS, _ratings(conn, period), []
    found += recount.observed(conn, period, of, rows, mend=mend)
    rows += recount.others(conn, period, of)
    return [*found, *recount.sums(conn, there, period, rows, mend=mend)]


def _ratings(conn: Any, quarter: str) -> Rows:
    return [
        values_of(each, row.id) for row in ratings.current(conn, quarter) for each in ratings.counted(row)
    ]


def _incidents(ledger: Ledger, conn: Any, week: str, *, mend: bool) -> tuple[Rows, list[Drift]]:
    """What the incidents of a week count for, and how many of them are not what their reports say."""
    first, last = bounds(week)
    since, until = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    rows: Rows = []
    wrong: list[Said] = []
    for each in retold.opened(conn, since, until):
        said = _said(ledger.country, each)
        rows += (values_of(one, said.incident.id) for one in _counted(ledger.country, said))
        if said.incident != each.incident:
            wrong.append(said)
    if mend and wrong:
        _keep(ledger, conn, wrong)
    return rows, [Drift("incidents", INCIDENTS, week, other=len(wrong))] if wrong else []


def _said(country: Country, each: Retold) -> Said:
    tally = total([telling(row) for row in each.rows], country.alerts)
    return Said(merged(each.incident, tally, country.taxonomy, country.alerts), tally, each)


def _counted(country: Country, said: Said) -> tuple[Observation, ...]:
    if not said.rows.stands:
        return ()
    return of_incident(said.incident, {row.contact for row in said.rows.rows}, country.gazetteer)


def _keep(ledger: Ledger, conn: Any, wrong: Sequence[Said]) -> None:
    now = ledger.clock()
    counts: dict[str, dict[str, Tally]] = {}
    of: dict[str, str] = {}
    for each in wrong:
        tellings = [telling(row) for row in each.rows.rows]
        counts[each.incident.id], theirs = by_source(tellings, ledger.country.alerts)
        of |= theirs
    sources.renew_all(conn, counts, of)
    incidents.save_all(conn, [(replace(each.incident, updated_at=now), each.tally) for each in wrong])


def _weeks(between: tuple[datetime, datetime] | None) -> Iterator[str]:
    if between is None:
        return
    day, last = bounds(iso_week(between[0]))[0], between[1].date()
    while day <= last:
        yield iso_week(day)
        day += WEEK
