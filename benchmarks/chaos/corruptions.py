"""Defects that an auditor has to see, each planted into the rows of one alert and of what hangs on it.

`kind` is what the auditor calls it. They are planted while no sender runs, so that texts wait to leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

FAR: Final = 99_999_999_999
"""Three years of milliseconds: longer than anything waits."""


@dataclass(frozen=True, slots=True)
class Corruption:
    """`statement` may use :alert, :incident, :inbox, :recipient, :boot, :clock and :far."""

    kind: str
    statement: str

    def plant(self, conn: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it spoiled."""
        asked = text(self.statement)
        named = {name: value for name, value in values.items() if f":{name}" in self.statement}
        return conn.execute(asked, named).rowcount


_STEP: Final = "WHERE alert_id = :alert AND number = "
_OUT: Final = "UPDATE outbox SET "
_LEASED: Final = "lease_owner = 'nobody', lease_boot = :boot, lease_until = :clock + :far"

CORRUPTIONS: Final = (
    Corruption("step_missing", "DELETE FROM steps WHERE alert_id = :alert"),
    Corruption("step_missing", f"DELETE FROM steps {_STEP}0"),
    Corruption("step_missing", f"DELETE FROM steps {_STEP}1"),
    Corruption("step_missing", f"DELETE FROM steps {_STEP}2"),
    Corruption("step_far", f"UPDATE steps SET due = due + :far {_STEP}1"),
    Corruption("step_far", f"UPDATE steps SET due = due + :far {_STEP}2"),
    Corruption("step_state", f"UPDATE steps SET state = 'wating' {_STEP}1"),
    Corruption("step_role", f"UPDATE steps SET role = 'regionale' {_STEP}1"),
    Corruption("step_stopped", f"UPDATE steps SET state = 'stopped' {_STEP}1"),
    Corruption("step_untold", "DELETE FROM outbox WHERE alert_id = :alert"),
    Corruption("step_untold", f"UPDATE steps SET state = 'done', done = 5 {_STEP}1"),
    Corruption("step_undated", f"UPDATE steps SET done = NULL {_STEP}0"),
    Corruption("alert_status", "UPDATE alerts SET status = 'activ' WHERE id = :alert"),
    Corruption("alert_unsigned", "UPDATE alerts SET status = 'acknowledged' WHERE id = :alert"),
    Corruption("outbox_state", f"{_OUT}state = 'pendign' WHERE alert_id = :alert"),
    Corruption("outbox_leased", f"{_OUT}{_LEASED} WHERE alert_id = :alert"),
    Corruption("outbox_far", f"{_OUT}due_at = due_at + :far WHERE alert_id = :alert"),
    Corruption("outbox_sending", f"{_OUT}state = 'sending' WHERE alert_id = :alert"),
    Corruption("outbox_blank", f"{_OUT}sealed = NULL WHERE alert_id = :alert"),
    Corruption("window_far", "UPDATE windows SET until = until + :far WHERE recipient = :recipient"),
)
