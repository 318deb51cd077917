"""What becomes of a ring of keys: the pure rules by which keys come, go and are renewed.

A ring is a mapping `family/epoch` → key. After a panic it holds one entry without a secret: the day, and the
highest number that a key renewed by hand had, so that no later one bears the name of one that is gone.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

from core.periods import day
from store.families import (
    FAMILIES,
    FIRST,
    following,
    in_use,
    is_over,
    lasts,
    newest_first,
    number,
)
from store.keyslots import Ring

PANIC = "panic"


def parted(name: str) -> tuple[str, str]:
    family, _, epoch = name.partition("/")
    return family, epoch


def standing(ring: Ring, family: str) -> tuple[str, ...]:
    """The epochs of a family, the newest first."""
    of_it = [epoch for kind, epoch in map(parted, ring) if kind == family]
    return newest_first(of_it)


def all_standing(ring: Ring) -> dict[str, tuple[str, ...]]:
    """The same of every family."""
    return {family: standing(ring, family) for family in {parted(name)[0] for name in ring}}


def issued(ring: Ring, now: datetime) -> Ring:
    """With the keys of now and of the coming days, weeks and quarters."""
    fresh = [name for name in _due(ring, now) if name not in ring]
    return {**ring, **_made(fresh)} if fresh else ring


def without_due(ring: Ring, now: datetime, wall: datetime) -> Ring:
    """Without the keys whose time is over, but for those that a clock which is not believed still uses."""
    over = {
        name
        for name in ring
        if (one := parted(name))[0] in FAMILIES
        and is_over(*one, standing(ring, one[0]), now)
        and not in_use(*one, wall)
    }
    return {name: key for name, key in ring.items() if name not in over} if over else ring


def renewed(ring: Ring, family: str, now: datetime) -> Ring:
    """With a new key of a family that is renewed by hand, under which everything is sealed from now on."""
    return {**ring, **_made([f"{family}/{following(standing(ring, family), now)}"])}


def renewed_ahead(ring: Ring, now: datetime, margin: datetime) -> Ring:
    """The keys of days, weeks and quarters that begin after the margin are made anew: nothing lies under them
    yet.
    """
    begun = {f"{name}/{family.epoch(at)}" for name, family in FAMILIES.items() for at in (now, margin)}
    ahead = [name for name in _due({}, now) if name not in begun and not lasts(parted(name)[0])]
    return {**ring, **_made(ahead)}


def without(ring: Ring, family: str, epochs: Iterable[str]) -> Ring:
    gone = {f"{family}/{epoch}" for epoch in epochs}
    return {name: key for name, key in ring.items() if name not in gone}


def was_destroyed(ring: Ring, family: str, epoch: str) -> bool:
    """Whether an epoch of a family that is renewed by hand comes before all that stand."""
    there = standing(ring, family)
    return bool(there) and 0 < number(epoch) < number(there[-1])


def panicked(ring: Ring, now: datetime) -> Ring:
    """Nothing but the mark of it."""
    return {f"{PANIC}/{day(now)}": str(_highest(ring)).encode("ascii")}


def is_panicked(ring: Ring) -> bool:
    return bool(ring) and all(parted(name)[0] == PANIC for name in ring)


def _due(ring: Ring, now: datetime) -> list[str]:
    dated = [
        f"{name}/{epoch}"
        for name, family in FAMILIES.items()
        if not lasts(name)
        for epoch in dict.fromkeys(family.epoch(now + step) for step in family.ahead)
    ]
    missing = [name for name in FAMILIES if lasts(name) and not standing(ring, name)]
    return dated + [f"{name}/{_first(ring, now)}" for name in missing]


def _first(ring: Ring, now: datetime) -> str:
    """The name of a family's first key: `1`, and after a panic one that no key before had."""
    before = [int(key) for name, key in ring.items() if parted(name)[0] == PANIC]
    return f"{max(before) + 1}-{day(now)}" if before else FIRST


def _highest(ring: Ring) -> int:
    hands = (number(epoch) for family, epoch in map(parted, ring) if family in FAMILIES and lasts(family))
    past = (int(key) for name, key in ring.items() if parted(name)[0] == PANIC)
    return max([1, *hands, *past])


def _made(names: Iterable[str]) -> dict[str, bytes]:
    return {name: secrets.token_bytes(FAMILIES[parted(name)[0]].size) for name in names}
