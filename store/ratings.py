"""One rating for each rater, authority, unit and period: the latest complete one counts (`indicators` §5.1).

Earlier ones are kept as history. The cells are moved by the difference, so they always say what the current
ones say together. A `unit` is a p-code, `places` are it and its ancestors; `core` and `g2` are 1 to 4, or 9
for "ne sait pas".
"""

from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from store.cells import observe, take_back
from store.database import ms
from store.rows import add_to, new_id
from store.tables import counters, ratings

DONT_KNOW = 9
WELL = (3, 4)
MOST_A_DAY = 3
# `partial` and `stale` count nothing: a call that dropped, a turn or a rating older than what is known.
Rated = Literal["new", "replaced", "refused", "partial", "stale"]


def rate(
    conn: Connection,
    *,
    inbox_id: str,
    rater: str,
    authority: int,
    unit: str,
    places: tuple[str, ...],
    locality: str,
    period: str,
    received_at: datetime,
    core: int | None,
    g2: int | None = None,
    complete: bool = True,
    assisted: bool = False,
    refused: bool = False,
    session: str | None = None,
    position: int = 0,
    channel: str = "",
    language: str = "fr",
) -> Rated:
    """Keeps what one phone said of one authority, and counts it if it is the latest complete one.

    `rater` is a pseudonym of purpose `rating`. `refused`: a relay of the authority's household.
    """
    of: dict[str, Any] = {"rater": rater, "authority": authority, "unit": unit, "period": period}
    said = {"core": core, "g2": g2, "complete": complete, "assisted": assisted, "language": language}
    came = {"inbox_id": inbox_id, "session": session, "position": position, "received_at": ms(received_at)}
    where = {"places": " ".join(places), "locality": locality, "channel": channel}
    return _weigh(conn, of | said | came | where, refused, received_at)


def withdraw_ratings(conn: Connection, session: str) -> int:
    """What was rated in a call is taken back, and the ratings it had replaced count again; how many."""
    rows = conn.execute(select(ratings).where(ratings.c.session == session)).all()
    for row in rows:
        _remove(conn, session, row.authority)
        _settle(conn, row.rater, row.authority, row.unit, row.period)
    return len(rows)


def _weigh(conn: Connection, said: dict[str, Any], refused: bool, at: datetime) -> Rated:
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
    before, after = _settle(conn, rater, authority, unit, period)
    if not said["complete"]:
        return "partial"
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


def _settle(conn: Connection, rater: str, authority: int, unit: str, period: str) -> tuple[str, str]:
    """Makes the latest complete rating the current one: the ids of the current one before and after, "" for
    none.
    """
    of_key = {"rater": rater, "authority": authority, "unit": unit, "period": period}
    key = and_(*(ratings.c[name] == value for name, value in of_key.items()))
    newest = (ratings.c.received_at.desc(), ratings.c.position.desc(), ratings.c.current.desc())
    rows = conn.execute(select(ratings).where(key, ratings.c.complete).order_by(*newest)).all()
    before = next((row.id for row in rows if row.current), "")
    if not rows:
        return before, ""
    if before != rows[0].id:
        take_back(conn, before)
        conn.execute(update(ratings).where(key).values(current=ratings.c.id == rows[0].id))
        _count(conn, rows[0])
    return before, rows[0].id


def _count(conn: Connection, row: Row[Any]) -> None:
    """Ne sait pas" is kept and enters no denominator; what a relay helped with is apart from the headline."""
    for indicator, answer in (("G1", row.core), ("G2", row.g2)):
        if answer is None:
            continue
        valid = answer != DONT_KNOW
        observe(
            conn,
            indicator=indicator,
            places=row.places.split(),
            period=row.period,
            authority=row.authority,
            group="assisted" if row.assisted else "all",
            numerator=float(answer in WELL),
            denominator=float(valid),
            dont_know=int(not valid),
            member=row.locality if valid else None,
            cause=row.id,
        )
