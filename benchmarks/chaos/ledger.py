"""What the provider knows: every message it posted, when it was first posted, and when it was acknowledged.

Written outside the house, one line an acknowledgement, after the 2xx. It is what the truth is held against.
"""

import json
import statistics
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.client import Said


@dataclass(slots=True)
class Entry:
    """One message. Times are seconds since 1970; `seconds` is how long the acknowledging answer took."""

    said: Said
    first_sent: float
    acknowledged_at: float | None = None
    seconds: float = 0.0
    copies: int = 0  # acknowledged ones
    tries: int = 0
    gateway: int = -1


@dataclass(slots=True)
class Ledger:
    """Threads may read while the load writes. `statuses` counts answers but 2xx; 0 is none at all."""

    path: Path | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def posted(self, said: Said, at: float) -> None:
        """A try is about to leave."""
        with self._lock:
            self.entries.setdefault(said.id, Entry(said, at)).tries += 1

    def refused(self, status: int) -> None:
        """A try that was answered with no 2xx, or with nothing (0)."""
        with self._lock:
            self.statuses[status] += 1

    def acknowledged(self, said: Said, at: float, seconds: float, gateway: int) -> None:
        """A 2xx came: from now on it may not be lost."""
        with self._lock:
            entry = self.entries[said.id]
            entry.copies += 1
            self.seconds.append(seconds)
            if entry.acknowledged_at is None:
                entry.acknowledged_at, entry.seconds, entry.gateway = at, seconds, gateway
                self._write(entry)

    def sure(self) -> Iterator[Entry]:
        """Every acknowledged message."""
        with self._lock:
            known = list(self.entries.values())
        return (entry for entry in known if entry.acknowledged_at is not None)

    @property
    def count(self) -> int:
        """How many messages are acknowledged."""
        return sum(1 for _ in self.sure())

    def figures(self) -> dict[str, float | None]:
        """Latencies of the acknowledging answers in ms; tries that were answered otherwise."""
        ordered = sorted(self.seconds)
        return {
            "posted": len(self.entries),
            "acknowledged": self.count,
            "refused_tries": sum(number for status, number in self.statuses.items() if status),
            "unanswered_tries": self.statuses[0],
            "ack_ms_p50": milliseconds(quantile(ordered, 0.50)),
            "ack_ms_p99": milliseconds(quantile(ordered, 0.99)),
            "ack_ms_max": milliseconds(quantile(ordered, 1.0)),
        }

    def _write(self, entry: Entry) -> None:
        if self.path is None:
            return
        said: dict[str, Any] = {"id": entry.said.id, "number": entry.said.number, "text": entry.said.text}
        times = {"first_sent": entry.first_sent, "acknowledged_at": entry.acknowledged_at}
        line = json.dumps({**said, **times, "tries": entry.tries, "gateway": entry.gateway})
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def quantile(values: Iterable[float], share: float) -> float | None:
    """The smallest value that so large a share does not exceed; None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def median(values: Iterable[float]) -> float | None:
    found = list(values)
    return statistics.median(found) if found else None


def milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
