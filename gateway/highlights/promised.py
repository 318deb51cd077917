"""Sections 7 and 8: commitments as of the week's end, and the cases that were closed in it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from core.periods import bounds
from gateway.feeds import warning
from gateway.house import House
from store import bulletins, highlights
from store import cases as referred
from store import commitments as tracked
from store.highlights import Promise

OVER: Final = frozenset({"done", "abandoned"})
STALE: Final = timedelta(days=90)
LINE: Final = "- "


def commitments(house: House, week: str) -> dict[str, int]:
    """Those that were there when the week ended: due, done of these (verified), open, stale (T2, T4)."""
    last = bounds(week)[1]
    with house.database.read() as conn:
        known = highlights.promises(conn, last.isoformat(), tracked.INTERNAL)
    return counted(known, last)


def counted(known: Iterable[Promise], on: date) -> dict[str, int]:
    """The numbers of section 7 as of a day."""
    promises = list(known)
    due = [each for each in promises if each.due and each.due <= on.isoformat()]
    open_ = [each for each in promises if each.state not in OVER]
    quiet = (on - STALE).isoformat()
    return {
        "total": len(promises),
        "due": len(due),
        "done": sum(each.state == "done" and each.verified for each in due),
        "open": len(open_),
        "stale": sum((each.said_on or each.since) < quiet for each in open_),
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
