"""Closed periods are published; on the first Monday of a month they are looked at once more (P59)."""

from datetime import datetime

from core.revision import is_first_monday
from gateway.feeds import publication
from gateway.house import House
from store import cubes


def publish_due(house: House, now: datetime) -> int:
    """How many cubes were published. Counts come first: other figures of their week lean on them."""
    indicators = sorted(house.country.indicators, key=lambda each: each.formula != "count")
    return sum(
        publication.publish(house, each, period, now)
        for each in indicators
        for period in publication.due(house, each, now)
    )


def revise_due(house: House, now: datetime) -> int:
    """How many were replaced. Each is looked at once in a month."""
    today = now.date()
    if not is_first_monday(today):
        return 0
    with house.database.read() as conn:
        waiting = [cube for cube in cubes.listed(conn) if cube.looked_on < today.isoformat()]
    found = ((house.country.indicator(cube.indicator), cube.period) for cube in waiting)
    return sum(publication.revise(house, each, period, now) for each, period in found if each)


def tend(house: House, now: datetime) -> int:
    """Both, as the clock has it done."""
    return publish_due(house, now) + revise_due(house, now)
