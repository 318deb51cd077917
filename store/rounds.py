"""What the house does once in each period, a digest or a look at a series: begun with its work."""

from sqlalchemy import Connection, and_, select

from store.rows import insert_new
from store.tables import rounds


def begin(conn: Connection, name: str, period: str) -> bool:
    """Whether it is still to be done: False once somebody has begun it."""
    return insert_new(conn, rounds, {"name": name, "period": period})


def is_done(conn: Connection, name: str, period: str) -> bool:
    one = and_(rounds.c.name == name, rounds.c.period == period)
    return conn.execute(select(rounds.c.name).where(one)).first() is not None
