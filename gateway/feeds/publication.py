"""A period becomes a cube: when it is due, once its audit has passed, and for good (P58, P59)."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from core.definitions import Indicator
from core.disclosure import K_RATINGS, K_REPORTERS, is_open
from core.periods import end_of
from core.revision import Told, may_replace
from gateway.feeds import bins
from gateway.feeds.draft import FIGURES, NATION, TABLE, Parts, counting_of, draft
from gateway.feeds.masking import BESIDE
from gateway.feeds.shapes import order
from gateway.feeds.warning import OF_INCIDENTS
from gateway.house import House
from gateway.logs import logger
from store import cubes, figures

RIPE: Final = timedelta(hours=24)
"""After the last rating of a quarter, the last phone is a day old."""
PERIODS: Final = {True: 5, False: 2}
"""Weeks and quarters that are published even where nothing has been counted in them."""
_NO_TABLES: Final = frozenset({TABLE, NATION})
_SIZES: Final = ("n", "denominator")
WITHIN: Final = "sex_missing"
"""Who said no sex is among those who rated; who does not know, or was helped by a relay, is beside them."""
STEP: Final = 0.0001
"""Shares are told so finely: one that is told as 1 is less."""
_UNSAID: Final = frozenset({"value", "numerator", *_SIZES})


def due(house: House, indicator: Indicator, now: datetime) -> list[str]:
    """The closed periods of an indicator that are to be published, the oldest first."""
    with house.database.read() as conn:
        known = {cube.period for cube in cubes.listed(conn) if cube.indicator == indicator.id}
        known |= cubes.withdrawn(conn, indicator.id)
        counted = set(figures.periods(conn, indicator.id))
        found = sorted((counted | set(_last(indicator, now))) - known)
        return [period for period in found if _is_due(conn, counting_of(house).id, indicator, period, now)]


def publish(house: House, indicator: Indicator, period: str, now: datetime) -> bool:
    """Whether the period is published by this. A cube that would give somebody away is not, and is told once:
    in the log, and by `lasomi doctor`.
    """
    made = draft(house, indicator, period)
    if made.exposed:
        _blocked(house, indicator, period, len(made.exposed))
        return False
    with house.database.write() as conn:
        return cubes.keep(conn, indicator.id, period, in_order(made.parts), now.date())


def revise(house: House, indicator: Indicator, period: str, now: datetime) -> bool:
    """Whether a newer version stands now: only one that isolates nobody against the one before."""
    made = draft(house, indicator, period)
    with house.database.read() as conn:
        before = cubes.parts(conn, indicator.id, period)
    k = K_REPORTERS if indicator.formula == "count" else K_RATINGS
    old, new = (told(indicator, parts) for parts in (before, made.parts))
    changed = not made.exposed and old != new and may_replace(old, new, k)
    with house.database.write() as conn:
        if changed:
            cubes.revise(conn, indicator.id, period, in_order(made.parts), now.date())
        else:
            cubes.looked(conn, indicator.id, period, now.date())
    return changed


def in_order(parts: Parts) -> Parts:
    """Tables as they are read: a page of one is read without the rest."""
    return {name: rows if name in _NO_TABLES else sorted(rows, key=order) for name, rows in parts.items()}


def told(indicator: Indicator, parts: Parts) -> Mapping[Hashable, Told]:
    """Every cell of a cube, by part and name."""
    cells: dict[Hashable, Told] = {
        (name, *order(row), row.get("group"), of): cell
        for name, rows in parts.items()
        if name not in _NO_TABLES
        for row in rows
        for of, cell in (("", _cell(indicator, row)), *_beside(row))
    }
    return cells | {(NATION, group): Told(n, (n, least)) for group, n, least in parts.get(NATION, ())}


def _cell(indicator: Indicator, row: Mapping[str, Any]) -> Told:
    """What is counted is its own size; what has no size at all, a rate or a flag, may not move."""
    says = tuple((name, row.get(name)) for name in sorted(_UNSAID | {"suppressed", "ci_lower", "ci_upper"}))
    if indicator.formula == "count":
        return Told(row["value"], says)
    return Told(next((row[name] for name in _SIZES if row.get(name) is not None), None), says)


def _beside(row: Mapping[str, Any]) -> Iterator[tuple[str, Told]]:
    """How many stand behind each share that is told beside a figure: they are people like those in it."""
    of = row.get("denominator")
    for name in BESIDE:
        share = row.get(name)
        if share is None or of is None:
            yield name, Told(None, share)
        else:
            n = round(of * (share if name == WITHIN else share / max(1 - share, STEP)))
            yield name, Told(n, n)


def _is_due(conn: Any, counting: str, indicator: Indicator, period: str, now: datetime) -> bool:
    """What leans on the incidents of a week waits for them, and with them where they are held back."""
    if not is_open(period, FIGURES, now):
        return False
    if indicator.formula == "rate" or indicator.id in OF_INCIDENTS:
        return cubes.is_published(conn, counting, period)
    if indicator.formula != "proportion":
        return True
    ripe = end_of(period) + RIPE
    return now >= ripe and not cubes.waits(conn, period, ripe)


def _last(indicator: Indicator, now: datetime) -> list[str]:
    weekly = bins.by_week(indicator.formula)
    step = timedelta(days=7 if weekly else 91)
    wanted = (now - step * back for back in range(PERIODS[weekly]))
    return [bins.latest(indicator.formula, FIGURES, at) for at in wanted]


def _blocked(house: House, indicator: Indicator, period: str, cells: int) -> None:
    with house.database.write() as conn:
        new = cubes.block(conn, indicator.id, period)
    if new:
        logger().error("cube_blocked", indicator=indicator.id, period=period, cells=cells)
