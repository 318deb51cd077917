"""Sections 3 to 5: alerts and how they were answered, anomalies, completeness."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from core.disclosure import K_REPORTERS, Entry, Sum, exposures, suppress
from core.warning import Warned, in_time
from gateway.feeds import cube, shapes, warning
from gateway.house import House
from store import switches
from store import warning as told

ENDS: Final = ("verified", "false", "open", "unresolved")
ANSWERS: Final = ("in_time", "late", "unanswered")
FEW_RELAYS: Final = 5


def alerts(house: House, week: str) -> dict[str, Any] | None:
    """How many were raised, how they ended and were answered; None where fewer than k people told of them.
    None at all where the exact audit finds one of these (P58).
    """
    with house.database.read() as conn:
        raised = told.warned(conn, *warning.stretch(week))
    cells = {"raised": raised, **_ends(raised), **_answers(house, raised)}
    entries = [Entry(name, len(found), _reason(found), least=1.0) for name, found in cells.items()]
    sums = [Sum("raised", ENDS), Sum("raised", ANSWERS)]
    hidden = suppress(entries, sums, K_REPORTERS)
    if exposures(entries, sums, hidden, K_REPORTERS):
        return None
    shown = {name: None if name in hidden else len(found) for name, found in cells.items()}
    return {"counts": shown, "delays": _delays(house, week)}


def anomalies(house: House, week: str) -> list[dict[str, Any]]:
    """Flags by method and region: no cercle, no series, no day."""
    with house.database.read() as conn:
        raised = told.flagged(conn, *warning.stretch(week))
    found = Counter((str(method), area[:4]) for area, about in raised for method in about["methods"])
    return [{"method": method, "region": region, "n": n} for (method, region), n in sorted(found.items())]


def completeness(house: House, week: str) -> dict[str, Any]:
    """The relays of the country, and the cercles with too few of them reporting, where E7 of the week shows
    them; those with fewer than five relays are counted, not named; one whose switch is on is neither (P71).
    """
    told_of = _complete(house, week)
    floor = house.country.alerts.completeness_floor
    with house.database.read() as conn:
        closed = switches.closed(conn)
        weeks = [each for each in told.relays(conn, week) if each.area not in closed]
    poor = [each for each in weeks if each.expected and each.reporting / each.expected < floor]
    expected = sum(each.expected for each in weeks)
    enough = expected >= FEW_RELAYS and house.country.code.upper() in told_of
    return {
        "expected": expected if enough else None,
        "reporting": sum(each.reporting for each in weeks) if enough else None,
        "named": sorted(each.area for each in poor if each.expected >= FEW_RELAYS and each.area in told_of),
        "unnamed": sum(each.expected < FEW_RELAYS for each in poor),
        "floor": floor,
    }


def _complete(house: House, week: str) -> frozenset[str]:
    """Where E7 is published: the country and its cercles, by p-code."""
    indicator = house.country.indicator("E7")
    if indicator is None:
        return frozenset()
    cuts = [cube.Cut(shapes.LEVELS[name], "figures") for name in ("adm0", "adm2")]
    rows = [row for cut in cuts for row in cube.rows(house, indicator, week, cut)]
    return frozenset(shapes.finest(row) for row in rows if row["value"] is not None)


def _ends(raised: Sequence[Warned]) -> Mapping[str, list[Warned]]:
    found: dict[str, list[Warned]] = {name: [] for name in ENDS}
    for alert in raised:
        found[alert.state if alert.state in found else "open"].append(alert)
    return found


def _answers(house: House, raised: Sequence[Warned]) -> Mapping[str, Collection[Warned]]:
    soon = in_time(raised, house.country.alerts.acknowledge_seconds)
    late = [alert for alert in raised if alert.ack_seconds is not None and alert not in soon]
    silent = [alert for alert in raised if alert.ack_seconds is None]
    return {"in_time": soon, "late": late, "unanswered": silent}


def _reason(found: Collection[Warned]) -> str:
    """A true zero of the country may be told."""
    people = frozenset[str]().union(*(alert.reporters for alert in found))
    return "" if not found or len(people) >= K_REPORTERS else f"k<{K_REPORTERS}"


def _delays(house: House, week: str) -> list[dict[str, Any]]:
    """E4 of the country, in seconds."""
    indicator = house.country.indicator("E4")
    if indicator is None:
        return []
    rows = cube.rows(house, indicator, week, cube.Cut(shapes.LEVELS["adm0"], "figures"))
    return [{"step": row["cause"], "statistic": row["statistic"], "seconds": row["value"]} for row in rows]
