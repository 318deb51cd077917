"""What the highlights of a week say, as numbers: plain JSON, every one suppressed already.

The week as the public sees it: regions, three days after its end (P62). Both languages, both formats and the
drawings are written of this and of nothing else, so they cannot differ; the same store gives the same facts.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from core.periods import bounds, iso_week
from gateway.feeds import counts, cube, nation, shapes
from gateway.feeds.counts import WeekTable
from gateway.feeds.csvtable import Row
from gateway.highlights import alerted, governed, promised
from gateway.house import House
from store import switches

BEFORE: Final = 4
"""Weeks whose mean the week is set beside."""
EDITION: Final = 1
Facts = Mapping[str, Any]


class HeldBack(Exception):
    """The incidents of a week are not published, or its alerts would give somebody away (P58)."""


def facts(house: House, week: str) -> Facts:
    """All nine sections of a closed week. Raises HeldBack, and ValueError for what is no week."""
    table, alerts = cube.week_of(house, week), alerted.alerts(house, week)
    if table is None or alerts is None:
        raise HeldBack(week)
    return {
        "edition": EDITION,
        "week": week,
        "brief": _brief(house, week),
        "regions": _regions(house, week, table),
        "cercles": _cercles(house, week, table),
        "alerts": alerts,
        "anomalies": alerted.anomalies(house, week),
        "completeness": alerted.completeness(house, week),
        "governance": governed.governance(house, week),
        "commitments": promised.commitments(house, week),
        "cases": promised.cases(house, week),
    }


def _brief(house: House, week: str) -> list[dict[str, Any]]:
    """Each group this week, and the mean of those of the four weeks before for which it is published."""
    first = bounds(week)[0]
    weeks = [iso_week(first - timedelta(weeks=back)) for back in range(1, BEFORE + 1)]
    before = [_totals(house, each) for each in weeks]
    return [
        {
            "group": group,
            "n": total.n,
            "least": total.least,
            **_mean([one[group].n for one in before if group in one]),
        }
        for group, total in _totals(house, week).items()
    ]


def _totals(house: House, week: str) -> dict[str, nation.Total]:
    return {total.group: total for total in cube.nation_of(house, week)}


def _mean(known: list[int | None]) -> dict[str, Any]:
    published = [n for n in known if n is not None]
    mean = round(sum(published) / len(published), 1) if published else None
    return {"mean": mean, "weeks": len(published)}


def _regions(house: House, week: str, table: WeekTable) -> list[dict[str, Any]]:
    """Of every region what is published, category by category, and whether something is not."""
    rows = _rows(house, week, table, shapes.LEVELS["adm1"])
    return [
        {
            "place": region.code,
            "cells": [
                {"code": row["code"], "n": row["value"]}
                for row in rows
                if row["adm1_code"] == region.code and row["value"]
            ],
            "hidden": sum(row["value"] is None for row in rows if row["adm1_code"] == region.code),
        }
        for region in sorted(house.country.gazetteer.units(1), key=lambda place: place.code)
    ]


def _cercles(house: House, week: str, table: WeekTable) -> list[dict[str, Any]]:
    """Cercles only where they are dense enough to be published; none whose switch is on (P71)."""
    rows = _rows(house, week, table, shapes.LEVELS["adm2"])
    with house.database.read() as conn:
        closed = switches.closed(conn)
    return [
        {"place": row["adm2_code"], "group": row["code"], "n": row["value"]}
        for row in rows
        if row["value"] and row["adm2_code"] not in closed
    ]


def _rows(house: House, week: str, table: WeekTable, level: int) -> list[Row]:
    counting = next(each for each in house.country.indicators if each.formula == "count")
    return sorted(counts.rows(house.country, counting, week, table, level=level), key=shapes.order)
