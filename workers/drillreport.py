"""How an exercise goes, from its own store: the last of these is the after-action report (E10).

Formulae: `indicators.md` §9, E4.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from core.alerts import clock
from core.drills import STATUS
from core.indicators import percentile
from gateway.house import House
from store import alerts, injects, readiness, roster
from store.alerts import Listed
from store.drills import Drill, Pauses

MINUTE: Final = timedelta(minutes=1)


def report(house: House, drill: Drill) -> dict[str, Any]:
    """Injects, alerts and delays in seconds, without the time for which the exercise stood still.

    `house` is the exercise's own. Nobody is named: not who answered, nor who told.
    """
    with house.database.read() as conn:
        raised = alerts.raised(conn)
        ladders = readiness.listed(conn)
        planned, participants = injects.listed(conn), len(roster.members(conn))
    answered = [(one.alert_id, _delay(one, drill.pauses)) for one in ladders]
    shown = [_alert(each, answered, drill.pauses) for each in raised]
    return {
        "exercise": drill.number,
        "title": drill.title,
        "status": STATUS,
        "begun": _stamp(drill.begun_at),
        "ended": _stamp(drill.ended_at),
        "paused_minutes": round(_paused(drill.pauses) / MINUTE),
        "participants": participants,
        "injects": [_inject(each) for each in planned],
        "alerts": shown,
        "to_alert": _delays(each["alert_seconds"] for each in shown),
        "to_acknowledgement": _delays(seconds for _, seconds in answered),
        "unanswered": sum(seconds is None for _, seconds in answered),
    }


def _inject(each: injects.Planned) -> dict[str, Any]:
    told = each.told
    played = None if each.played_at is None else clock(each.played_at)
    return {
        "number": each.number,
        "at": told["at"],
        "code": told["code"],
        "place": told["place"],
        "played": played,
    }


def _alert(each: Listed, answered: Sequence[tuple[str, float | None]], pauses: Pauses) -> dict[str, Any]:
    """`answered`: after how many seconds, once for each time that its ladder began; None: not yet."""
    alert = each.alert
    same = ("number", "code", "area", "severity", "state", "status")
    return {name: getattr(alert, name) for name in same} | {
        "raised": clock(alert.raised_at),
        "alert_seconds": _net(each.alert_seconds, alert.accepted_at, each.first_sent_at, pauses),
        "answered": [seconds for alert_id, seconds in answered if alert_id == alert.id],
    }


def _delay(one: readiness.Asked, pauses: Pauses) -> float | None:
    if one.answered_at is None:
        return None
    return _net((one.answered_at - one.asked_at).total_seconds(), one.asked_at, one.answered_at, pauses)


def _net(seconds: float | None, began: datetime, ended: datetime | None, pauses: Pauses) -> float | None:
    """A delay without the pauses that lie in it."""
    if seconds is None or ended is None:
        return seconds
    stood = sum((_overlap(pause, began, ended) for pause in pauses), timedelta())
    return max(0.0, round(seconds - stood.total_seconds(), 1))


def _overlap(pause: tuple[datetime, datetime | None], began: datetime, ended: datetime) -> timedelta:
    until = min(pause[1] or ended, ended)
    return max(timedelta(), until - max(pause[0], began))


def _paused(pauses: Pauses) -> timedelta:
    return sum(((ended - began) for began, ended in pauses if ended), timedelta())


def _delays(measured: Iterable[float | None]) -> Mapping[str, float | int | None]:
    """Median and 90th percentile, in seconds, by linear interpolation."""
    known: Sequence[float] = [seconds for seconds in measured if seconds is not None]
    return {"n": len(known), "p50": percentile(known, 50), "p90": percentile(known, 90)}


def _stamp(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")
