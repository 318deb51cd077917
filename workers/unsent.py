"""What a text of several alerts says at the moment it leaves: it may have lain for long while a provider was
down, and nobody is told of what does not stand any more (`alerts.md` §7).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core.alerts import Alert, answer_text, group_text, line_text
from core.reports import Incident
from gateway.house import House
from store import alerts, digests, elapsed, failover, incidents, switches, windows
from store.digests import Digest
from store.outbox import Outgoing
from workers.digests import SUMMARY, text_of
from workers.notify import is_news
from workers.notify import text_of as whole_text
from workers.windows import GROUP

_NUMBER: Final = re.compile(r"\bA(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Told:
    """An alert of a text that waits, and its event; None when that is gone."""

    alert: Alert
    incident: Incident | None

    @property
    def rank(self) -> tuple[bool, int, datetime, str]:
        """In the order of `workers.standing`."""
        alert = self.alert
        return alert.status == "cancelled", -alert.severity, alert.raised_at, alert.number

    def stands(self, *, heard: bool) -> bool:
        """Whether it is worth a line: that it was false, only to whoever may have heard of it before."""
        told = self.incident is not None and self.incident.sources > 0
        return told and (heard or self.alert.status != "cancelled")


def text(house: House, conn: Any, one: Outgoing, written: str, now: datetime) -> str | None:
    """The text without what stands no more, or lies in a cercle whose switch is on (P71), of which it tells
    no more; "" when nothing is left. None for any other text, and where all of it is as it was `written`.
    """
    cause = failover.first_cause(conn, one)
    if one.alert_id or cause.partition(":")[0] not in {GROUP, SUMMARY}:
        return None
    told, digest = _told(conn, cause), _digest(conn, cause)
    heard = one.attempts > 0 or failover.place_of(one)[1] > 0
    open_ = [each for each in told if not switches.is_closed(conn, each.alert.area)]
    left = sorted((each for each in open_ if each.stands(heard=heard)), key=lambda each: each.rank)
    left = left if digest or _is_news(house, conn, one, now) else []
    windows.drop(conn, cause, [each.alert.id for each in told if each not in left])
    if _is_as_written(left, digest, written):
        return None
    return _said(house, conn, digest, left, now) if left else ""


def _is_news(house: House, conn: Any, one: Outgoing, now: datetime) -> bool:
    """Whether a group may still leave: what has waited too long is left to the digest (`workers.overdue`)."""
    since = failover.written_at(conn, one)
    counted = elapsed.believed(house.database, conn, since, now)
    return bool(house.exercise) or is_news(since, counted, house.country.alerts)


def _told(conn: Any, cause: str) -> list[Told]:
    found = (alerts.get(conn, id_) for id_ in windows.subjects(conn, cause, None))
    return [Told(alert, incidents.get(conn, alert.incident)) for alert in found if alert]


def _digest(conn: Any, cause: str) -> Digest | None:
    word, _, rest = cause.partition(":")
    return digests.get(conn, rest.partition(":")[0]) if word == SUMMARY else None


def _is_as_written(left: Sequence[Told], digest: Digest | None, written: str) -> bool:
    """Whether the text names those that are left and no other, and none that was found false."""
    named = set(_NUMBER.findall(written)) - {digest.number if digest else ""}
    open_ = {each.alert.number for each in left if each.alert.status != "cancelled"}
    return bool(left) and named == open_ and len(open_) == len(left)


def _said(house: House, conn: Any, digest: Digest | None, left: Sequence[Told], now: datetime) -> str:
    if digest is not None:
        return text_of(house, digest, [each.alert for each in left])
    if len(left) > 1:
        lines = [line_text(each.alert) for each in left]
        return group_text(lines, house.country.alerts.grouped_parts)[0]
    return _alone(house, conn, left[0], now)


def _alone(house: House, conn: Any, told: Told, now: datetime) -> str:
    """A line that is left alone says everything that the alert's own text says."""
    alert, rules = told.alert, house.country.alerts
    if alert.status == "cancelled" and told.incident is not None:
        return answer_text("FAUX", alert.number, told.incident.updated_at)
    counted = elapsed.believed(house.database, conn, alert.accepted_at, now)
    return whole_text(alert, alert.accepted_at, counted, rules)
