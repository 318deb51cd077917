"""Sections 7 and 8: commitments as of the week's end, and the cases that were closed in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from core.periods import bounds
from core.tracker import Promise
from gateway.feeds import warning
from gateway.house import House
from store import bulletins, progress
from store import cases as referred

LINE: Final = "- "


def commitments(house: House, week: str) -> dict[str, int]:
    """Those that were there when the week ended: due, done of these (verified), open, stale (T2, T4)."""
    last = bounds(week)[1]
    with house.database.read() as conn:
        known = progress.tracked(conn, known=last)
    return counted((each.promise for each in known), last)


def counted(known: Iterable[Promise], on: date) -> dict[str, int]:
    """The numbers of section 7 as of a day."""
    promises = [each for each in known if each.since <= on]
    due = [each for each in promises if each.due and each.due <= on]
    sure = [last for each in due if (last := each.verified(on))]
    return {
        "total": len(promises),
        "due": len(due),
        "done": sum(last.state == "done" for last in sure),
        "open": sum(each.is_open(on) for each in promises),
        "stale": sum(each.is_stale(on) for each in promises),
    }


def cases(house: House, week: str) -> dict[str, Any]:
    """How many were closed, and what the approved bulletins of the week say of them, region by region."""
    regions = sorted(place.code for place in house.country.gazetteer.units(1))
    with house.database.read() as conn:
        closed = referred.of_week(conn, house.country.code.upper(), *warning.stretch(week))
        said = {region: bulletins.get(conn, region, week) for region in regions}
    return {
        "closed": len(closed),
        "bulletins": [
            {"region": region, "lines": _lines(str(bulletin.told.get("fr", "")))}
            for region, bulletin in said.items()
            if bulletin
        ],
    }


def _lines(text: str) -> list[str]:
    return [row.removeprefix(LINE) for row in text.splitlines() if row.startswith(LINE)]
