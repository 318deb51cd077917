"""Of several places that bear a name, which its bare name means (`places.md` §5).

What others have just reported is never a clue: rumours would agree with themselves.
"""

from collections.abc import Callable, Iterable, Sequence

from core.placeindex import Place, PlaceIndex

TOWN = 5_000
MOST_NAMESAKES = 5
"""A commune is meant by its bare name unless more places than fit a screen bear the name elsewhere."""


def rank(index: PlaceIndex, place: Place) -> tuple[int, str]:
    """Cercle, region, commune, town of 5,000, seat, village, locality; then by code."""
    if place.level <= 3:
        return {2: 0, 1: 1, 3: 2}[place.level], place.code
    if place.population >= TOWN:
        return 3, place.code
    commune = index.get(place.parent)
    seat = commune is not None and (commune.lat, commune.lon) == (place.lat, place.lon)
    return (4 if seat else place.level + 1), place.code


def heads(index: PlaceIndex, places: Iterable[Place]) -> list[Place]:
    """Places of one name, best first, without those that nest in another of them.

    Region, cercle, commune and town of one name share a point: they are one hit, the cercle if there is one,
    else the commune. Villages of one name in one commune are one hit too.
    """
    found: list[Place] = []
    for place in sorted(places, key=lambda place: rank(index, place)):
        if not any(_nest(index, head, place) for head in found):
            found.append(place)
    return found


def _nest(index: PlaceIndex, head: Place, place: Place) -> bool:
    if head.level <= 3:
        return index.within(place.code, head.code) or index.within(head.code, place.code)
    return head.adm3 == place.adm3


def meant(
    index: PlaceIndex, places: Iterable[Place], *, own: Callable[[Place], bool], near: str | None = None
) -> list[Place]:
    """Those that a bare name means, best first. `own`: whether the name is the one the place is shown by.

    A region or cercle of that name, or a commune with few namesakes, is meant rather than villages elsewhere
    or places that only have it as another spelling. Of places that stand alike, those of the commune, else
    of the cercle, of `near` are meant; those near come first in any case. A well never owns its name.
    """
    found = heads(index, places)
    owners = [place for place in found if own(place) and place.level < 5] or found
    close = close_to(index, found, near)
    if large := [place for place in owners if place.level <= 2]:
        return _joined(close, large)
    communes = [place for place in owners if place.level == 3]
    if communes and len(owners) - len(communes) <= MOST_NAMESAKES:
        return _joined(close, communes, [place for place in found if place.level <= 3])
    return close or found


def close_to(index: PlaceIndex, places: Sequence[Place], near: str | None) -> list[Place]:
    """Those in the commune of `near`, else those in its cercle; the region is too wide to tell."""
    home = index.get(near) if near else None
    for unit in (home.adm3, home.adm2) if home else ():
        if unit and (close := [place for place in places if index.within(place.code, unit)]):
            return close
    return []


def _joined(*groups: Sequence[Place]) -> list[Place]:
    return list(dict.fromkeys(place for group in groups for place in group))
