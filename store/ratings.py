"""One rating for each rater, authority, unit and period: the latest complete one counts (`indicators` §5.1).

Earlier ones are kept as history. The cells are moved by the difference, so they always say what the current
ones say together. A `unit` is a p-code, `places` are it and its ancestors; `core` is 1 to 4, or 9 for "ne
sait pas"; `items` are the drawn ones by name: marks like it, or 1 yes, 2 no, 9 (g5: 3, not concerned).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, insert, select, update

from core.groups import groups
from core.measures import DONT_KNOW, Measured, Measures
from core.observations import Observation
from store.cells import observe_all, take_back
from store.database import ms
from store.rows import add_to, new_id
from store.slices import Slice
from store.tables import counters, ratings

MOST_A_DAY = 3
BATCH: Final = 1000


# `partial` and `stale` count nothing: a call that dropped, a turn or a rating older than what is known.
# `waits` counts nothing yet.
Rated = Literal["new", "replaced", "refused", "partial", "stale", "waits"]


@dataclass(frozen=True, slots=True)
class Rating:
    """What one phone said of one authority. `rater` is a pseudonym of purpose `rating`; `items` by name.

    `refused`: a relay of the authority's household. It counts from `due_at` on, when its phone is a day old,
    and not at all where it is `held` with a suspect flood. `sex`, `age` and `displaced` are as the profile
    says (`store.profiles`): the groups that it counts in. `form` marks the questions (`store.packages`).
    """

    inbox_id: str
    rater: str
    authority: int
    unit: str
    places: tuple[str, ...]
    locality: str
    period: str
    received_at: datetime
    core: int | None
    items: Mapping[str, int] | None = None
    complete: bool = True
    assisted: bool = False
    refused: bool = False
    session: str | None = None
    position: int = 0
    channel: str = ""
    language: str = "fr"
    due_at: datetime | None = None
    held: bool = False
    sex: str | None = None
    age: str | None = None
    displaced: str | None = None
    form: str | None = None


PROFILE: Final = ("sex", "age", "displaced")
SAME: Final = (
    *("inbox_id", "rater", "authority", "unit", "locality", "period", "core", "complete", "assisted"),
    *("session", "position", "channel", "language", "form", *PROFILE),
)
"""What a column holds as it was said."""


def rate(conn: Connection, told: Rating, by: Measures) -> Rated:
    """Keeps a rating, and counts it if it is the latest complete one of its phone: what it counts for, the
    country defines (`core.measures`).
    """
    said: dict[str, Any] = {name: getattr(told, name) for name in SAME} | _columns(told.items)
    said |= {"received_at": ms(told.received_at), "places": " ".join(told.places)}
    said |= {"due_at": None if told.due_at is None else ms(told.due_at), "held": told.held or None}
    return _weigh(conn, said, by, told.refused, told.received_at)


def ripen(conn: Connection, now: datetime, most: int, by: Measures) -> int:
    """The ratings that have waited long enough count, at most so many at once; how many did."""
    asked = select(ratings).where(ratings.c.due_at <= ms(now)).order_by(ratings.c.due_at, ratings.c.id)
    due = conn.execute(asked.limit(most)).all()
    for row in due:
        conn.execute(update(ratings).where(ratings.c.id == row.id).values(due_at=None))
        _settle(conn, by, row.rater, row.authority, row.unit, row.period)
    return len(due)


def hold(conn: Connection, rater: str) -> int:
    """Nothing that this phone has rated counts: it was in a suspect flood; how many ratings."""
    mine = and_(ratings.c.rater == rater, ratings.c.held.is_not(True))
    rows = conn.execute(select(ratings).where(mine)).all()
    if rows:
        conn.execute(update(ratings).where(mine).values(held=True, current=False))
    for row in rows:
        take_back(conn, row.id)
    return len(rows)


def withdraw_ratings(conn: Connection, session: str) -> int:
    """What was rated in a call is taken back at once; how many. What it had replaced is due again, and counts
    when `ripen` comes to it: whoever withdraws need not know what a rating measures.
    """
    rows = conn.execute(select(ratings).where(ratings.c.session == session)).all()
    for row in rows:
        _remove(conn, session, row.authority)
        best = next(iter(_countable(conn, row.rater, row.authority, row.unit, row.period)), None)
        if best is not None and not best.current:
            again = update(ratings).where(ratings.c.id == best.id)
            conn.execute(again.values(due_at=best.received_at))
    return len(rows)


def _weigh(conn: Connection, said: dict[str, Any], by: Measures, refused: bool, at: datetime) -> Rated:
    """Keeps it unless it is stale or refused, and says which rating counts now."""
    rater, authority, unit, period = (said[name] for name in ("rater", "authority", "unit", "period"))
    if _is_stale(conn, said):
        return "stale"
    if refused or _too_many(conn, rater, said["session"], at):
        add_to(conn, counters, {"name": "rating_refused", "place": unit, "period": period}, {"n": 1})
        return "refused"
    if said["session"] is not None:
        _remove(conn, said["session"], authority)
    id_ = new_id()
    conn.execute(insert(ratings).values(said | {"id": id_, "current": False}))
    before, after = _settle(conn, by, rater, authority, unit, period)
    if not said["complete"]:
        return "partial"
    if said["held"] or said["due_at"] is not None:
        return "waits"
    if after != id_:
        return "stale"
    return "replaced" if before else "new"


def _is_stale(conn: Connection, values: dict[str, Any]) -> bool:
    known = ratings.c.inbox_id == values["inbox_id"]
    if values["session"] is not None:
        same_call = ratings.c.session == values["session"]
        known |= and_(same_call, ratings.c.position >= values["position"])
    asked = select(ratings.c.id).where(known, ratings.c.authority == values["authority"])
    return conn.execute(asked).first() is not None


def _too_many(conn: Connection, rater: str, session: str | None, at: datetime) -> bool:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    that_day = ratings.c.received_at.between(ms(midnight), ms(midnight + timedelta(days=1)) - 1)
    others = (ratings.c.session != session) | ratings.c.session.is_(None)
    asked = select(func.count()).where(ratings.c.rater == rater, that_day, others)
    return conn.execute(asked).scalar_one() >= MOST_A_DAY


def _remove(conn: Connection, session: str, authority: int) -> None:
    mine = and_(ratings.c.session == session, ratings.c.authority == authority)
    for id_ in conn.scalars(delete(ratings).where(mine).returning(ratings.c.id)).all():
        take_back(conn, id_)


def _settle(
    conn: Connection, by: Measures, rater: str, authority: int, unit: str, period: str
) -> tuple[str, str]:
    """Makes the latest complete rating the current one: the ids of the current one before and after, "" for
    none.
    """
    rows = _countable(conn, rater, authority, unit, period)
    before = next((row.id for row in rows if row.current), "")
    if not rows:
        return before, ""
    if before != rows[0].id:
        take_back(conn, before)
        key = _key(rater, authority, unit, period)
        conn.execute(update(ratings).where(key).values(current=ratings.c.id == rows[0].id))
        observe_all(conn, counted(rows[0], by), cause=rows[0].id)
    return before, rows[0].id


def _countable(conn: Connection, rater: str, authority: int, unit: str, period: str) -> Sequence[Row[Any]]:
    """The complete ratings that wait for nothing, the latest first."""
    newest = (ratings.c.received_at.desc(), ratings.c.position.desc(), ratings.c.current.desc())
    counts = (ratings.c.complete, ratings.c.due_at.is_(None), ratings.c.held.is_not(True))
    asked = select(ratings).where(_key(rater, authority, unit, period), *counts)
    return conn.execute(asked.order_by(*newest)).all()


def _key(rater: str, authority: int, unit: str, period: str) -> ColumnElement[bool]:
    of_key = {"rater": rater, "authority": authority, "unit": unit, "period": period}
    return and_(*(ratings.c[name] == value for name, value in of_key.items()))


def _columns(items: Mapping[str, int] | None) -> dict[str, Any]:
    """G2 has a column of its own, which the version before knows; the others are one text."""
    items = items or {}
    others = {name: mark for name, mark in items.items() if name != "g2"}
    return {"g2": items.get("g2"), "items": json.dumps(others, sort_keys=True) if others else None}


def _marks(row: Row[Any], by: Measures) -> Iterator[tuple[Measured, int]]:
    """Every item that was answered and is measured, and how."""
    said = {"core": row.core, "g2": row.g2} | (json.loads(row.items) if row.items else {})
    return ((by[name], mark) for name, mark in said.items() if mark is not None and name in by)


def counted(row: Row[Any], by: Measures) -> Iterator[Observation]:
    """What a rating counts for, item by item. Who does not know is kept and enters no denominator; what a
    relay helped with is no headline.
    """
    places, of = tuple(row.places.split()), _groups(row)
    for measured, mark in _marks(row, by):
        valid = mark in measured.valid
        yield Observation(
            measured.indicator,
            places,
            row.period,
            of,
            row.authority,
            float(mark in measured.counted),
            float(valid),
            int(mark == DONT_KNOW),
            row.locality if valid else None,
        )


def _groups(row: Row[Any]) -> str:
    said = {name: getattr(row, name) for name in PROFILE}
    return groups(said, language=row.language, ussd=row.session is not None, assisted=row.assisted)


def current(period: str) -> Select[Any]:
    """The ids of the ratings of a period that count."""
    return select(ratings.c.id).where(ratings.c.period == period, ratings.c.current)


def of_slice(conn: Connection, within: Slice) -> Iterator[Row[Any]]:
    """The ratings of a slice, one at a time."""
    asked = select(ratings).where(ratings.c.id.in_(within.causes()))
    yield from conn.execute(asked.order_by(ratings.c.id).execution_options(yield_per=BATCH))


def periods(conn: Connection) -> list[str]:
    """The quarters for which anything was rated, the oldest first."""
    return list(conn.scalars(select(ratings.c.period).distinct().order_by(ratings.c.period)))
