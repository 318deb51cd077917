"""The causes of a period in slices of bounded size, so that no more than one of them is ever in memory.

Their edges are asked of the database, which alone knows in what order it keeps them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, union

from store.scratch import causes, clear
from store.tables import observations

CAUSES: Final = 5_000
"""So many at once: incidents of some 10,000 reports, or ratings."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The causes after one, up to another; None: without such an end."""

    after: str | None = None
    upto: str | None = None

    def of(self, column: ColumnElement[str]) -> list[ColumnElement[bool]]:
        """What a column must hold to lie in it."""
        edges = ((self.after, column.__gt__), (self.upto, column.__le__))
        return [lies(edge) for edge, lies in edges if edge is not None]

    def causes(self) -> Select[Any]:
        """Those that were laid out, without what was only observed."""
        return select(causes.c.id).where(*self.of(causes.c.id))


def sliced(conn: Connection, period: str, told: Select[Any], most: int) -> Iterator[Slice]:
    """The ids that `told` selects, laid out in `store.scratch`, and with what is observed in a period."""
    clear(conn, causes)
    conn.execute(insert(causes).from_select(["id"], told))
    observed = select(observations.c.cause).where(observations.c.period == period)
    both = union(select(causes.c.id), observed).subquery("both")
    numbered = select(both.c.id, func.row_number().over(order_by=both.c.id).label("at")).subquery("numbered")
    edges = select(numbered.c.id).where(numbered.c.at % most == 0).order_by(numbered.c.id)
    for after, upto in pairwise((None, *conn.scalars(edges).all(), None)):
        yield Slice(after, upto)
