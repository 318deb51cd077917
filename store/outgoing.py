"""A message whose turn it is, as the rows of the outbox tell it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from core.messages import Purpose
from store.database import from_ms
from store.tables import outbox

COLUMNS = [
    *(outbox.c.seq, outbox.c.id, outbox.c.cause, outbox.c.recipient, outbox.c.step, outbox.c.alert_id),
    *(outbox.c.purpose, outbox.c.priority, outbox.c.channel, outbox.c.sealed, outbox.c.key_day),
    *(outbox.c.attempts, outbox.c.created_at, outbox.c.expires_at),
]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The number and the text are inside `sealed`: `store.outbox.message` opens it."""

    seq: int
    id: str
    cause: str
    recipient: str
    step: int
    alert_id: str | None
    purpose: Purpose
    priority: int
    channel: str
    sealed: bytes | None
    key_day: str
    attempts: int
    created_at: datetime
    expires_at: datetime
    owner: str = ""


def outgoing(found: RowMapping, owner: str = "") -> Outgoing:
    values: dict[str, Any] = {str(column.name): found[column.name] for column in COLUMNS}
    times = {name: from_ms(values[name]) for name in ("created_at", "expires_at")}
    return Outgoing(**values | times, owner=owner)
