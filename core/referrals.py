"""What may be asked of an authority, what it answers, and whom a case may not be shown to (`alerts.md` §11).

An authority is a position in a place, never a person. What goes to it: a code, the commune, the week and a
sentence that a person wrote; never who told, never a text (`protection.md` P48, P66).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from core.country import Country
from core.reports import Incident

ASKS: Final = frozenset({"visit", "protect", "mediate", "inquire", "serve", "answer"})
RESPONSES: Final = frozenset({"seen", "visit", "measure", "transfer", "refusal"})
OUTCOMES: Final = frozenset({"settled", "partly", "unfounded", "beyond"})
SETTLED: Final = frozenset({"settled", "partly"})
"""Ends of which people are asked whether they are true (G12)."""
OF_AUTHORITIES: Final = "5"
"""First digit of the codes that speak of those who govern."""
COMMUNE: Final = 3


@dataclass(frozen=True, slots=True)
class Office:
    """A position and its unit: a key of `authorities.yaml`, a p-code. Written `2:ML070102`."""

    authority: int
    unit: str

    def __str__(self) -> str:
        return f"{self.authority}:{self.unit}"

    def covers(self, place: str) -> bool:
        """Whether a place lies in its unit, or its unit in a place that is known no finer."""
        return place.startswith(self.unit) or self.unit.startswith(place)

    def is_under(self, other: "Office") -> bool:
        """Whether it is that authority itself, or the same position in a unit of its unit."""
        return self.authority == other.authority and self.unit.startswith(other.unit)


@dataclass(frozen=True, slots=True)
class Asked:
    """A referral as somebody wants it. `place` is a commune or coarser; `about`: the authority that codes 5x
    accuse; `after`: the one that was asked before.
    """

    office: Office
    place: str | None
    code: str | None = None
    about: Office | None = None
    after: Office | None = None


def office_of(text: str) -> Office | None:
    """What is written `2:ML070102`; None for anything else."""
    key, _, unit = text.partition(":")
    return Office(int(key), unit) if key.isdecimal() and len(key) < 3 and unit.isalnum() else None


def offices_of(areas: Iterable[str]) -> tuple[Office, ...]:
    """The offices among the areas of an account."""
    return tuple(office for office in map(office_of, areas) if office)


def coarse(incident: Incident) -> str | None:
    """The finest place that an authority is told of: the commune, else what is known (P66)."""
    return incident.adm3 or incident.adm2 or incident.adm1


def refused(asked: Asked, country: Country) -> str:
    """Why this may not be referred to this authority, in one word; empty when it may."""
    rules: Mapping[str, bool] = {
        "no_authority": not is_known(asked.office, country),
        "no_place": asked.place is None or country.gazetteer.get(asked.place) is None,
        "never": asked.code is not None and not _may_leave(asked.code, country),
        "elsewhere": not asked.office.covers(asked.place or ""),
        "about_unsaid": accuses(asked.code) and (asked.about is None or not is_known(asked.about, country)),
        "party": accuses(asked.code) and asked.about is not None and asked.office.is_under(asked.about),
        "not_above": asked.after is not None and not is_above(asked.office, asked.after),
    }
    return next((reason for reason, holds in rules.items() if holds), "")


def is_known(office: Office, country: Country) -> bool:
    """Whether there is such a position, in a region, a cercle or a commune."""
    unit = country.gazetteer.get(office.unit)
    return str(office.authority) in country.authorities and unit is not None and unit.level <= COMMUNE


def is_above(office: Office, before: Office) -> bool:
    """Whether an authority may be turned to after another: its unit holds that one's, and it is another."""
    return office != before and before.unit.startswith(office.unit)


def _may_leave(code: str, country: Country) -> bool:
    """Nothing of the protected lane, and no report of nothing (`indicators.md` §3)."""
    category = country.taxonomy.get(code)
    return category is not None and category.lane == "general" and code != "00"


def accuses(code: str | None) -> bool:
    """Whether a category speaks of those who govern."""
    return code is not None and code.startswith(OF_AUTHORITIES)
