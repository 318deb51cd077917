"""By what a listener hears that something is new: a mark for each kind of thing and place.

What may speak of an authority (codes 51 to 54, and every notice) has marks of its own: whoever is tied to one
does not even hear that there is something new (P47).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select, union_all

from core.contacts import OF_AUTHORITIES
from store.database import ms
from store.tables import alerts, cases, incidents, notices, reports

Marks = Mapping[str, Mapping[str, str]]
"""By name (`alerts`, `incidents`...) and area: another mark when anything there is another. An area of what
may speak of an authority ends with `OF_THEM`.
"""
OF_THEM: Final = "!"
NAMES: Final = ("alerts", "incidents", "queue", "cases", "notices")
_STATUS: Final = case((alerts.c.status == "active", 1), (alerts.c.status == "acknowledged", 7), else_=31)
_WEIGHTS: Final = {"unverified": 1, "corroborated": 7, "verified": 31, "false": 101, "unresolved": 211}
_LINE: Final = _STATUS + 1_009 * case(_WEIGHTS, value=alerts.c.state) + 10_007 * alerts.c.sources
"""What the line of an alert says, as one number: a sum of them is hardly ever that of other lines."""


def marks(conn: Connection, since: datetime) -> Marks:
    """One statement over what began since; everybody who listens shares it."""
    found: dict[str, dict[str, str]] = {name: {} for name in NAMES}
    for name, area, of_them, *told in conn.execute(_asked(ms(since))):
        mark = ".".join(str(int(each or 0)) for each in told)
        found[name][(area or "") + OF_THEM * of_them] = mark
    return found


def _asked(since: int) -> Any:
    answered = func.count(alerts.c.acked_at) + func.count(alerts.c.released_at)
    queued = reports.c.queue.is_not(None)
    ended = func.count(cases.c.first_response_at) + func.count(cases.c.closed_at)
    area = func.coalesce(alerts.c.adm2, alerts.c.area)
    state = case(_WEIGHTS, value=incidents.c.state)
    open_, changed = notices.c.acked_at.is_(None), incidents.c.updated_at
    return union_all(
        _of("alerts", area, alerts.c.code, alerts.c.raised_at, alerts.c.raised_at >= since, _LINE, answered),
        _of("incidents", incidents.c.adm2, incidents.c.code, changed, incidents.c.opened_at >= since, state),
        _of("queue", reports.c.adm2, reports.c.code, reports.c.received_at, queued),
        _of(
            *("cases", cases.c.place, cases.c.code, cases.c.referred_at),
            *(cases.c.referred_at >= since, None, ended),
        ),
        _of("notices", notices.c.area, literal(min(OF_AUTHORITIES)), notices.c.raised_at, open_),
    )


def _of(
    name: str,
    area: Any,
    code: Any,
    newest: Any,
    which: ColumnElement[bool],
    weight: Any = None,
    more: Any = None,
) -> Select[Any]:
    """How many, the newest, what they weigh by their state, and what else of them was counted."""
    weighed = literal(0) if weight is None else func.sum(weight)
    told = (func.count(), func.max(newest), weighed, literal(0) if more is None else more)
    of_them = case((code.in_(OF_AUTHORITIES), 1), else_=0)
    asked = select(literal(name), area.label("area"), of_them.label("of_them"), *told).where(which)
    return asked.group_by(area, of_them)
