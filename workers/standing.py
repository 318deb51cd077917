"""What of the lines that waited for a window is still worth a text, as it stands now (`alerts.md` §7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.alerts import Alert, alert_text, answer_text, line_text
from core.contacts import Member
from core.rules import AlertRules
from gateway.house import House
from store import alerts, incidents, steps, windows
from store.windows import Held
from workers.notify import late_minutes, text_of


@dataclass(frozen=True, slots=True)
class Line:
    """An alert among those of one text. `judged_at`: when its incident was last said anew; `silent`: minutes
    without an answer, where a higher rung is told of it.
    """

    alert: Alert
    step: int
    since: int
    accepted_at: datetime
    judged_at: datetime
    silent: int = 0

    @property
    def text(self) -> str:
        return line_text(self.alert)

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """Severity 4 first, and what has waited longest; what is called off comes last."""
        return self.alert.status == "cancelled", -self.alert.severity, self.since, self.alert.number


def concerns(alert: Alert, member: Member) -> bool:
    """Whether what an alert says now may be about an authority that a member is tied to (P47)."""
    return member.is_party(alert.code, (alert.area,))


def standing(house: House, conn: Any, clock: int, member: Member) -> list[Line]:
    """The lines that wait for a person and still have something to tell them, in the order of their text."""
    rules = house.country.alerts
    news_ms = rules.lateness_hours * 3_600_000
    fresh = [one for one in windows.held(conn, member.id) if clock - one.since <= news_ms]
    lines = [line for one in fresh if (line := _line(conn, clock, member.id, one))]
    return sorted((line for line in lines if not concerns(line.alert, member)), key=lambda line: line.rank)


def _line(conn: Any, clock: int, recipient: str, waiting: Held) -> Line | None:
    """None once the reporter took it back; of what somebody has answered, only what is new in it.

    Whoever has heard of an alert hears what became of it; whoever has not is spared it.
    """
    alert = alerts.get(conn, waiting.alert_id)
    incident = None if alert is None else incidents.get(conn, alert.incident)
    if alert is None or incident is None or incident.sources == 0:
        return None
    judged = alert.status == "cancelled" or alert.state == "verified"
    heard = windows.told(conn, alert.id, recipient)
    news = judged or not waiting.step or waiting.accepted_at > alert.accepted_at
    if alert.status != "active" and not (heard and news):
        return None
    since = (waiting.since, waiting.accepted_at if heard else alert.accepted_at, incident.updated_at)
    if judged or not waiting.step or alert.status != "active":
        return Line(alert, 0, *since)
    began = steps.began(conn, alert.id, waiting.step) or waiting.since
    return Line(alert, waiting.step, *since, silent=(clock - began) // 60_000)


def whole_text(line: Line, now: datetime, rules: AlertRules) -> str:
    """A line that is alone says everything that the alert's own text says."""
    if line.alert.status == "cancelled":
        return answer_text("FAUX", line.alert.number, line.judged_at)
    if line.step:
        late = late_minutes(line.alert, line.alert.accepted_at, line.alert.raised_at, rules)
        return alert_text(line.alert, silent_minutes=line.silent, late_minutes=late)
    return text_of(line.alert, line.accepted_at, now, rules)
