"""How far reports can be believed: whose word each is, and which count as one source (`alerts.md` §6)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.reports import Basis, Located, Occurred
from core.rules import AlertRules

TRAINED = frozenset({"relay", "monitor", "regional", "national"})
FIRST_HAND: frozenset[Basis] = frozenset({"eyewitness", "victim"})


@dataclass(frozen=True, slots=True)
class Telling:
    """What one counted report says of an event, and whose word it is.

    `contact` is a pseudonym; `weight` is r; `first_seen` the day the phone was first heard of; `cluster`
    names those that say it in nearly the same words.
    """

    report: str
    contact: str
    role: str
    known: bool
    operator: str
    weight: float
    first_seen: str
    received_at: datetime
    code: str
    place: Located | None = None
    basis: Basis = "unknown"
    occurred: Occurred = "unknown"
    killed: int | None = None
    injured: int | None = None
    child: bool = False
    displaced: bool = False
    proven: bool = True
    late: bool = False
    cluster: str | None = None

    @property
    def trained(self) -> bool:
        return self.role in TRAINED

    @property
    def new_phone(self) -> bool:
        return not self.known and not self.trained


def confidence(worths: Mapping[float, int]) -> float:
    """conf = 1 − Π (1 − r·d) over independent sources, to four decimals; how many are worth how much."""
    return round(1 - math.prod((1 - worth) ** worths[worth] for worth in sorted(worths)), 4)


def worth(told: Telling, rules: AlertRules) -> float:
    """r·d: half of r for hearsay, and for a phone of the public that does not say how it knows."""
    doubtful = told.basis == "hearsay" or (told.basis == "unknown" and not told.trained)
    return told.weight * (rules.hearsay_discount if doubtful else 1.0)


def independent(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """The tellings by source: one phone is one, and so are like texts, and the new phones of one operator and
    day.

    Senders without proof of origin corroborate nobody: they count, as one, where nobody else speaks.
    """
    proven = [told for told in tellings if told.proven]
    if not proven:
        return [list(tellings)] if tellings else []
    source_of: dict[tuple[str, ...], int] = {}
    members: dict[int, list[Telling]] = {}
    for at, told in enumerate(proven):
        keys = _identities(told)
        met = {source_of[key] for key in keys if key in source_of}
        source = max(met, key=lambda one: len(members[one]), default=at)
        members.setdefault(source, []).append(told)
        for other in met - {source}:
            moved = members.pop(other)
            members[source] += moved
            source_of |= dict.fromkeys((key for each in moved for key in _identities(each)), source)
        source_of |= dict.fromkeys(keys, source)
    return list(members.values())


def _identities(told: Telling) -> set[tuple[str, ...]]:
    identities: set[tuple[str, ...]] = {("phone", told.contact)}
    if told.new_phone:
        identities.add(("day", told.operator, told.first_seen))
    if told.cluster:
        identities.add(("text", told.cluster))
    return identities
