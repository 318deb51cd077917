"""One message judged: what its labels say beside what was understood."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.country import Country
from core.placenames import joined
from core.reports import Located, Understanding
from ops.scoring.labelled import Row

INCIDENT = "incident"
GRAVEST = 4
_HEARSAY = {True: "yes", False: "no", None: "unknown"}
_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """`cercle`: the accepted place lies in the labelled cercle; `among`: it does, or a candidate does.

    `incident`: labelled as one. `gravest`: so is its code's severity before any fact is known.
    """

    row: Row
    said: Understanding
    incident: bool
    gravest: bool
    cercle: bool
    among: bool

    @property
    def codes(self) -> frozenset[str]:
        """The code, and those that a careful coder could also give."""
        return frozenset([self.row.get("code", ""), *self.row.get("alt_codes", "").split()])

    @property
    def code_right(self) -> bool:
        return bool(self.said.code) and self.said.code in self.codes

    @property
    def three_right(self) -> bool:
        """Whether the code or one of the next two guesses is right."""
        guesses = {self.said.code, *(each.code for each in self.said.alternatives[:_NEIGHBOURS])}
        return bool(self.codes & guesses - {None, ""})

    @property
    def hearsay(self) -> str:
        return _HEARSAY[self.said.hearsay]

    @property
    def placed(self) -> bool:
        return bool(self.row.get("place_adm2") or self.row.get("place_adm1"))

    @property
    def answered(self) -> bool:
        """Whether it was taken for an incident, of which a code is a guess with a confidence."""
        return self.said.intent == INCIDENT and self.said.code is not None


def judge(row: Row, said: Understanding, country: Country) -> Judged:
    category = country.taxonomy.get(row.get("code", ""))
    general = category is not None and category.lane == "general"
    there = [place for place in (said.place, *said.candidates) if place and _lies(place, row, country)]
    return Judged(
        row=row,
        said=said,
        incident=row["intent"] == INCIDENT if row.get("intent") else general,
        gravest=general and category is not None and category.severity == GRAVEST,
        cercle=said.place in there,
        among=bool(there),
    )


def judged(pairs: Iterable[tuple[Row, Understanding]], country: Country) -> Iterator[Judged]:
    return (judge(row, said, country) for row, said in pairs)


def _lies(place: Located, row: Row, country: Country) -> bool:
    """In the labelled cercle, or in the region where no cercle is labelled; names as people write them."""
    code, name = place.adm2, row.get("place_adm2", "")
    if not name:
        code, name = place.adm1, row.get("place_adm1", "")
    unit = country.gazetteer.get(code) if code else None
    return bool(name) and unit is not None and joined(unit.name) == joined(name)
