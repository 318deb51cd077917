"""What is told in a period in pieces: SQLite sorts in memory, and one observation is twenty rows of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, func, select

from store.scratch import places, told

NOBODY, EVERYBODY = -(2**31), 2**31 - 1
"""Below and above all authorities."""
Asked = Mapping[str, Any]
"""An indicator (`of_indicator`); its authorities after one, `above`, and `upto` another; places by the
`shortest` and the `longest` of their p-codes.
"""
_BY: Final = (told.c.indicator, told.c.authority)


def pieces(conn: Connection, indicators: Collection[str], most: int) -> Iterator[Asked]:
    """Every authority of every indicator, these ones and those that are told, at every place.

    As many authorities together as have no more than `most` observations. Of one that has more, each level of
    places is a piece.
    """
    counts = conn.execute(select(*_BY, func.count()).group_by(*_BY).order_by(*_BY)).all()
    lengths = conn.scalars(select(places.c.length).distinct().order_by(places.c.length)).all()
    of = {name: [*rows] for name, rows in groupby(counts, itemgetter(0))}
    for name in sorted({*indicators, *of}):
        for above, upto, n in _authorities(of.get(name, []), most):
            asked = {"of_indicator": name, "above": above, "upto": upto}
            for shorter, longest in pairwise((-1, *(lengths if n > most else lengths[-1:]))):
                yield {**asked, "shortest": shorter + 1, "longest": longest}


def _authorities(counts: Sequence[Sequence[Any]], most: int) -> Iterator[tuple[int, int, int]]:
    """Above which, up to which, and how much is told of them."""
    above, n = NOBODY, 0
    for _, authority, many in counts:
        if n and n + many > most:
            yield above, authority - 1, n
            above, n = authority - 1, 0
        n += many
    yield above, EVERYBODY, n
