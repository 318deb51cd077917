"""A package of ratings is written anew when the figures that it agrees with were revised (P59, P64).

Two versions can be subtracted, so the newer one stands only where everything that is shown together moved by
nobody or by ten; else the older one stays, as an older cube would.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from core.coarsening import K_ROWS
from core.measures import measures
from core.periods import hour_of
from core.revision import Told, may_replace
from flows.questionnaire import mark_of, questions
from gateway.house import House
from store import cubes, packages, rounds
from store.packages import Package, Response
from workers.packaging import Rows, drawn_up, pack_due, published, responses
from workers.work import TURN

ABOUT: Final = ("authority", "unit", "sex", "age", "displaced")
Cells = Mapping[Hashable, Told]


def tend(house: House, now: datetime) -> int:
    """Packs what is due, and writes anew what was revised; how many packages."""
    return pack_due(house, now) + repack_due(house, now)


def repack_due(house: House, now: datetime) -> int:
    """How many packages were written anew. Each revision is looked at once."""
    with house.database.read() as conn:
        periods = sorted({each.period for each in packages.listed(conn)})
        revised = {each: day for each in periods if (day := _revised(house, conn, each))}
        waiting = [each for each, day in revised.items() if not rounds.is_done(conn, _name(day), each)]
    return sum(_repack(house, each, _name(revised[each]), now) for each in waiting)


def _revised(house: House, conn: Any, period: str) -> date | None:
    """The day of the last revision of a quarter's ratings."""
    rated = measures(house.country.indicators).values()
    days = (cubes.last_changed(conn, each.indicator, period) for each in rated)
    return max(filter(None, days), default=None)


def _name(day: date) -> str:
    return f"repack {day}"


def _repack(house: House, period: str, name: str, now: datetime) -> int:
    open_, asked = published(house, period), questions(house.flows)
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        if not rounds.begin(conn, name, period):
            return 0
        today = packages.keep_form(conn, mark_of(asked), asked)
        drawn: dict[str, list[Response]] = defaultdict(list)
        for form, rows in drawn_up(house, conn, period, open_, today):
            drawn[form] += _shuffled(rows)
        known = {each.form: each for each in packages.listed(conn) if each.period == period}
        if not _may(conn, known, drawn):
            return 0
        for form, package in known.items():
            packages.empty(conn, package, hour_of(now))
            packages.fill(conn, package.id, drawn[form])
    return len(known)


def _shuffled(rows: Rows) -> list[Response]:
    """By their ids, which are drawn."""
    return sorted(responses(rows), key=lambda row: row.id)


def _may(conn: Any, known: Mapping[str, Package], drawn: Mapping[str, list[Response]]) -> bool:
    """Whether all packages of the quarter may be replaced, and one of them is another."""
    if known.keys() != drawn.keys():
        return False
    old = {form: cells(packages.rows(conn, each.id)) for form, each in known.items()}
    new = {form: cells(rows) for form, rows in drawn.items()}
    return old != new and all(may_replace(old[form], new[form], K_ROWS) for form in known)


def cells(rows: Iterable[Response]) -> Cells:
    """How many sessions share all that is told of who spoke and when, and what they answered together."""
    found: dict[Hashable, Counter[Hashable]] = defaultdict(Counter)
    for about, answers in _sessions(rows):
        found[about][answers] += 1
    return {about: Told(said.total(), frozenset(said.items())) for about, said in found.items()}


def _sessions(rows: Iterable[Response]) -> Iterator[tuple[Hashable, Hashable]]:
    """Of each session what is told of who spoke, and what was answered."""
    told: dict[str, dict[str, str]] = defaultdict(dict)
    when: dict[str, tuple[str, str]] = {}
    for row in rows:
        told[row.session][row.question] = row.answer
        when[row.session] = (row.day, row.grain)
    for session, said in told.items():
        about = tuple(said.pop(name, "") for name in ABOUT)
        yield (*about, *when[session]), frozenset(said.items())
