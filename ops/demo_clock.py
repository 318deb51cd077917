"""The clock of an exercise: a file of seconds that every process adds to its own time."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from core.ports import Clock, utc_now
from store.keys import open_keys


class DemoClock:
    """Only goes forward. The keys of a day are made before the day begins, as the house's clock does."""

    def __init__(self, path: Path, first: datetime, real: Clock = utc_now) -> None:
        self.path = path
        self._real = real
        self._offset = timedelta(0)
        self._move(first - real())

    def now(self) -> datetime:
        return self._real() + self._offset

    def advance(self, to: datetime, keys_file: Path) -> timedelta:
        """By how much it went forward; not at all when that moment has passed."""
        step = to - self.now()
        if step <= timedelta(0):
            return timedelta(0)
        if to.date() != self.now().date():
            open_keys(keys_file).issue(to)
        self._move(self._offset + step)
        return step

    def _move(self, offset: timedelta) -> None:
        """In one step: a reader sees the old number or the new one."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{offset.total_seconds():.3f}\n", encoding="ascii")
        os.replace(fresh, self.path)
        self._offset = offset
