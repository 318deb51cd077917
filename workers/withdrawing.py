"""What was published before the rules became stricter is held against today's, and taken back (P58, P59).

A cube loses the numbers that today's would hide, and says nothing new. One that would be held back today as a
whole is withdrawn, and not published again: what changed since could be subtracted. Of the rows of a package
those answers go that today's figures do not let in.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from core.coarsening import K_ROWS
from core.definitions import Indicator
from core.measures import measures
from core.periods import hour_of
from gateway.feeds.draft import draft
from gateway.feeds.masking import masked
from gateway.feeds.publication import in_order
from gateway.house import House
from store import audit, cubes, packages
from store.packages import Package, Response
from workers.packaging import TOLD, Open, published
from workers.repacking import ABOUT
from workers.work import TURN

WHOLE: Final = "all"
ACTOR: Final = {"account": "system", "role": "admin", "action": "withdraw"}


class Found(NamedTuple):
    """A cube (`G1 2026-Q3`) or package that tells more than today's rules let it: how many numbers or
    answers, `WHOLE` for a cube that would be held back.
    """

    what: str
    tells: int | str


def looked_through(house: House, now: datetime, *, withdraw: bool) -> list[Found]:
    """Everything published that would not be so today; with `withdraw` it is taken back."""
    with house.database.read() as conn:
        listed = cubes.listed(conn)
    known = ((house.country.indicator(cube.indicator), cube.period) for cube in listed)
    of_cubes = [_cube(house, each, period, now, withdraw=withdraw) for each, period in known if each]
    with house.database.read() as conn:
        kept = packages.listed(conn)
    of_packages = [_package(house, each, now, withdraw=withdraw) for each in kept]
    return [each for each in (*of_cubes, *of_packages) if each.tells]


def _cube(house: House, indicator: Indicator, period: str, now: datetime, *, withdraw: bool) -> Found:
    name = f"{indicator.id} {period}"
    today = draft(house, indicator, period)
    with house.database.read() as conn:
        before = cubes.parts(conn, indicator.id, period)
    left, taken = masked(before, today.parts)
    found = Found(name, WHOLE if today.exposed else taken)
    if withdraw and found.tells:
        with house.database.write() as conn:
            if today.exposed:
                cubes.withdraw(conn, indicator.id, period)
            else:
                cubes.revise(conn, indicator.id, period, in_order(left), now.date())
            audit.write(conn, house.vault, at=now, object=name, **ACTOR)
    return found


def _package(house: House, package: Package, now: datetime, *, withdraw: bool) -> Found:
    open_, defined = published(house, package.period), measures(house.country.indicators)
    asked = {each.indicator: open_.figures.get(item, frozenset()) for item, each in defined.items()}
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        rows = list(packages.rows(conn, package.id))
        kept = _in_crowds(_let_in(rows, open_, asked))
        if withdraw and len(kept) < len(rows):
            packages.empty(conn, package, hour_of(now))
            packages.fill(conn, package.id, kept)
            audit.write(conn, house.vault, at=now, object=package.id, **ACTOR)
    return Found(package.name, len(rows) - len(kept))


def _let_in(rows: Iterable[Response], open_: Open, asked: Mapping[str, Any]) -> list[Response]:
    """The answers that today's figures let in, of sessions that have one to an item still."""
    found = []
    for session in _sessions(rows):
        about = {row.question: row.answer for row in session}
        unit = about.get("unit", ""), about.get("authority", "")
        left = [
            row
            for row in session
            if unit in asked.get(row.question, {unit})
            and not (row.question in TOLD and unit in open_.hidden[row.question])
        ]
        if any(row.question in asked for row in left):
            found += left
    return found


def _in_crowds(rows: Iterable[Response]) -> list[Response]:
    """The sessions of which ten at least say the same of who spoke and when (P64)."""
    sessions = list(_sessions(rows))
    alike = Counter(map(_about, sessions))
    return [row for session in sessions if alike[_about(session)] >= K_ROWS for row in session]


def _sessions(rows: Iterable[Response]) -> Iterable[list[Response]]:
    found: dict[str, list[Response]] = defaultdict(list)
    for row in rows:
        found[row.session].append(row)
    return found.values()


def _about(session: list[Response]) -> Hashable:
    said = {row.question: row.answer for row in session}
    return (*(said.get(name, "") for name in ABOUT), session[0].day, session[0].grain)
