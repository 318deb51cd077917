"""Every minute: whether each alert that nobody answered has its next step, and whether anything stands still.

What is wrong is put right or driven once more, counted, and said in the log.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from core.alerts import Alert
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import FINDINGS
from store import alerts, elapsed, incidents, inspection, steps
from store.database import ms
from store.inspection import Moment
from workers import escalate, hold, ladders, windows
from workers.ladders import Wrong
from workers.work import TURN

EXACT: Final = timedelta(hours=72)
"""Ladders of older alerts are gone with their minutes (`store.shred`)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was wrong, and in which row; a row of a person bears no name here."""

    kind: str
    row: str = ""


def audit(house: House, now: datetime) -> list[Finding]:
    """Everything that was wrong, put right where values do it and driven on where work does.

    Raises LasomiError, retryable, when the store does not answer.
    """
    found = [*_rows(house, now), *_ladders(house, now)]
    for kind, rows in groupby(sorted(found, key=attrgetter("kind")), key=attrgetter("kind")):
        _tell(kind, [finding.row for finding in rows])
    if found:
        _drive(house, now)
    return found


def _tell(kind: str, rows: Sequence[str]) -> None:
    FINDINGS.labels(kind).inc(len(rows))
    logger().error("auditor_found", error_code=kind, row_id=rows[0], count=len(rows))


def _drive(house: House, now: datetime) -> None:
    escalate.climb(house, now)
    hold.close_due(house, now)
    windows.close_due(house, now)
    house.queue.ring("drain")
    house.queue.ring("deliver")


def _rows(house: House, now: datetime) -> list[Finding]:
    with house.database.read() as conn:
        found = inspection.find(conn, _moment(house, conn, now))
    if not found:
        return []
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        inspection.mend(conn, _moment(house, conn, now))
    return [Finding(kind, row) for kind, rows in found for row in rows]


def _moment(house: House, conn: Any, now: datetime) -> Moment:
    boot, leases = house.database.lease_now(conn)
    clock = elapsed.now(house.database, conn)
    return Moment(ms(now), boot, leases, clock, windows.window_ms(house), hold.hold_ms(house))


def _ladders(house: House, now: datetime) -> list[Finding]:
    with house.database.read() as conn:
        wrong = list(_wrong(house, conn, now))
    if not wrong:
        return []
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        wrong = list(_wrong(house, conn, now))
        for each in wrong:
            _mend(conn, each)
    return [Finding(each.kind, each.step.alert_id) for each in wrong]


def _wrong(house: House, conn: Any, now: datetime) -> Iterator[Wrong]:
    """The faults of every ladder that somebody may still have to climb."""
    rules, clock = house.country.alerts, elapsed.now(house.database, conn)
    texts, rows = inspection.told(conn), steps.of_active(conn)
    for listed in alerts.active(conn):
        alert = listed.alert
        began = clock - max(0, ms(now) - ms(alert.raised_at))
        ladder = ladders.current(rows.get(alert.id, ()))
        told = texts.get(alert.id, set())
        wrong = (
            list(ladders.faults(alert, ladder, rules, clock, began, told))
            if alert.severity in rules.ladder
            else []
        )
        if wrong and _stands(conn, alert, now):
            yield from wrong


def _stands(conn: Any, alert: Alert, now: datetime) -> bool:
    incident = incidents.get(conn, alert.incident)
    young = now < alert.expires_at and alert.raised_at > now - EXACT
    return young and incident is not None and escalate.stands(alert, incident)


def _mend(conn: Any, wrong: Wrong) -> None:
    if wrong.missing:
        steps.add(conn, wrong.step)
    elif wrong.mends:
        steps.mend(conn, wrong.step, **wrong.mends)
