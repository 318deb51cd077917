"""A week of incidents and alerts with the people who told of them, for the figures of the warning."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from core.reports import Report, State, Understanding
from gateway.house import House
from store import alerts, figures, incidents, reports
from tests.gateway.rooms import NOON, Room, alert, incident, moment
from workers.aggregate import of_incident

WEEK = "2026-W42"
READ = moment("2026-10-22T12:00")
"""A Thursday: the week before is three days over."""


@dataclass
class Week:
    """Hands that fill it. Every incident is told by phones of its own unless told otherwise."""

    here: Room
    ids: "count[int]" = field(default_factory=count)

    @property
    def house(self) -> House:
        return self.here.house

    def happened(
        self,
        code: str,
        *,
        phones: int = 1,
        place: str = "ML0701",
        state: State = "unverified",
        at: datetime = NOON,
        who: str = "",
    ) -> str:
        """An incident of a code that so many phones told; its id."""
        number = next(self.ids)
        id_, names = f"i-{number}", [f"{who or number}-{phone}" for phone in range(phones)]
        told = incident(id_, code=code, state=state, opened_at=at, updated_at=at, **places(place))
        with self.house.database.write() as conn:
            incidents.save(conn, told)
            for name in names:
                said = Understanding(language="fr", language_confidence=1.0, intent="incident", redacted="")
                kept = Report(f"r-{id_}-{name}", f"{id_}-{name}", name, "2026-Q4w", "a", at, said)
                reports.save(conn, self.house.vault, kept, now=at)
                incidents.attach(conn, kept.id, id_, name)
            counted = of_incident(told, names, self.house.country.gazetteer)
            figures.observe_all(conn, counted, cause=id_)
        return id_

    def alerted(self, code: str, *, seconds: float | None = None, severity: int = 4, **told: Any) -> str:
        """An incident with an alert, answered after so many seconds if at all; the id of the alert."""
        id_ = self.happened(code, **told)
        at = told.get("at", NOON)
        place, state = told.get("place", "ML0701"), told.get("state", "unverified")
        raised = alert(
            f"a-{id_}",
            f"{1000 + next(self.ids):04d}",
            incident=id_,
            code=code,
            severity=severity,
            area=place,
            state=state,
            raised_at=at,
            accepted_at=at,
        )
        self.here.alert(raised, adm1=place[:4], adm2=place)
        if seconds is not None:
            with self.house.database.write() as conn:
                alerts.acknowledge(conn, raised.id, "m", at + timedelta(seconds=seconds))
                self._measured(conn, "alert_to_acknowledgement", raised.id, place, seconds)
        return raised.id

    def measured(self, step: str, cause: str, seconds: float, place: str = "ML0701") -> None:
        with self.house.database.write() as conn:
            self._measured(conn, step, cause, place, seconds)

    def _measured(self, conn: Any, step: str, cause: str, place: str, seconds: float) -> None:
        figures.duration(conn, step, cause, place, WEEK, seconds)


def places(code: str) -> dict[str, Any]:
    """The units of a region, a cercle or a commune."""
    found = {"adm1": code[:4], "adm2": code[:6] if len(code) > 4 else None}
    return {**found, "adm3": code if len(code) > 6 else None, "place": code, "lat": None, "lon": None}
