"""Ratings by the village of those who gave them: read for the steering committee, and for nobody else."""

import json
from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from core.measures import Measures
from store.tables import ratings

COMMUNE = len("ML070102")


class Village(NamedTuple):
    """The sums of an item for one authority of a commune, from one locality. Where the commune is all that
    is known of it, the locality is the commune.
    """

    commune: str
    authority: int
    locality: str
    numerator: float
    denominator: float


def villages(conn: Connection, indicator: str, period: str, by: Measures) -> list[Village]:
    """Every village whose answers to this item count; what a relay helped with is no headline (§5.1)."""
    item = next(name for name, measured in by.items() if measured.indicator == indicator)
    measured, own = by[item], item in ratings.c
    said = ratings.c[item] if own else ratings.c["items"]
    key = (ratings.c.unit, ratings.c.authority, ratings.c.locality, said)
    counts = (ratings.c.period == period, ratings.c.current, ~ratings.c.assisted, said.is_not(None))
    asked = select(*key, func.count()).where(*counts, func.length(ratings.c.unit) == COMMUNE).group_by(*key)
    sums: dict[tuple[str, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for unit, authority, locality, answer, n in conn.execute(asked):
        mark = answer if own else json.loads(answer).get(item)
        if mark in measured.valid:
            one = sums[unit, authority, locality]
            one[0] += n * (mark in measured.counted)
            one[1] += n
    return [Village(*one, float(yes), float(n)) for one, (yes, n) in sorted(sums.items())]
