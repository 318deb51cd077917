"""What phones heard of alerts, by the provider's own file; and what the house knows of the same alerts."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from gateway.house import House
from store.tables import alerts, incidents

Send = Mapping[str, Any]
TELLS: Final = re.compile(r"\bA(\d{4}) S[0-4]")
"""A text that tells of an alert; the answer to a command names the number only."""


@dataclass(frozen=True, slots=True)
class Raised:
    """One alert. `raised_at` in seconds since 1970."""

    number: str
    code: str
    severity: int
    place: str
    cercle: str
    raised_at: float
    seconds: float | None  # accepted → first attempt, as the house has it


def raised(house: House) -> list[Raised]:
    """Every alert there is, the oldest first."""
    wanted = (
        *alerts.c["number", "code", "severity", "adm2", "raised_at", "alert_seconds"],
        incidents.c.place,
    )
    joined = select(*wanted).join(incidents, incidents.c.id == alerts.c.incident_id)
    with house.database.read() as conn:
        rows = conn.execute(joined.order_by(alerts.c.raised_at)).all()
    return [
        Raised(
            row.number,
            row.code,
            row.severity,
            row.place or "",
            row.adm2 or "",
            row.raised_at / 1000,
            row.alert_seconds,
        )
        for row in rows
    ]


def telling(sends: Iterable[Send]) -> dict[str, list[Send]]:
    """The sends about each alert, alone or in a group, taken or not."""
    found: dict[str, list[Send]] = defaultdict(list)
    for send in sends:
        for number in set(TELLS.findall(send["text"])):
            found[number].append(send)
    return found


def closest(sends: Iterable[Send]) -> float | None:
    """The shortest time between two texts about alerts that one phone got; None when no phone got two.

    An answer to a person's own command is none of them, and the same text again is counted elsewhere.
    """
    by_phone: dict[str, list[float]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for send in sorted(sends, key=lambda each: float(each["at"])):
        again = (send["to"], send["text"]) in seen
        seen.add((send["to"], send["text"]))
        if send["taken"] and not again and TELLS.search(send["text"]):
            by_phone[send["to"]].append(send["at"])
    gaps = [later - sooner for at in by_phone.values() for sooner, later in pairwise(at)]
    return min(gaps, default=None)


def busiest(sends: Sequence[Send], api: str, seconds: float) -> int:
    """The most sends by one API that came within so many seconds."""
    at = sorted(send["at"] for send in sends if send["api"] == api)
    most = first = 0
    for last, moment in enumerate(at):
        while moment - at[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def logged(output: Path, program: str, event: str) -> list[dict[str, Any]]:
    """The lines of one program about one event, oldest first; what is no JSON is none of them."""
    path = output / f"{program}.log"
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    lines = (_line(each) for each in text.splitlines() if event in each)
    return [line for line in lines if line.get("event") == event]


def counted(lines: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How often each error code was named, by the `count` of its lines."""
    found: Counter[str] = Counter()
    for line in lines:
        found[str(line.get("error_code", ""))] += int(line.get("count", 1))
    return found


def _line(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
