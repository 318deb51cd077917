"""Helpers of the inbox's tests: a machine whose boot and clock a test may turn, and messages to put in."""

from datetime import datetime

from sqlalchemy import func, select

from store import inbox
from store.database import Database
from store.inbox import Entry
from store.tables import inbox as table
from store.vault import Vault

NUMBER = "+22376000001"


class Machine:
    """A boot clock that a test may turn and start anew."""

    def __init__(self) -> None:
        self.boot, self.ms = "first", 1_000_000

    def __call__(self) -> tuple[str, int]:
        return self.boot, self.ms


def entry(vault: Vault, at: datetime, external_id: str = "A1", **more: object) -> Entry:
    body = {"urn": NUMBER, "text": f"22 ANSONGO {external_id}"}
    values = {"channel": "africastalking", "kind": "sms", "received_at": at} | more
    return inbox.seal_entry(vault, external_id=external_id, body=body, **values)  # type: ignore[arg-type]


def put(database: Database, *entries: Entry) -> list[bool]:
    with database.write() as conn:
        return [inbox.accept(conn, one) for one in entries]


def rows(database: Database) -> int:
    with database.read() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def state(database: Database, id_: str) -> str:
    with database.read() as conn:
        fate = inbox.fate(conn, id_)
    assert fate is not None
    return fate.state
