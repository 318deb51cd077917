"""A small country for the flows: the longest names there are, and one answer of every kind to a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from core.reports import Located

LONGEST = "'Oglât Mohammed Ould Ahmed Regueïbi"
CERCLE = "Gourma-Rharous de la Rive Droite"
UNIT_WORDS = {"adm2": {"fr": "cercle"}, "the_adm2": {"fr": "le cercle"}}
CODES = (
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "41", "42", "43", "44"),
    *("51", "52", "53", "54", "61", "62", "71", "72", "73", "90", "00"),
)


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    code: str = ""
    adm1: str | None = None
    adm2: str | None = "ML0603"


@dataclass(frozen=True, slots=True)
class Names:
    names: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False

    def get(self, code: str) -> Unit | None:
        return Unit(self.names.get(code, CERCLE))

    def named(self, name: str) -> Sequence[Unit]:
        """Nobody else bears a name; or (`shared`) somebody in another cercle, so that both are shown."""
        return [Unit(name), Unit(name, adm2="ML0604" if self.shared else "ML0603")]

    def units(self, level: int) -> Sequence[Unit]:
        """Eleven regions with long names, each of eight cercles; the last has none."""
        regions = [f"ML{number:02d}" for number in range(1, 12)]
        if level == 1:
            return [Unit(f"Région de {CERCLE}", region) for region in regions]
        return [
            Unit(CERCLE, f"{region}{number:02d}", region) for region in regions[:-1] for number in range(8)
        ]


@dataclass(frozen=True, slots=True)
class Listed:
    listed: tuple[str, ...] = CODES

    def codes(self) -> tuple[str, ...]:
        return self.listed


@dataclass(frozen=True, slots=True)
class Told:
    operator_name: str = "WANEP-Mali"


@dataclass(frozen=True, slots=True)
class Line:
    number: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SmallCountry:
    gazetteer: Names = field(default_factory=Names)
    taxonomy: Listed = field(default_factory=Listed)
    settings: Told = field(default_factory=Told)
    hotlines: tuple[Line, ...] = ()
    languages: tuple[str, ...] = ("fr", "bm", "taq")
    unit_words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: UNIT_WORDS)
    authorities: Mapping[str, object] = field(default_factory=lambda: dict.fromkeys("1234567"))

    def services(self, home: str | None, on: date) -> Sequence[Line]:
        return self.hotlines if home else ()

    def numbers(self, home: str | None, on: date) -> Sequence[Line]:
        return self.hotlines


def place(code: str, name: str) -> Located:
    return Located(code, name, 4, "ML06", "ML0603", "ML060303", 16.0, -1.0)


def find(name: str, near: str | None = None) -> Sequence[Located]:
    """One place for `un`, five for `cinq`, more than a screen holds for `trop`; none for anything else.

    `une` is a misspelling that one place fits.
    """
    if name == "une":
        return [replace(place("ML060303-0001", LONGEST), how="near")]
    count = {"un": 1, "deux": 2, "cinq": 5, "trop": 9}.get(name, 0)
    return [place(f"ML060303-000{number}", LONGEST) for number in range(1, count + 1)]
