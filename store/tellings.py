"""The reports of an incident one by one, as a monitor may see them: commune, hour, code; no phone (P66)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from store.database import from_ms
from store.sources import PUBLIC
from store.tables import reports


@dataclass(frozen=True, slots=True)
class Told:
    """One report. `kind`: relay, monitor, regional, national, known, new; `sure`: of the code, 0 to 1."""

    at: datetime
    kind: str
    code: str | None
    place: str | None
    basis: str
    sure: float


def of_incident(conn: Connection, incident_id: str) -> list[Told]:
    """Those that count, the first at the head."""
    names = ("received_at", "role", "known", "code", "adm3", "adm2", "basis", "code_confidence")
    counted = and_(reports.c.incident_id == incident_id, reports.c.repeat_of.is_(None))
    asked = select(*(reports.c[name] for name in names)).where(counted)
    return [
        Told(
            at=from_ms(row.received_at),
            kind=row.role if row.role != PUBLIC else "known" if row.known else "new",
            code=row.code,
            place=row.adm3 or row.adm2,
            basis=row.basis,
            sure=row.code_confidence,
        )
        for row in conn.execute(asked.order_by(reports.c.received_at, reports.c.id))
    ]
