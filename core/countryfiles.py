"""The YAML files of a country pack, each as what it says, or with every fault in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from core.definitions import Authority, Indicator
from core.errors import Fault, Misconfigured
from core.files import fill, from_file, load_yaml
from core.hotlines import COUNTRY, Hotline
from core.logframe import last_day
from core.places import Gazetteer
from core.reports import Lane
from core.rules import AlertRules
from core.taxonomy import NOTHING_TO_REPORT, OTHER, Category, Phase, Taxonomy

FORCES = {"police": "police", "gendarmerie": "gendarm", "army": "armée", "national_guard": "gard"}
"""Who may answer a telephone, and what its French name must then hold."""
NEVER = "never"

Label = Mapping[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], str]
"""What a thing is called, by language; French is never missing."""
Sector = Literal["crime", "security", "governance", "health", "environment"]
Dimension = Literal["economic", "food", "health", "environmental", "personal", "community", "political"]
CapCategory = Literal["Safety", "Security", "Fire", "Health", "Env", "Infra", "Transport", "CBRNE", "Other"]
"""Of the twelve of CAP 1.2 those that a report may be about."""


@from_file
@dataclass(frozen=True, slots=True)
class Acled:
    """A candidate mapping, never a claim. `when`: what a monitor must have recorded for it to be exported."""

    quality: Literal["exact", "conditional", "weak", "none", "never"]
    event: str | None = None
    sub_event: str | None = None
    when: str | None = None


@from_file
@dataclass(frozen=True, slots=True)
class Maps:
    """The foreign vocabularies of `taxonomy.md` §3."""

    acled: Acled
    ecowarn: Sector | None
    dimension: tuple[Dimension, ...]
    protection: tuple[Literal["A", "B", "C", "D", "E", "F", "G"], ...]
    hsc: tuple[Literal[1, 2, 3], ...]
    nap: tuple[Literal[1, 2, 3, 4, 5], ...]
    acled_others: tuple[Acled, ...] = ()
    cap: tuple[CapCategory, ...] = ("Other",)


@from_file
@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code of `taxonomy.yaml`."""

    parent: str | None
    label: Label
    severity: Literal[0, 1, 2, 3, 4] | None
    lane: Lane
    phase: Phase | None
    maps: Maps
    valid_from: date
    valid_to: date | None = None
    trained_only: bool = False


@from_file
@dataclass(frozen=True, slots=True)
class TaxonomyFile:
    """The whole of `taxonomy.yaml`."""

    version: int
    mass_displacement: int
    groups: Mapping[str, Label]
    codes: Mapping[str, CodeEntry]


@from_file
@dataclass(frozen=True, slots=True)
class AuthorityEntry:
    """One type of `authorities.yaml`."""

    label: Label
    level: Literal[1, 2, 3]
    security: bool = False


def read_taxonomy(path: Path) -> Taxonomy:
    """Every code, retired ones too. A code is two digits, the first of them its group's."""
    content = fill(TaxonomyFile, load_yaml(path), path.name)
    faults = [
        Fault(path.name, f"codes.{code}", wrong)
        for code, entry in content.codes.items()
        if (wrong := _wrong_code(code, entry, content.groups))
    ]
    faults += [
        Fault(path.name, "codes", f'"{code}" is missing: add it')
        for code in (OTHER, NOTHING_TO_REPORT)
        if code not in content.codes
    ]
    if faults:
        raise Misconfigured(*faults)
    return Taxonomy(
        version=content.version,
        categories={code: _category(code, entry) for code, entry in content.codes.items()},
        groups={digit: complete(label) for digit, label in content.groups.items()},
        mass_displacement=content.mass_displacement,
    )


