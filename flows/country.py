"""What the flows ask of a country; `core.country.Country` is one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol


class Unit(Protocol):
    """A place as the gazetteer keeps it. `adm1` is the region it lies in, `adm2` the cercle."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def adm1(self) -> str | None: ...
    @property
    def adm2(self) -> str | None: ...


class Gazetteer(Protocol):
    """The name of a place, those that bear a name, and the units of a level: 1 region, 2 cercle."""

    def get(self, code: str) -> Unit | None: ...
    def named(self, name: str) -> Sequence[Unit]: ...
    def units(self, level: int) -> Sequence[Unit]: ...


class Service(Protocol):
    """A telephone number that may be shown today."""

    @property
    def label(self) -> Mapping[str, str]: ...
    @property
    def number(self) -> str: ...


class Codes(Protocol):
    """What a flow is checked against: the codes of the country's taxonomy."""

    def codes(self) -> tuple[str, ...]: ...


class Settings(Protocol):
    """What the deployer says of the service."""

    @property
    def operator_name(self) -> str: ...


class CountryPack(Protocol):
    """What the flows need of a country."""

    @property
    def settings(self) -> Settings: ...
    @property
    def gazetteer(self) -> Gazetteer: ...
    @property
    def taxonomy(self) -> Codes: ...
    @property
    def languages(self) -> Sequence[str]:
        """Those that a caller may choose."""

    @property
    def unit_words(self) -> Mapping[str, Mapping[str, str]]:
        """What its units are called, by the name that stands for them in a sentence, then by language."""

    @property
    def authorities(self) -> Mapping[str, object]:
        """Those that may be rated, by key."""

    def services(self, home: str | None, on: date) -> Sequence[Service]:
        """At most two, verified lately: of the region of `home`, else of the country (P36, P69)."""

    def numbers(self, home: str | None, on: date) -> Sequence[Service]:
        """Every one verified lately: of the region of `home`, then of the country (P69)."""
