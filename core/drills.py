"""Exercises: the script of one, what is wrong with it, and who may begin and end it (`alerts.md` §10)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from core.country import Country
from core.errors import Fault
from core.files import fill, from_file
from core.reports import Basis, Occurred
from core.taxonomy import NOTHING_TO_REPORT, severity

MARK: Final = "EXERCICE "
"""Before every text of an exercise that leaves."""
STATUS: Final = "Exercise"
"""CAP's word for whatever an exercise makes (`alerts.md` §12)."""
FRAMEWORK: Final = "tabletop_aar"
"""The framework of the commitments that a closing discussion makes (`indicators.md` §8)."""
NUMBER: Final = re.compile(r"EX-\d{2,4}")
MOST: Final = 200
"""Injects of one exercise; each may take an alert number out of ten thousand."""
COORDINATORS: Final = ("regional", "national")
Minute = Annotated[int, Field(ge=0, le=1440)]
Count = Annotated[int, Field(ge=0, le=9999)]


@from_file
@dataclass(frozen=True, slots=True)
class Facts:
    """What the source of an inject tells beside code and place; killed and injured None: nothing is said."""

    occurred: Occurred = "today"
    basis: Basis = "eyewitness"
    killed: Count | None = None
    injured: Count | None = None


@from_file
@dataclass(frozen=True, slots=True)
class Teller:
    """Who is made to tell an inject; two injects with one name come from one person."""

    role: Literal["relay", "monitor", "public"] = "relay"
    known: bool = True
    name: str = ""


@from_file
@dataclass(frozen=True, slots=True)
class Inject:
    """One event, `at` minutes after the beginning. `place`: a p-code, or a name that is clear."""

    at: Minute
    code: str
    place: str
    facts: Facts = Facts()
    source: Teller = Teller()


@from_file
@dataclass(frozen=True, slots=True)
class Participants:
    """Everybody on the roster with this role who serves one of these areas."""

    role: Literal["monitor", "regional", "national", "verifier"]
    areas: tuple[str, ...]


@from_file
@dataclass(frozen=True, slots=True)
class Script:
    """An exercise as it was prepared. `ends`: the minute at which its discussion is planned."""

    number: str
    title: Annotated[str, Field(min_length=1, max_length=120)]
    ends: Minute
    participants: tuple[Participants, ...]
    injects: tuple[Inject, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's word that an exercise begins, or ends."""

    account: str
    role: str


def agreed(consents: Sequence[Consent]) -> bool:
    """Whether two persons want it, a coordinator among them."""
    persons = {consent.account for consent in consents}
    return len(persons) > 1 and any(consent.role in COORDINATORS for consent in consents)


def read_script(content: object, name: str) -> Script:
    """Raises Misconfigured with every fault of form: a wrong key, a missing one, a value of another kind."""
    return fill(Script, content, name)


def faults(script: Script, country: Country, name: str) -> Iterator[Fault]:
    """Everything in a well-formed script that the country does not know."""
    if not NUMBER.fullmatch(script.number):
        yield Fault(name, "number", f"{script.number!r}: write EX- and two to four digits, like EX-03")
    if not any(group.areas for group in script.participants):
        yield Fault(name, "participants", "name who takes part: a role, and the areas they serve")
    if not 0 < len(script.injects) <= MOST:
        yield Fault(name, "injects", f"has {len(script.injects)}: write 1 to {MOST}")
    for at, group in enumerate(script.participants):
        for area in group.areas:
            if area != country.code.upper() and country.gazetteer.get(area) is None:
                yield Fault(name, f"participants.{at}.areas", f"{area!r} is no p-code: write one like ML0701")
    for at, inject in enumerate(script.injects):
        yield from _faults_of(inject, script, country, name, f"injects.{at}")


def _faults_of(inject: Inject, script: Script, country: Country, name: str, where: str) -> Iterator[Fault]:
    category = country.taxonomy.get(inject.code)
    if category is None or category.code == NOTHING_TO_REPORT:
        yield Fault(name, f"{where}.code", f"{inject.code!r} is no code of the taxonomy: correct it")
    elif category.lane != "general":
        remedy = "belongs to the protected lane, of which nobody is warned: take another"
        yield Fault(name, f"{where}.code", f"{inject.code!r} {remedy}")
    if place_of(inject, country) is None:
        remedy = "is not one clear place in a cercle: write a p-code like ML0701"
        yield Fault(name, f"{where}.place", f"{inject.place!r} {remedy}")
    if inject.at > script.ends:
        yield Fault(name, f"{where}.at", f"{inject.at} is after the end ({script.ends}): end later")


def place_of(inject: Inject, country: Country) -> str | None:
    """The p-code of an inject's place; None where it is not clear, or in no cercle."""
    known = country.gazetteer.get(inject.place)
    found = [] if known else country.gazetteer.find_written(inject.place)
    code = known.code if known else found[0].code if len(found) == 1 else None
    return code if code and country.gazetteer.located(code).adm2 else None


def severity_of(inject: Inject, country: Country) -> int:
    """How grave the report of an inject is, by itself (`taxonomy.md` §5)."""
    facts = inject.facts
    level = severity(
        country.taxonomy.categories[inject.code],
        occurred=facts.occurred,
        killed=facts.killed,
        injured=facts.injured,
        hearsay_only=facts.basis == "hearsay",
    )
    return level or 0


def told(script: Mapping[str, Any]) -> Script:
    """A script as the store keeps it."""
    return read_script(script, "script")
