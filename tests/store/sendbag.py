"""Helpers of the outbox's tests: messages to send, and how far they got."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from store import outbox
from store.database import Database, ms
from store.outbox import Outgoing
from store.rows import new_id
from store.tables import alerts, incidents
from store.tables import outbox as table
from store.vault import Vault

NUMBER = "+22376000003"
TEXT = "A2417 S4 11 ML0704 NON VERIFIE"
CHANNEL = "africastalking"


def put(database: Database, vault: Vault, at: datetime, cause: str = "alert:1", **more: Any) -> bool:
    values: dict[str, Any] = {
        "recipient": "m1",
        "step": 0,
        "channel": CHANNEL,
        "purpose": "alert",
        "priority": 0,
    }
    values |= {"expires_at": at + timedelta(hours=24)} | more
    with database.write() as conn:
        return outbox.add(conn, vault, cause=cause, urn=NUMBER, text=TEXT, now=at, **values)


def left(database: Database, outgoing: Outgoing, at: datetime) -> str:
    attempt = outbox.begin(database, outgoing, at)
    assert attempt is not None
    return attempt


def state(database: Database, id_: str) -> str | None:
    with database.read() as conn:
        return outbox.state_of(conn, id_)


def states(database: Database) -> list[str]:
    with database.read() as conn:
        return list(conn.scalars(select(table.c.state).order_by(table.c.seq)))


def causes(found: list[Outgoing]) -> list[str]:
    return [one.cause for one in found]


def alarm(database: Database, at: datetime, severity: int = 4) -> str:
    """An alert of which nothing but its severity matters here."""
    id_, when = new_id(), ms(at)
    with database.write() as conn:
        conn.execute(insert(incidents).values(_filled(incidents, id=id_)))
        told = {"id": id_, "incident_id": id_, "rule": id_, "severity": severity, "raised_at": when}
        told |= {"status": "active"}
        conn.execute(insert(alerts).values(_filled(alerts, **told)))
    return id_


def acknowledge(database: Database, alert_id: str, at: datetime) -> None:
    with database.write() as conn:
        said = {"acked_at": ms(at), "status": "acknowledged"}
        conn.execute(update(alerts).where(alerts.c.id == alert_id).values(said))


def _filled(table_: Any, **told: Any) -> dict[str, Any]:
    """Whatever a column must hold: nothing of its kind."""
    columns = [
        c for c in table_.columns if not c.nullable and c.default is None and c.autoincrement is not True
    ]
    return {c.name: c.type.python_type() for c in columns} | told
