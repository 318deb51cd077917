"""CAP messages on their way to partners: in order, never to whom the earlier ones did not reach (`alerts.md`
§12). A message is a row of the outbox, whose cause names it and whose recipient is the partner.
"""

from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from store.failover import TOOK
from store.outgoing import Outgoing
from store.tables import cap_messages, outbox, partners

WORD: Final = "cap"
PURPOSE: Final = "cap"
OPEN: Final = frozenset({"pending", "sending"})
HAD: Final = TOOK | {"unknown"}
"""Who may have had it is told what became of it."""


def cause(message_id: str) -> str:
    return f"{WORD}:{message_id}"


def recipients(conn: Connection, message_id: str) -> set[str]:
    """The partners to whom a message was addressed."""
    return set(conn.scalars(select(outbox.c.recipient).where(outbox.c.cause == cause(message_id))))


def counts(conn: Connection) -> dict[str, dict[str, int]]:
    """Messages by partner and by what became of them."""
    asked = select(outbox.c.recipient, outbox.c.state, func.count().label("n"))
    rows = conn.execute(asked.where(outbox.c.purpose == PURPOSE).group_by(outbox.c.recipient, outbox.c.state))
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.recipient, {})[row.state] = row.n
    return found


def waits(conn: Connection, one: Outgoing) -> bool:
    """Whether an earlier message of the same alert to the same partner is still on its way."""
    return one.purpose == PURPOSE and any(state in OPEN for state in _earlier(conn, one))


def is_moot(conn: Connection, one: Outgoing) -> bool:
    """Whether nobody is to have it any more: the partner is gone, it was cancelled meanwhile, or none of the
    messages that it goes on from reached them. After a Cancel everything begins anew.
    """
    if one.purpose != PURPOSE:
        return False
    gone = select(partners.c.id).where(partners.c.id == one.recipient, partners.c.enabled)
    if conn.execute(gone).first() is None or _is_cancelled(conn, one):
        return True
    earlier = _earlier(conn, one, anew=True)
    return bool(earlier) and not any(state in OPEN | HAD for state in earlier)


def _is_cancelled(conn: Connection, one: Outgoing) -> bool:
    message = _message(conn, one)
    c = cap_messages.c
    later = and_(c.alert_id == message.alert_id, c.audience == message.audience, c.version > message.version)
    return conn.execute(select(c.id).where(later, c.type == "Cancel")).first() is not None


def _earlier(conn: Connection, one: Outgoing, *, anew: bool = False) -> list[str]:
    """The states of the messages of its alert that were addressed to its partner before it; `anew`: since
    they were last cancelled.
    """
    message = _message(conn, one)
    mine = _causes(conn, message.alert_id, message.version, since=_cancelled(conn, message) if anew else 0)
    return list(
        conn.scalars(
            select(outbox.c.state).where(outbox.c.recipient == one.recipient, outbox.c.cause.in_(mine))
        )
    )


def _message(conn: Connection, one: Outgoing) -> Row[str, str, int]:
    c = cap_messages.c
    asked = select(c.alert_id, c.audience, c.version).where(c.id == one.cause.partition(":")[2])
    return conn.execute(asked).one()


def _cancelled(conn: Connection, message: Row[str, str, int]) -> int:
    """The version of the last Cancel before a message, 0 for none."""
    c = cap_messages.c
    asked = select(func.max(c.version)).where(_to_partners(message.alert_id), c.version < message.version)
    return conn.execute(asked.where(c.type == "Cancel")).scalar() or 0


def _causes(conn: Connection, alert_id: str, before: int, since: int) -> list[str]:
    version = cap_messages.c.version
    asked = select(cap_messages.c.id).where(_to_partners(alert_id), version < before, version > since)
    return [cause(id_) for id_ in conn.scalars(asked)]


def _to_partners(alert_id: str) -> ColumnElement[bool]:
    return and_(cap_messages.c.alert_id == alert_id, cap_messages.c.audience == "partners")
