"""A ladder with somebody on each rung, and the time to climb it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.contacts import Member
from tests.workers.bureau import MONITOR, OTHER_OPERATOR, REGIONAL, RELAY, Bureau
from tests.workers.storm import Storm
from workers.auditor import Finding, audit
from workers.escalate import climb

NATIONAL = OTHER_OPERATOR


@dataclass
class Ladder:
    """Ansongo: a monitor, a regional and a national coordinator, who also reads e-mail."""

    storm: Storm
    monitor: Member
    regional: Member
    national: Member

    @property
    def bureau(self) -> Bureau:
        return self.storm.bureau

    def waits(self, minutes: float, *, wall: timedelta | None = None) -> int:
        """Time goes on and the clock ticks; `wall`: what the wall clock makes of it."""
        self.storm.passes(minutes * 60)
        if wall is not None:
            self.bureau.watch.at = self.bureau.counted = (
                self.bureau.watch.at - timedelta(minutes=minutes) + wall
            )
        carried = climb(self.bureau.house, self.bureau.watch.at)
        self.storm.leave()
        return carried

    def audits(self) -> list[Finding]:
        found = audit(self.bureau.house, self.bureau.watch.at)
        self.storm.leave()
        return found

    def steps(self) -> list[tuple[int, str, str]]:
        rows = self.bureau.rows("SELECT number, role, state FROM steps ORDER BY number")
        return [(row["number"], row["role"], row["state"]) for row in rows]

    def row(self, table: str) -> dict[str, Any]:
        return self.bureau.one(f"SELECT * FROM {table}")


def ladder_of(bureau: Bureau) -> Ladder:
    storm = Storm(bureau)
    return Ladder(
        storm,
        storm.person(MONITOR, "monitor", "ML0701"),
        storm.person(REGIONAL, "regional", "ML07"),
        storm.person(NATIONAL, "national", "ML", email="veille@example.org"),
    )


__all__ = ["NATIONAL", "RELAY", "Ladder", "ladder_of"]
