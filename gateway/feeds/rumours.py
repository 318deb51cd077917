"""E6 beside the cube of incidents: how many were false, which stand in no cube, is told by both (P58).

The share is made of what the cube shows of a place, whose rumours are known with it, and of the false ones: a
whole percent tells how many these are. Where a region's share is hidden, all that it holds may be false ones,
and they would follow from those of the country and of the other regions.
"""

from collections.abc import Collection, Mapping, Sequence

from core.country import Country
from core.disclosure import K_REPORTERS, SECONDARY, Entry, Sum, exposures, nested, suppress
from core.warning import Event
from gateway.feeds.ratings import parents

FALSE = "false"
Events = Mapping[str, Sequence[Event]]
"""By p-code: what was opened in a region, and in the country."""


def dark(country: Country, events: Events) -> Collection[str]:
    """The places whose share would tell how many were false where the share is hidden."""
    hidden = suppress(*_bound(country, events), K_REPORTERS)
    return [place for place, why in hidden.items() if why == SECONDARY]


def exposed(country: Country, events: Events) -> list[str]:
    """The exact audit of what `dark` leaves: the places whose false ones are not hidden well."""
    entries, sums = _bound(country, events)
    return exposures(entries, sums, suppress(entries, sums, K_REPORTERS), K_REPORTERS)


def _bound(country: Country, events: Events) -> tuple[list[Entry], list[Sum]]:
    """The false ones of every place, and the country as the sum of its regions."""
    entries = {place: _entry(place, found) for place, found in events.items()}
    return nested(entries, parents(entries, country), K_REPORTERS)


def _entry(place: str, found: Sequence[Event]) -> Entry:
    people = frozenset[str]().union(*(each.reporters for each in found))
    false = sum(each.state == FALSE for each in found)
    return Entry(place, false, "" if len(people) >= K_REPORTERS else f"k<{K_REPORTERS}")
