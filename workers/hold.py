"""An alert on words that nobody has reviewed waits for a verifier, and never for long (`languages.md` §12).

Whoever is on duty is told by the staff line. What is not answered in time goes out like any other alert, in
the house's own time; where nobody is on duty nothing waits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from core.alerts import TASK
from core.contacts import Member, Role
from core.errors import LasomiError
from core.reports import Incident
from gateway.house import House
from gateway.logs import logger
from gateway.routing import line_for
from store import alerts, elapsed, holds, incidents, outbox, people
from store import windows as texts
from store.holds import Hold, Said
from workers import windows
from workers.detect import decide
from workers.notify import rung
from workers.raising import issue
from workers.work import TURN

VERIFIER: Final[Role] = "verifier"
Fate = Literal["stays", "ask", "out", "gone"]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at what waits. `clock` is the house's own time, `members` whom an SMS may reach."""

    house: House
    conn: Any
    now: datetime
    clock: int
    members: Sequence[Member]


def rests(code: str, said: Iterable[Said]) -> bool:
    """Whether all that speaks for a code are words nobody has reviewed, and a person may still look at them.

    Every report of the same first digit speaks for it.
    """
    alike = [each for each in said if each.code[0] == code[0]]
    return all(each.unreviewed for each in alike) and any(each.waits for each in alike)


def waits(house: House, conn: Any, now: datetime, incident: Incident, accepted_at: datetime) -> bool:
    """Whether the alert that an incident asks for waits; the first time it begins to, and verifiers are told.

    Nothing waits where no verifier can be told within the delay of the severity.
    """
    if not rests(incident.code, holds.said(conn, incident.id)):
        return False
    look, held = _look(house, conn, now), holds.get(conn, incident.id)
    if held is not None:
        return look.clock < held.until
    verifiers = on_call(incident, look)
    if not any(_is_soon(look, member, incident.severity) for member in verifiers):
        return False
    asked = _ask(look, incident.id, verifiers)
    return holds.begin(conn, Hold(incident.id, look.clock + hold_ms(house), accepted_at, asked))


def on_call(incident: Incident, look: Look) -> Sequence[Member]:
    """The verifiers on call whose areas an incident lies in, and whom it does not concern."""
    return rung(VERIFIER, incident, look.members, look.now)


def hold_ms(house: House) -> int:
    return house.country.alerts.unreviewed_hold_minutes * 60_000


def close_due(house: House, now: datetime) -> int:
    """Sends out the alerts whose time is over, or that nothing holds any more; how many.

    One that fails waits, and stops no other. Raises LasomiError, retryable, when the store or the keys do not
    answer.
    """
    with house.database.read() as conn:
        waiting = holds.listing(conn)
        look = _look(house, conn, now) if waiting else None
        moved = [held.incident for held in waiting if look and _fate(look, held) != "stays"]
    return sum(_attempted(house, now, incident_id) for incident_id in moved)


def _attempted(house: House, now: datetime, incident_id: str) -> bool:
    try:
        return _carry_out(house, now, incident_id)
    except LasomiError as error:
        if error.retryable:
            raise
        logger().error("hold_failed", row_id=incident_id, error_code=error.code)
        return False


def _carry_out(house: House, now: datetime, incident_id: str) -> bool:
    """Whether the alert went out: as it stands in this transaction, for an answer may have been quicker."""
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        held, incident = holds.get(conn, incident_id), incidents.get(conn, incident_id)
        if held is None or incident is None:
            return False
        look = _look(house, conn, now)
        fate = _fate(look, held)
        if fate == "ask" and _ask(look, incident_id, on_call(incident, look)):
            holds.asked(conn, incident_id)
        elif fate == "gone":
            holds.end(conn, incident_id)
        elif fate == "out":
            issue(house, conn, now, incident, accepted_at=held.accepted_at)
    return fate == "out"


def _look(house: House, conn: Any, now: datetime) -> Look:
    return Look(house, conn, now, elapsed.now(house.database, conn), windows.reachable(house, conn, now))


def _fate(look: Look, held: Hold) -> Fate:
    """What becomes of an alert that waits; gone, where its incident asks for none any more."""
    incident, said = incidents.get(look.conn, held.incident), holds.said(look.conn, held.incident)
    if incident is None or not _is_asked_for(look, incident, said):
        return "gone"
    verifiers = on_call(incident, look)
    if look.clock >= held.until or not verifiers or not rests(incident.code, said):
        return "out"
    free = any(texts.is_free(look.conn, member.id, look.clock) for member in verifiers)
    return "ask" if free and not held.asked else "stays"


def _is_asked_for(look: Look, incident: Incident, said: Sequence[Said]) -> bool:
    previous, rules = alerts.of_incident(look.conn, incident.id), look.house.country.alerts
    return decide(incident, previous, rules, dated_late=all(each.late for each in said)) == "new"


def _is_soon(look: Look, member: Member, severity: int) -> bool:
    """Whether a person may be written to within the delay of a severity (`alerts.md` §4, §7)."""
    if texts.is_free(look.conn, member.id, look.clock):
        return True
    delay = look.house.country.alerts.told_seconds.get(severity, 0) * 1000
    closes = texts.open_until(look.conn, member.id) or 0
    return closes <= look.clock + delay and not texts.held(look.conn, member.id)


def _ask(look: Look, incident_id: str, verifiers: Iterable[Member]) -> bool:
    """Whether somebody is told: of those whose last SMS is five minutes old, who reads the language of the
    reports; everybody, where nobody does.
    """
    free = [member for member in verifiers if texts.is_free(look.conn, member.id, look.clock)]
    spoken = holds.languages(look.conn, incident_id)
    for member in [one for one in free if one.language in spoken] or free:
        if _write(look, incident_id, member):
            texts.open_(look.conn, member.id, look.clock + windows.window_ms(look.house))
    return bool(free)


def _write(look: Look, incident_id: str, member: Member) -> bool:
    """It leaves as urgently, and by as many channels, as the alert that waits for it."""
    vault = look.house.vault
    return outbox.add(
        look.conn,
        vault,
        cause=f"task:{incident_id}",
        recipient=member.id,
        step=0,
        urn=people.number_of(look.conn, vault, member.id),
        text=TASK,
        purpose="alert",
        channel=line_for(look.house, look.conn, member),
        now=look.now,
        priority=windows.URGENT,
        expires_at=look.now + timedelta(milliseconds=hold_ms(look.house)),
    )
