"""Quiet hours, by the clock of the wall (`alerts.md` §4). They bind no alert of severity 3 or 4."""

from datetime import datetime, timedelta
from typing import Final

from gateway.house import House

DAY: Final = timedelta(days=1)


def is_day(house: House, now: datetime) -> bool:
    """Whether it is no quiet hour."""
    rules = house.country.alerts
    return rules.quiet_until_hour <= now.hour < rules.quiet_from_hour


def morning(house: House, now: datetime) -> datetime | None:
    """When the quiet hours end that it is now; None by day."""
    if is_day(house, now):
        return None
    ends = now.replace(hour=house.country.alerts.quiet_until_hour, minute=0, second=0, microsecond=0)
    return ends if ends > now else ends + DAY
