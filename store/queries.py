"""Who asked for which figures: kept 90 days and read for differencing (`protection.md` P63)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from store.database import from_ms, ms
from store.tables import queries

KEPT: Final = timedelta(days=90)
LONGEST: Final = 300


class Asked(NamedTuple):
    """What one key asked in the same words: how often, from when to when, and how many cells it read."""

    key_id: str
    product: str
    bins: str
    times: int
    first: datetime
    last: datetime
    cells: int


def note(
    conn: Connection, *, key: str, at: datetime, product: str, asked: Mapping[str, str], cells: int
) -> None:
    """`asked` are the parameters that choose bins, in the caller's words."""
    bins = " ".join(f"{name}={value}" for name, value in sorted(asked.items()))[:LONGEST]
    values = {"key_id": key, "at": ms(at), "product": product, "bins": bins, "cells": cells}
    conn.execute(insert(queries).values(values))


def read(conn: Connection, since: datetime, key: str | None = None) -> list[Asked]:
    """What was asked since then, key by key."""
    table = queries.c
    same = (table.key_id, table.product, table.bins)
    sums = (func.count(), func.min(table.at), func.max(table.at), func.max(table.cells))
    asked = select(*same, *sums).where(table.at >= ms(since)).group_by(*same).order_by(*same)
    found = conn.execute(asked if key is None else asked.where(table.key_id == key))
    return [
        Asked(key_id, product, bins, times, from_ms(first), from_ms(last), cells)
        for key_id, product, bins, times, first, last, cells in found
    ]


def near(found: Sequence[Asked]) -> Counter[int]:
    """By its place in the list: with how many others a question could be subtracted."""
    pairs = combinations(enumerate(found), 2)
    return Counter(at for (i, one), (j, other) in pairs if _differ_in_one(one, other) for at in (i, j))


def purge(conn: Connection, now: datetime) -> None:
    conn.execute(delete(queries).where(queries.c.at < ms(now - KEPT)))


def _differ_in_one(one: Asked, other: Asked) -> bool:
    if (one.key_id, one.product) != (other.key_id, other.product):
        return False
    mine, theirs = (dict(part.partition("=")[::2] for part in each.bins.split()) for each in (one, other))
    return sum(mine.get(name) != theirs.get(name) for name in mine.keys() | theirs.keys()) == 1
