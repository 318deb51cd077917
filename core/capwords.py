"""Our words in those of CAP 1.2 (`alerts.md` §12)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from core.alerts import WHEN, Alert

CERTAINTY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "verified": "Observed",
        "corroborated": "Likely",
        "unverified": "Possible",
        "false": "Unlikely",
        "unresolved": "Unknown",
    }
)
SEVERITY: Final[Mapping[int, str]] = MappingProxyType({4: "Extreme", 3: "Severe", 2: "Moderate", 1: "Minor"})
BASIS: Final[Mapping[str, str]] = MappingProxyType({"VU": "seen", "DIT": "hearsay", "?": "unknown"})
OCCURRED: Final[Mapping[str, str]] = MappingProxyType({text: word for word, text in WHEN.items()})
THREAT: Final = "15"
_URGENCY = {
    "now": "Immediate",
    "today": "Expected",
    "yesterday": "Past",
    "earlier": "Past",
    "unknown": "Unknown",
}


def urgency(alert: Alert) -> str:
    """A threat that is not past lies in the future."""
    word = _URGENCY[OCCURRED[alert.when]]
    return "Future" if alert.code == THREAT and word != "Past" else word


def severity(alert: Alert) -> str:
    return SEVERITY.get(alert.severity, "Unknown")


def sources_step(sources: int) -> int:
    """Every source up to ten, then 20, 50, 100, 200 …: a crowd is not a message each."""
    if sources <= 10:
        return sources
    size = int("1".ljust(len(str(sources)), "0"))
    return max(size * step for step in (1, 2, 5) if size * step <= sources)
