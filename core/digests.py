"""The text of a digest: alerts of which no SMS of their own told, or that nobody answered (`alerts.md` §5.1).

Each line names an alert; the digest has a number of its own, by which all in it are acknowledged.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Literal

from core.alerts import STATES, Alert
from core.rules import AlertRules
from core.text import measure

WORDS: Final = {"daily": "JOUR", "weekly": "SEMAINE"}
SEVERE: Final = 3
ANY_NUMBER: Final = "0000"
"""As long as every number: a text is measured before it has its own."""
Kind = Literal["daily", "weekly"]


def digest_line(alert: Alert, rules: AlertRules) -> str:
    """Number, code and p-code. A severe alert says that it is one, and that it came late or has no answer."""
    if alert.status == "cancelled":
        return f"A{alert.number} FAUX"
    severe = alert.severity >= SEVERE
    parts = [
        f"A{alert.number}",
        f"S{alert.severity}" if severe else "",
        f"{alert.code} {alert.area}",
        STATES.get(alert.state, "") if alert.state != "unverified" else "",
        _flag(alert, rules) if severe else "",
    ]
    return " ".join(part for part in parts if part)


def digest_text(kind: Kind, number: str, lines: Sequence[str]) -> str:
    told = ", ".join(lines)
    return f"{WORDS[kind]} A{number}: {len(lines)}. {told}. OUI {number}=recu"


def split(kind: Kind, lines: Sequence[str], parts: int) -> list[int]:
    """How many lines each text holds, of at most so many SMS: nothing is replaced by "and 12 others"."""
    counts: list[int] = []
    while (done := sum(counts)) < len(lines):
        fits = 1
        while done + fits < len(lines) and _fits(kind, lines[done : done + fits + 1], parts):
            fits += 1
        counts.append(fits)
    return counts


def is_late(alert: Alert, rules: AlertRules) -> bool:
    """Whether it was too old at its issue to be sent as new (`alerts.md` §7)."""
    return alert.raised_at - alert.accepted_at > timedelta(hours=rules.lateness_hours)


def _flag(alert: Alert, rules: AlertRules) -> str:
    if not is_late(alert, rules):
        return "SANS REPONSE" if alert.status == "active" else ""
    return f"retard {(alert.raised_at - alert.accepted_at) // timedelta(minutes=1)} min"


def _fits(kind: Kind, lines: Sequence[str], parts: int) -> bool:
    return measure(digest_text(kind, ANY_NUMBER, lines))[2] <= parts
