"""The ladder of an alert: who is told next while nobody answers (`alerts.md` §4).

Rungs are rows, due in the house's own time. Each adds people to those who were told before; a rung that
reaches nobody is skipped, and the next is due at once. An acknowledgement stops the ladder in its own
transaction (`store.alerts.acknowledge`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from core.alerts import Alert, alert_text
from core.contacts import Member, Role
from core.errors import LasomiError
from core.reports import Incident
from core.rules import AlertRules
from gateway.house import House
from gateway.logs import logger
from store import alerts, drills, elapsed, incidents, outbox, people, readiness, steps
from store.steps import Step
from store.windows import MAIL
from workers import windows
from workers.ladders import BEGINNINGS, FIRST, LATE
from workers.notify import late_minutes, overseers, recipients
from workers.notify import rung as on_rung
from workers.work import TURN


@dataclass(frozen=True, slots=True)
class Climb:
    """One step inside the transaction that carries it out. `clock` is the house's own time."""

    house: House
    conn: Any
    now: datetime
    clock: int
    step: Step
    alert: Alert
    incident: Incident


def plan(
    house: House, conn: Any, alert: Alert, *, first: int = 0, told: bool = True, news: bool = True
) -> None:
    """Writes the rungs of an alert that was raised, or has become graver: the first is being carried out.

    `first` is its number: where the alert has a ladder already, the next (`steps.next_number`).
    `told`: it reaches somebody, else the next is due at once. Without `news` there is no other: what comes
    too late to be sent as new waits on the console, in red.
    """
    start = elapsed.now(house.database, conn)
    rungs = house.country.alerts.ladder.get(alert.severity, ()) if news else ()
    if house.exercise:
        readiness.ask(conn, alert.id, first, house.clock())
    state = "done" if told and news else "skipped"
    planned = [Step(alert.id, first, FIRST if news else LATE, start, state, start)]
    for number, rung in enumerate(rungs, first + 1):
        due = start + rung.after_seconds * 1000 if told or number > first + 1 else start
        planned.append(Step(alert.id, number, rung.role, due, steps.WAITING, None))
    steps.plan(conn, planned)


def restart(house: House, conn: Any, alert: Alert, *, news: bool = True) -> None:
    """An alert that has become graver begins its ladder anew, answered or not; exercises stand still."""
    if not house.exercise:
        drills.pause_all(conn, house.clock())
    steps.stop(conn, alert.id)
    alerts.reopen(conn, alert.id)
    plan(house, conn, alert, first=steps.next_number(conn, alert.id), news=news)


def climb(house: House, now: datetime) -> int:
    """Carries out the steps that are due; how many. One that fails waits, and stops no other.

    Raises LasomiError, retryable, when the store or the keys do not answer.
    """
    _hasten(house)
    carried = 0
    while due := _due(house):
        done = sum(_attempted(house, step, now) for step in due)
        carried += done
        if done < len(due):
            break
    return carried


def _due(house: House) -> list[Step]:
    with house.database.read() as conn:
        return steps.due(conn, elapsed.now(house.database, conn))


def _hasten(house: House) -> None:
    """Where every send of a rung has failed, the next is due now."""
    with house.database.read() as conn:
        failed = steps.failed(conn, elapsed.now(house.database, conn))
    for alert_id in failed:
        with house.database.write() as conn:
            steps.bring_forward(conn, alert_id, elapsed.now(house.database, conn))


def _attempted(house: House, step: Step, now: datetime) -> bool:
    try:
        _carry_out(house, step, now)
    except LasomiError as error:
        if error.retryable:
            raise
        logger().error("step_failed", row_id=step.alert_id, error_code=error.code)
        return False
    return True


def _carry_out(house: House, step: Step, now: datetime) -> None:
    """Tells, and says so of the step, in one transaction; an answer that came first has stopped it."""
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        if not steps.take(conn, step):
            return
        alert = alerts.get(conn, step.alert_id)
        incident = None if alert is None else incidents.get(conn, alert.incident)
        if alert is None or incident is None or not stands(alert, incident):
            steps.stop(conn, step.alert_id)
            return
        rung = Climb(house, conn, now, elapsed.now(house.database, conn), step, alert, incident)
        told = tell(rung)
        steps.close(conn, alert.id, step.number, "done" if told else "skipped", rung.clock)
        if not told:
            steps.bring_forward(conn, alert.id, rung.clock)
        if not any(other.state == steps.WAITING for other in steps.of_alert(conn, alert.id)):
            _back_up(rung)


def stands(alert: Alert, incident: Incident) -> bool:
    """Whether somebody still has to answer: not once it is answered, or nothing of its event is left."""
    return alert.status == "active" and incident.sources > 0


def tell(rung: Climb) -> bool:
    """Whether somebody is told: everybody of this rung whom an SMS may reach, unless it comes too late."""
    silent = _silent(rung)
    rules = rung.house.country.alerts
    reachable = windows.reachable(rung.house, rung.conn, rung.now, rung.incident)
    members = _members(rung, reachable)
    if not members or silent > timedelta(hours=rules.lateness_hours):
        return False
    text = _text(rung.alert, silent, rules)
    cause = f"step:{rung.alert.id}"
    return windows.tell(
        rung.house, rung.conn, rung.now, rung.alert, members, text, cause=cause, step=rung.step.number
    )


def _members(rung: Climb, among: Sequence[Member]) -> tuple[Member, ...]:
    """Those on call; above the monitors, where nobody is, everybody who serves the area and is not away."""
    if rung.step.role == FIRST:
        return recipients(rung.incident, among, rung.now)
    role = cast("Role", rung.step.role)
    serving = overseers(role, rung.incident, among)
    here = tuple(member for member in serving if not member.away(rung.now.date()))
    return on_rung(role, rung.incident, among, rung.now) or here


def _silent(rung: Climb) -> timedelta:
    """How long nobody has answered since this ladder began, whatever the wall clock did meanwhile."""
    return timedelta(milliseconds=rung.clock - start(steps.of_alert(rung.conn, rung.alert.id), rung.step))


def start(ladder: Sequence[Step], step: Step) -> int:
    """When the ladder of a step began, in the house's own time."""
    began = [each for each in ladder if each.role in BEGINNINGS and each.number <= step.number]
    return (began[-1] if began else step).due


def _text(alert: Alert, silent: timedelta, rules: AlertRules) -> str:
    late = late_minutes(alert, alert.accepted_at, alert.raised_at, rules)
    return alert_text(alert, silent_minutes=silent // timedelta(minutes=1), late_minutes=late)


def _back_up(rung: Climb) -> None:
    """The last rung also leaves by e-mail, to everybody on it: a phone may be off, or lost."""
    text = _text(rung.alert, _silent(rung), rung.house.country.alerts)
    for member in _members(rung, people.members(rung.conn)):
        address = people.email_of(rung.conn, rung.house.vault, member.id)
        if address:
            _mail(rung, member, address, text)


def _mail(rung: Climb, member: Member, address: str, text: str) -> None:
    outbox.add(
        rung.conn,
        rung.house.vault,
        cause=f"last:{rung.alert.id}",
        recipient=member.id,
        step=rung.step.number,
        urn=address,
        text=text,
        purpose="alert",
        channel=MAIL,
        now=rung.now,
        alert_id=rung.alert.id,
        priority=windows.URGENT,
        expires_at=max(rung.alert.expires_at, rung.now + windows.LASTS),
    )