def _wrong_code(code: str, entry: CodeEntry, groups: Mapping[str, Label]) -> str:
    """What is wrong with a code and what mends it; empty when nothing is."""
    protected = entry.lane == "protected"
    parent = None if code in {OTHER, NOTHING_TO_REPORT} else code[:1]
    if len(code) != 2 or not (code.isascii() and code.isdecimal()):
        return "a code is two digits, in quotes: correct the key"
    if entry.parent != parent or (parent is not None and parent not in groups):
        return f"the parent must be {parent!r}, a key of groups"
    if protected != (entry.severity is None) or protected != (parent == "6"):
        return "a protected code is in group 6 and has no severity, any other has one: correct the lane"
    if protected and entry.maps.acled.quality != NEVER:
        return "a protected code maps to nothing: set maps.acled to {quality: never}"
    if "fr" not in entry.label:
        return "the French label is missing: add it"
    return ""


def _category(code: str, entry: CodeEntry) -> Category:
    maps: dict[str, Any] = asdict(entry.maps)
    return Category(
        code=code,
        parent=entry.parent,
        label=complete(entry.label),
        severity=entry.severity,
        lane=entry.lane,
        phase=entry.phase,
        maps=maps,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        trained_only=entry.trained_only,
    )


def complete(label: Mapping[Any, str]) -> dict[str, str]:
    """The label in every language; what nobody has given is in French."""
    every = dict.fromkeys(("fr", "bm", "taq", "en", *label))
    return {language: label.get(language) or label["fr"] for language in every}


def read_authorities(path: Path) -> dict[str, Authority]:
    """The types of authority by the key pressed, in the order of the file."""
    entries = fill(dict[str, AuthorityEntry], load_yaml(path), path.name)
    return {
        key: Authority(key, complete(entry.label), entry.level, entry.security)
        for key, entry in entries.items()
    }


def read_rules(path: Path) -> AlertRules:
    return fill(AlertRules, load_yaml(path), path.name)


def read_indicators(path: Path) -> tuple[Indicator, ...]:
    """The definitions in the order of the file, each id once; every date of a baseline or a target is one."""
    indicators = fill(tuple[Indicator, ...], load_yaml(path), path.name)
    _once(path.name, (each.id for each in indicators))
    if faults := [fault for each in indicators for fault in _wrong_times(path.name, each)]:
        raise Misconfigured(*faults)
    return tuple(
        replace(each, name=complete(each.name), question=complete(each.question) if each.question else {})
        for each in indicators
    )


def _wrong_times(name: str, indicator: Indicator) -> Iterator[Fault]:
    said = [("baseline.date", each.date) for each in indicator.baseline]
    said += [("targets.period", each.period) for each in indicator.targets if each.period]
    said += [("baseline_period", indicator.baseline_period)] if indicator.baseline_period else []
    for field, when in said:
        try:
            last_day(when)
        except ValueError:
            remedy = f"{when!r} is no year, month, quarter, week or day: write 2026 or 2026-Q3"
            yield Fault(name, f"{indicator.id}.{field}", remedy)


def read_hotlines(path: Path, gazetteer: Gazetteer) -> tuple[Hotline, ...]:
    """The numbers as people claim them. A line that forces answer is never in the protected lane."""
    lines = fill(tuple[Hotline, ...], load_yaml(path), path.name)
    _once(path.name, (each.id for each in lines))
    for each in lines:
        place = gazetteer.get(each.area)
        if each.area != COUNTRY and (place is None or place.level != 1):
            raise Misconfigured(
                Fault(path.name, f"{each.id}.area", "must be country or the p-code of a region")
            )
        if each.protected and each.answered_by in {*FORCES, "unknown"}:
            remedy = f"{each.answered_by} answers it: such a line is never protected, set it to false"
            raise Misconfigured(Fault(path.name, f"{each.id}.protected", remedy))
        if not _says_who(each):
            remedy = f"{each.answered_by} answers it: a label must say so"
            raise Misconfigured(Fault(path.name, f"{each.id}.label", remedy))
    return tuple(replace(each, label=complete(each.label)) for each in lines)


def _says_who(line: Hotline) -> bool:
    """Whether the name of a line that a force answers says which (P70)."""
    word = FORCES.get(line.answered_by, "")
    return word in line.label.get("fr", "").casefold()


def _once(name: str, ids: Iterable[str]) -> None:
    for key, count in Counter(ids).items():
        if count > 1:
            raise Misconfigured(Fault(name, f"id {key}", "is given twice: keep one"))
