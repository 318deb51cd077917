"""Replies to reporters among what is to be sent: one for each message, and the end of those unwanted."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, and_, select, update

from store.departures import FREE
from store.outgoing import Outgoing
from store.tables import inbox, outbox

REPORTER: Final = "reporter"
STOPPED: Final = "optout"
"""The outcome of the message that asked for silence."""
_REPLY: Final = "reply:"


def cause_of(row_id: str) -> str:
    """The natural key of the reply to an inbox row."""
    return f"{_REPLY}{row_id}"


def is_farewell(conn: Connection, one: Outgoing) -> bool:
    """Whether it answers the very message that asked for silence, the first one: the last of all (P6)."""
    if one.recipient != REPORTER:
        return False
    row = inbox.c.id == one.cause.removeprefix(_REPLY)
    found = conn.execute(select(inbox.c.outcome, inbox.c.reason).where(row)).one_or_none()
    return found is not None and found.outcome == STOPPED and not found.reason


def forget(conn: Connection, rows: Sequence[str]) -> None:
    """What answered these messages has no number any more; what had not left does not leave (P11)."""
    theirs = and_(outbox.c.cause.in_([cause_of(row) for row in rows]), outbox.c.recipient == REPORTER)
    waiting = and_(theirs, outbox.c.state == "pending")
    conn.execute(update(outbox).where(waiting).values(state="expired", **FREE))
    conn.execute(update(outbox).where(theirs, outbox.c.state != "sending").values(sealed=None))
