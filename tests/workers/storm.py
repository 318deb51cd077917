"""A storm: alerts raised, told again, answered and taken back by the code that does it, and what each phone
receives of it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from core.alerts import Alert
from core.contacts import Member, Role
from core.reports import Incident
from store import alerts, elapsed, incidents, people
from store.leases import Row
from store.rows import new_id
from store.tables import outbox
from tests.workers.bureau import CHANNEL, Bureau
from tests.workers.field import event
from workers import alarms
from workers.windows import close_due, leaves
from workers.work import Work


@dataclass(frozen=True, slots=True)
class Heard:
    """A text that a person has received, and when, in milliseconds of the house's own time."""

    member: str
    text: str
    at: int
    channel: str


@dataclass
class Storm:
    """Every text leaves at once unless `stuck`; nobody but a test moves the time."""

    bureau: Bureau
    heard: list[Heard] = field(default_factory=list)
    stuck: bool = False

    def person(self, number: str, role: Role, *areas: str, email: str = "") -> Member:
        with self.bureau.house.database.write() as conn:
            return people.add_member(
                conn,
                self.bureau.house.vault,
                number=number,
                name="Quelqu'un",
                roles=(role,),
                areas=areas,
                now=self.bureau.watch.at,
                email=email,
            )

    def raises(self, severity: int = 4, cercle: str = "ML0701", code: str = "11") -> str:
        """A new incident of a cercle, and its alert; the id of the incident."""
        at = self.bureau.watch.at
        told: dict[str, Any] = {
            "severity": severity,
            "adm2": cercle,
            "adm1": cercle[:4],
            "place": cercle,
            "code": code,
        }
        incident = replace(event(id=new_id(), seen=True), opened_at=at, updated_at=at, **told)
        return self.becomes(incident)

    def becomes(self, incident: Incident) -> str:
        with self._work() as work:
            incidents.save(work.conn, incident)
            alarms.announce(work, incident, accepted_at=work.at)
        self.leave()
        return incident.id

    def grows(self, incident_id: str, sources: int, severity: int | None = None) -> None:
        """One more source; three and more corroborate."""
        with self.bureau.house.database.read() as conn:
            incident = incidents.get(conn, incident_id)
        assert incident is not None
        state = "corroborated" if sources > 2 else incident.state
        graver = incident.severity if severity is None else severity
        at = self.bureau.watch.at
        self.becomes(replace(incident, sources=sources, state=state, severity=graver, updated_at=at))

    def answers(self, incident_id: str) -> None:
        with self._work() as work:
            alerts.acknowledge(work.conn, self._of(work, incident_id).id, "somebody", work.at)

    def calls_off(self, incident_id: str) -> None:
        with self._work() as work:
            alert = self._of(work, incident_id)
            incidents.set_state(work.conn, incident_id, "false", work.at)
            alerts.acknowledge(work.conn, alert.id, "somebody", work.at)
            alarms.take_back(work, alert)
        self.leave()

    def passes(self, seconds: float) -> None:
        """Time goes on, the clock ticks."""
        if not seconds:
            return
        self.bureau.watch.at += timedelta(seconds=seconds)
        self.bureau.passes()
        close_due(self.bureau.house, self.bureau.watch.at)
        self.leave()

    def leave(self) -> None:
        """The provider takes what is on its way."""
        at = self.clock()
        going = select(outbox).where(outbox.c.state == "pending").order_by(outbox.c.seq)
        with self.bureau.house.database.read() as conn:
            rows = [] if self.stuck else list(conn.execute(going))
        if not rows:
            return
        self.heard.extend(self._heard(row, at) for row in rows)
        gone = outbox.c.id.in_([row.id for row in rows])
        with self.bureau.house.database.write() as conn:
            conn.execute(update(outbox).where(gone).values(state="accepted"))
            for row in rows:
                leaves(self.bureau.house, conn, row.recipient)

    def _heard(self, row: Any, at: int) -> Heard:
        where = {"table": "outbox", "row": row.id, "purpose": "message"}
        body = json.loads(self.bureau.house.vault.open("day", row.key_day, row.sealed, **where))
        return Heard(row.recipient, body["text"], at, row.channel)

    def clock(self) -> int:
        with self.bureau.house.database.read() as conn:
            return elapsed.now(self.bureau.house.database, conn)

    def number(self, incident_id: str) -> str:
        with self.bureau.house.database.read() as conn:
            found = alerts.of_incident(conn, incident_id)
        assert found is not None
        return found.number

    def to(self, member: Member, channel: str = CHANNEL) -> list[str]:
        """The texts that a person has received."""
        return [one.text for one in self.heard if (one.member, one.channel) == (member.id, channel)]

    def forget(self) -> None:
        self.heard.clear()

    def _of(self, work: Work, incident_id: str) -> Alert:
        found = alerts.of_incident(work.conn, incident_id)
        assert found is not None
        return found

    @contextmanager
    def _work(self) -> Iterator[Work]:
        at = self.bureau.watch.at
        row = Row(0, new_id(), CHANNEL, "sms", None, "", 1, "w", at, None, False, None, None, at)
        with self.bureau.house.database.write() as conn:
            yield Work(self.bureau.house, conn, row, at)
