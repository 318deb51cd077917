"""Whether the rows of every alert are such that its ladder goes on: looked at apart from the auditor."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from gateway.house import House
from store import elapsed
from store.tables import alerts, outbox, steps, windows

ROLES: Final = ("first", "regional", "national")
LONGEST_MS: Final = 2 * 3_600_000
STATES: Final = frozenset({"waiting", "done", "skipped", "stopped"})
TEXTS: Final = frozenset(
    {"pending", "sending", "accepted", "sent", "delivered", "failed", "unknown", "expired"}
)


def unsound(house: House) -> list[str]:
    """Alerts of severity 4 with something wrong, and people whose window never closes."""
    with house.database.read() as conn:
        clock, wall = elapsed.now(house.database, conn), int(house.clock().timestamp() * 1000)
        wrong = [row.id for row in conn.execute(select(alerts)) if not _is_sound(conn, row, clock, wall)]
        late = select(windows.c.recipient).where(windows.c.until > clock + LONGEST_MS)
        return [*wrong, *conn.scalars(late)]


def _is_sound(conn: Connection, alert: Any, clock: int, wall: int) -> bool:
    of_alert = steps.c.alert_id == alert.id
    ladder = conn.execute(select(steps).where(of_alert).order_by(steps.c.number)).all()
    texts = conn.execute(select(outbox).where(outbox.c.alert_id == alert.id)).all()
    return (
        alert.status == "active"
        and tuple(step.role for step in ladder) == ROLES
        and all(_is_step(step, texts, clock) for step in ladder)
        and all(_is_text(text, wall) for text in texts)
    )


def _is_step(step: Any, texts: Sequence[Any], clock: int) -> bool:
    """It waits for a near moment, or it was carried out and has its text."""
    if step.state == "waiting":
        return bool(step.due < clock + LONGEST_MS)
    told = any(text.step == step.number for text in texts)
    return step.state in STATES - {"stopped"} and step.done is not None and (told or step.state != "done")


def _is_text(text: Any, wall: int) -> bool:
    held = text.lease_owner == "nobody"
    orphan = text.state == "sending" and text.lease_owner is None
    blank = text.state == "pending" and text.sealed is None
    return text.state in TEXTS and not held and not orphan and not blank and text.due_at < wall + LONGEST_MS
