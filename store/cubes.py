"""Published cubes: written once, read from then on, replaced by a revision or by nothing (P59)."""

import json
import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, delete, exists, func, insert, select, update

from store import rounds
from store.database import ms
from store.packed import MARK, Packed, dumped, packed
from store.tables import cubes, ratings
from store.tables import rounds as of_rounds

Parts = Mapping[str, Any]
"""By name: what is written as JSON."""
BLOCKED: Final = "blocked:"
"""Before an indicator, in the name of what is done once."""
WITHDRAWN: Final = "withdrawn:"


class Cube(NamedTuple):
    """The name of a cube, and the day on which it was last held against the sums."""

    indicator: str
    period: str
    looked_on: str


def keep(conn: Connection, indicator: str, period: str, parts: Parts, day: date) -> bool:
    """Publishes; False when it has been published already, and then nothing changes."""
    if is_published(conn, indicator, period):
        return False
    days = {"published_on": day.isoformat(), "revised_on": None, "looked_on": day.isoformat()}
    _write(conn, indicator, period, parts, days)
    return True


def block(conn: Connection, indicator: str, period: str) -> bool:
    """It would give somebody away, and is held back; whether that is new (P58)."""
    return rounds.begin(conn, BLOCKED + indicator, period)


def withdraw(conn: Connection, indicator: str, period: str) -> None:
    """Takes a cube back for good: `blocked` names it from then on, and it is not published again."""
    conn.execute(delete(cubes).where(_of(indicator, period)))
    block(conn, indicator, period)
    rounds.begin(conn, WITHDRAWN + indicator, period)


def withdrawn(conn: Connection, indicator: str) -> set[str]:
    """The periods of which a cube was taken back."""
    asked = select(of_rounds.c.period).where(of_rounds.c.name == WITHDRAWN + indicator)
    return set(conn.scalars(asked))


def blocked(conn: Connection) -> list[str]:
    """What is held back to this day, as `G1 2026-Q3`."""
    name = func.substr(of_rounds.c.name, len(BLOCKED) + 1)
    published = exists().where(cubes.c.indicator == name, cubes.c.period == of_rounds.c.period)
    held = of_rounds.c.name.startswith(BLOCKED)
    asked = select(name.label("indicator"), of_rounds.c.period).where(held, ~published)
    found = conn.execute(asked.order_by(of_rounds.c.name, of_rounds.c.period))
    return [f"{row.indicator} {row.period}" for row in found]


def revise(conn: Connection, indicator: str, period: str, parts: Parts, day: date) -> None:
    """Puts a newer version in the place of the one that is published."""
    of = _of(indicator, period)
    published = conn.scalars(select(cubes.c.published_on).where(of).limit(1)).one()
    conn.execute(delete(cubes).where(of))
    days = {"published_on": published, "revised_on": day.isoformat(), "looked_on": day.isoformat()}
    _write(conn, indicator, period, parts, days)


def looked(conn: Connection, indicator: str, period: str, day: date) -> None:
    """Held against the sums, and left as it is."""
    conn.execute(update(cubes).where(_of(indicator, period)).values(looked_on=day.isoformat()))


def part(conn: Connection, indicator: str, period: str, name: str) -> Any:
    """As it was published; None where it was not."""
    asked = select(cubes.c.body).where(_of(indicator, period), cubes.c.part == name)
    body = conn.scalars(asked).one_or_none()
    return None if body is None else _unpacked(bytes(body))


def parts(conn: Connection, indicator: str, period: str) -> dict[str, Any]:
    """All of a cube; nothing where none is published."""
    asked = select(cubes.c.part, cubes.c.body).where(_of(indicator, period))
    return {name: _unpacked(bytes(body)) for name, body in conn.execute(asked)}


def _unpacked(body: bytes) -> Any:
    """Rows block by block; what is no table, or was published by an older version, as a whole."""
    return Packed(body) if body.startswith(MARK) else json.loads(zlib.decompress(body))


def is_published(conn: Connection, indicator: str, period: str) -> bool:
    return bool(conn.scalar(select(exists().where(_of(indicator, period)))))


def listed(conn: Connection) -> list[Cube]:
    """Every cube there is."""
    columns = (cubes.c.indicator, cubes.c.period)
    asked = select(*columns, func.max(cubes.c.looked_on)).group_by(*columns).order_by(*columns)
    return [Cube(*row) for row in conn.execute(asked)]


def last_changed(conn: Connection, indicator: str, period: str) -> date | None:
    """The day of the revision that is read now; None for a cube that was never revised."""
    asked = select(func.max(cubes.c.revised_on)).where(_of(indicator, period))
    day = conn.scalar(asked)
    return None if day is None else date.fromisoformat(day)


def waits(conn: Connection, period: str, until: datetime) -> bool:
    """Whether a rating of this period will count by then and does not yet (`indicators.md` §5.1)."""
    waiting = and_(ratings.c.period == period, ratings.c.due_at <= ms(until))
    return bool(conn.scalar(select(exists().where(waiting))))


def _of(indicator: str, period: str) -> Any:
    return and_(cubes.c.indicator == indicator, cubes.c.period == period)


def _write(conn: Connection, indicator: str, period: str, parts: Parts, days: Mapping[str, Any]) -> None:
    key = {"indicator": indicator, "period": period}
    rows = [{**key, **days, "part": name, "body": _packed(told)} for name, told in sorted(parts.items())]
    conn.execute(insert(cubes), rows)


def _packed(told: Any) -> bytes:
    is_table = isinstance(told, list) and told and isinstance(told[0], Mapping)
    return packed(told) if is_table else zlib.compress(dumped(told))
