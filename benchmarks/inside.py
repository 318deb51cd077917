"""What the inbox holds, opened: for benches that compare it with what they sent."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from gateway.house import House
from store.tables import inbox


def bodies(house: House, **where: Any) -> Iterator[dict[str, Any]]:
    """The body of every row that still has one, in the order of acceptance."""
    asked = select(inbox.c.id, inbox.c.sealed, inbox.c.key_day).where(inbox.c.sealed.is_not(None))
    for name, value in where.items():
        asked = asked.where(inbox.c[name] == value)
    with house.database.read() as conn:
        rows = conn.execute(asked.order_by(inbox.c.seq)).all()
    for row in rows:
        at = {"table": "inbox", "row": row.id, "purpose": "body"}
        yield json.loads(house.vault.open("day", row.key_day, row.sealed, **at))
