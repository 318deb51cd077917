"""Every row of the audit as a line of the log, for whoever collects it on another machine (ASVS 5.0, 16.4.3).

A line holds the number of the row, the account and the act: no object, no reason, nothing of a message. Who
cuts off the audit here cannot take back what has left.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gateway.house import House
from gateway.logs import logger
from store import audit

AGAIN: Final = timedelta(days=1)
"""How far back a new process says again what another may have said before it ended."""


@dataclass(slots=True)
class Lines:
    """What this process has said already."""

    last: int | None = None

    def tell(self, house: House, now: datetime) -> int:
        """How many rows were said: all since the last time. Raises LasomiError while the store is away."""
        with house.database.read() as conn:
            if self.last is None:
                self.last = audit.last_before(conn, now - AGAIN)
            rows = audit.since(conn, self.last)
        for row in rows:
            logger().info("audit", row_id=row.seq, account_id=row.account, state=row.action)
            self.last = row.seq
        return len(rows)
