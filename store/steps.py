"""The rungs of an alert's ladder: who is told, and when, as long as nobody has answered (`alerts.md` §4).

Due in the time of the house (`store.elapsed`). The first rung is the first telling; a ladder that begins
anew goes on with the next number, so that no step is ever written twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, and_, bindparam, delete, exists, func, insert, select, update

from store.live import STANDS
from store.prepared import Prepared
from store.tables import alerts, grouped, held, outbox, steps
from store.windows import LOST, MAIL

StepState = Literal["waiting", "done", "skipped", "stopped"]
WAITING: Final = "waiting"
STOPPED: Final = "stopped"
CLOSED: Final = ("done", "skipped")
FIRST: Final = "first"
"""The role of the first rung: whoever is told when the alert is raised."""
GRAVE: Final = 3
"""From this severity on an alert has an SMS of its own, and a ladder."""
_SMS = and_(outbox.c.purpose == "alert", outbox.c.channel != MAIL)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of one alert. `due` and `done` in milliseconds of the house."""

    alert_id: str
    number: int
    role: str
    due: int
    state: str
    done: int | None


def plan(conn: Connection, rungs: Sequence[Step]) -> None:
    """Writes rungs. A number that the alert has already raises IntegrityError."""
    if rungs:
        _INSERT.each(conn, [[getattr(rung, name) for name in _RUNG] for rung in rungs])


def add(conn: Connection, step: Step) -> None:
    """Puts a step back that was lost."""
    plan(conn, [step])


def due(conn: Connection, now: int) -> list[Step]:
    """What waits and is due, the longest overdue first."""
    over = and_(steps.c.state == WAITING, steps.c.due <= now)
    return [_step(row) for row in conn.execute(select(steps).where(over).order_by(steps.c.due))]


def of_alert(conn: Connection, alert_id: str) -> list[Step]:
    """Every rung of an alert, the first ladder first."""
    mine = select(steps).where(steps.c.alert_id == alert_id).order_by(steps.c.number)
    return [_step(row) for row in conn.execute(mine)]


def waits(conn: Connection, alert_id: str) -> bool:
    """Whether a rung of an alert is still to come."""
    mine = and_(steps.c.alert_id == alert_id, steps.c.state == WAITING)
    return conn.execute(select(steps.c.number).where(mine)).first() is not None


def of_active(conn: Connection) -> dict[str, list[Step]]:
    """The steps of every alert that nobody has answered."""
    active = select(alerts.c.id).where(alerts.c.status == "active")
    found: dict[str, list[Step]] = {}
    for row in conn.execute(select(steps).where(steps.c.alert_id.in_(active)).order_by(steps.c.number)):
        found.setdefault(row.alert_id, []).append(_step(row))
    return found


def take(conn: Connection, step: Step) -> bool:
    """Whether the step still waits; until the transaction ends nobody else can close or stop it."""
    waits = and_(_is(step.alert_id, step.number), steps.c.state == WAITING)
    return conn.execute(select(steps.c.number).where(waits).with_for_update()).first() is not None


def close(conn: Connection, alert_id: str, number: int, state: StepState, done: int) -> None:
    """Says what became of a step, and when."""
    conn.execute(update(steps).where(_is(alert_id, number)).values(state=state, done=done))


def bring_forward(conn: Connection, alert_id: str, now: int) -> bool:
    """The next rung is due now; False when none waits for later."""
    waits = and_(steps.c.alert_id == alert_id, steps.c.state == WAITING)
    number = conn.execute(select(func.min(steps.c.number)).where(waits)).scalar()
    if number is None:
        return False
    sooner = and_(_is(alert_id, number), steps.c.due > now)
    return conn.execute(update(steps).where(sooner).values(due=now)).rowcount == 1


def stop(conn: Connection, alert_id: str) -> int:
    """Somebody answered: whatever waits will not happen. How many did wait."""
    waits = and_(steps.c.alert_id == alert_id, steps.c.state == WAITING)
    return conn.execute(update(steps).where(waits).values(state=STOPPED)).rowcount


def next_number(conn: Connection, alert_id: str) -> int:
    """The number of the next step: 0 for an alert without a ladder."""
    last = _LAST.first(conn, {"of": alert_id})
    return 0 if last is None or last[0] is None else int(last[0]) + 1


def began(conn: Connection, alert_id: str, number: int) -> int | None:
    """When the ladder of a step began; None for an alert without one."""
    first = and_(steps.c.alert_id == alert_id, steps.c.role == FIRST, steps.c.number <= number)
    return conn.execute(select(func.max(steps.c.due)).where(first)).scalar()


def failed(conn: Connection, now: int) -> list[str]:
    """Alerts whose latest rung reached nobody while another waits for later: every SMS of it has failed, and
    nothing of it waits for a window to close.
    """
    told = and_(outbox.c.alert_id == steps.c.alert_id, outbox.c.step == steps.c.number, _SMS)
    lost = outbox.c.state.in_(LOST)
    other = steps.alias()
    same = other.c.alert_id == steps.c.alert_id
    asked = select(steps.c.alert_id).where(
        steps.c.state == "done",
        exists().where(same, other.c.state == WAITING, other.c.due > now),
        ~exists().where(same, other.c.state == "done", other.c.number > steps.c.number),
        exists().where(told, lost),
        ~exists().where(told, ~lost),
        ~exists().where(held.c.alert_id == steps.c.alert_id, held.c.step == steps.c.number),
        ~exists().where(grouped.c.alert_id == steps.c.alert_id),
    )
    return list(conn.scalars(asked.distinct()))


def unanswered(conn: Connection) -> set[str]:
    """Active severe alerts of events that stand, of which no rung waits any more: nobody else will be told by
    an SMS of its own.
    """
    waits = select(steps.c.number).where(steps.c.alert_id == alerts.c.id, steps.c.state == WAITING)
    active = and_(alerts.c.status == "active", alerts.c.severity >= GRAVE, STANDS)
    return set(conn.scalars(select(alerts.c.id).where(active, ~waits.exists())))


def mend(conn: Connection, step: Step, **values: Any) -> None:
    """Puts right what the auditor found wrong in a row."""
    conn.execute(update(steps).where(_is(step.alert_id, step.number)).values(values))


def purge(conn: Connection, raised_before: int) -> int:
    """Deletes the ladders of alerts raised by then (ms since 1970): with `elapsed` they would tell a minute
    (P27). What waits still has to happen.
    """
    old = select(alerts.c.id).where(alerts.c.raised_at <= raised_before)
    gone = and_(steps.c.alert_id.in_(old), steps.c.state != WAITING)
    return conn.execute(delete(steps).where(gone)).rowcount


_RUNG = [each.name for each in fields(Step)]
_INSERT = Prepared(insert(steps), _RUNG)
_LAST = Prepared(select(func.max(steps.c.number)).where(steps.c.alert_id == bindparam("of")))


def _is(alert_id: str, number: int) -> Any:
    return and_(steps.c.alert_id == alert_id, steps.c.number == number)


def _step(row: Row[Any]) -> Step:
    return Step(row.alert_id, row.number, row.role, row.due, row.state, row.done)
