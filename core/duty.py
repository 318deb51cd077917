"""When somebody on the roster is to be reached: periods of duty, leave, stand-ins (`alerts.md` §1, §4).

Days and hours are those of the country; Mali is UTC+0 all year.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

EVERY_DAY: Final = "1234567"
"""Weekdays as ISO numbers them, Monday first."""


@dataclass(frozen=True, slots=True)
class Duty:
    """From an hour to an hour on these weekdays, from a day on and until another, both included.

    Hours that end as they begin are the whole day; those that end sooner than they begin go over midnight,
    and belong to the day on which they begin.
    """

    since: date
    until: date | None = None
    weekdays: str = EVERY_DAY
    begins: time = time()
    ends: time = time()
    id: str = ""

    def covers(self, at: datetime) -> bool:
        """Whether the period holds at a moment."""
        today, hour = at.date(), at.time()
        if self.begins < self.ends:
            return self._is_on(today) and self.begins <= hour < self.ends
        yesterday = today - timedelta(days=1)
        return (self._is_on(today) and hour >= self.begins) or (self._is_on(yesterday) and hour < self.ends)

    def _is_on(self, day: date) -> bool:
        in_time = self.since <= day and (self.until is None or day <= self.until)
        return in_time and str(day.isoweekday()) in self.weekdays


@dataclass(frozen=True, slots=True)
class Leave:
    """Days away, both included. `stand_in`: the member who does the duty meanwhile, None when nobody does."""

    since: date
    until: date
    stand_in: str | None = None
    id: str = ""

    def covers(self, day: date) -> bool:
        return self.since <= day <= self.until
