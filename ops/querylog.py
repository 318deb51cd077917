"""What each key asked of the feed, as an auditor looks through it for differencing (`protection.md` P63)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import combinations

from core.periods import stamp
from ops.desk import Desk
from store import queries
from store.queries import Asked


def asked(desk: Desk, days: int, key: str | None = None) -> list[Mapping[str, object]]:
    """One row a question, key by key. `near`: how many other questions of the key differ in one bin only."""
    since = desk.clock() - timedelta(days=days)
    with desk.database.read() as conn:
        found = queries.read(conn, since, key)
    close = near(found)
    return [
        {
            "key": each.key_id,
            "product": each.product,
            "bins": each.bins,
            "times": each.times,
            "first": stamp(each.first),
            "last": stamp(each.last),
            "cells": each.cells,
            "near": close[at],
        }
        for at, each in enumerate(found)
    ]


def near(found: Sequence[Asked]) -> Counter[int]:
    """By its place in the list: with how many others a question could be subtracted."""
    pairs = combinations(enumerate(found), 2)
    return Counter(at for (i, one), (j, other) in pairs if _differ_in_one(one, other) for at in (i, j))


def _differ_in_one(one: Asked, other: Asked) -> bool:
    if (one.key_id, one.product) != (other.key_id, other.product):
        return False
    mine, theirs = (dict(part.partition("=")[::2] for part in each.bins.split()) for each in (one, other))
    return sum(mine.get(name) != theirs.get(name) for name in mine.keys() | theirs.keys()) == 1
