"""What each key asked of the feed, as an auditor looks through it for differencing (`protection.md` P63)."""

from collections.abc import Mapping
from datetime import timedelta

from core.periods import stamp
from ops.desk import Desk
from store import queries


def asked(desk: Desk, days: int, key: str | None = None) -> list[Mapping[str, object]]:
    """One row a question, key by key. `near`: how many other questions of the key differ in one bin only."""
    since = desk.clock() - timedelta(days=days)
    with desk.database.read() as conn:
        found = queries.read(conn, since, key)
    close = queries.near(found)
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
