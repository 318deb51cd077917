"""A conversation as it was written: nodes, the choices on them, and what every call needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from core.languages import Line, Say
from core.reports import Located

Ends = Literal["done", "protected", "erased", "left"]

BACK, ERASE, MORE = "0", "00", "98"
RESERVED_KEYS = frozenset({BACK, ERASE, MORE})
ANOTHER = "9"
"""The key that asks for a name again where several places have it."""
MOST_CANDIDATES = 5
SCREEN_SEPTETS = 160


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a menu. `answers` is what pressing it tells; `told` how the summary repeats it."""

    key: str
    label: str
    goto: str
    answers: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    only: tuple[str, ...] = ()

    def open_to(self, role: str) -> bool:
        return not self.only or role in self.only


@dataclass(frozen=True, slots=True)
class Node:
    """One screen, `flow.node`. It ends the call, asks for a place, offers choices, or is only read."""

    id: str
    say: tuple[str, ...] = ()
    first_use: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    finds: tuple[str, ...] = ()
    known_from: str = ""
    summary: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    then: str = ""
    ends: Ends | None = None
    back: str | bool | None = None
    back_beside: bool = False
    erase: str = ""
    pages: bool = False

    def leads_to(self) -> tuple[str, ...]:
        """The nodes that an answer may lead to, each once."""
        roads = [choice.goto for choice in self.choices.values()]
        return tuple(dict.fromkeys([*roads, *([self.then] if self.finds else [])]))

    def sentences(self) -> tuple[str, ...]:
        """Every French sentence that the node may show."""
        labels = [text for choice in self.choices.values() for text in (choice.label, choice.told) if text]
        own = [self.back] if isinstance(self.back, str) else []
        lines = (*self.first_use, *self.say, *labels, *self.after, *own, self.erase, *self.words.values())
        return tuple(dict.fromkeys(text for text in lines if text))


@dataclass(frozen=True, slots=True)
class Call:
    """The nodes that every call needs, by id, and the words beside 0 and 98 and for a wrong key."""

    first_use: str
    home: str
    erased: str
    left: str
    kept: str
    back: str
    more: str
    invalid: str

    def nodes(self) -> tuple[str, ...]:
        return (self.first_use, self.home, self.erased, self.left, self.kept)

    def sentences(self) -> tuple[str, ...]:
        return (self.back, self.more, self.invalid)


class Named(Protocol):
    """A place as the gazetteer keeps it."""

    @property
    def name(self) -> str: ...


class Gazetteer(Protocol):
    """What a screen asks of the gazetteer: the name of a unit."""

    def get(self, code: str) -> Named | None: ...


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
    """What the flows need of a country; `core.country.Country` is one."""

    @property
    def settings(self) -> Settings: ...
    @property
    def gazetteer(self) -> Gazetteer: ...
    @property
    def taxonomy(self) -> Codes: ...
    def services(self, home: str | None, on: date) -> Sequence[Service]:
        """At most two, verified lately: of the region of `home`, else of the country (P36, P69)."""


@dataclass(frozen=True, slots=True)
class Flows:
    """Every conversation of a country, checked. `limit` is what a screen holds, in septets."""

    nodes: Mapping[str, Node]
    call: Call
    country: CountryPack
    say: Say
    limit: int = SCREEN_SEPTETS

    def node(self, identity: str) -> Node:
        return self.nodes[identity]

    def rows(self, lines: Sequence[Line], language: str) -> tuple[str, ...]:
        """The lines as the rows of a screen, with the name of who runs the service where it belongs."""
        return self.say.screen(lines, language, self.limit, {"operator": self.country.settings.operator_name})


@dataclass(frozen=True, slots=True)
class Session:
    """What the first request of a call found; it never changes during the call. `home` is a p-code."""

    language: str | None
    first_use: bool
    home: str | None = None
    role: str = "public"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a call stands, and what it has told on the way there.

    `told` repeats an answer as a French sentence, `named` as the name of a place. `candidates` are the places
    of one name between which the caller is to choose. `notice` is a line about the last key.
    """

    node: Node
    answers: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[Located, ...] = ()
    notice: str = ""
    page: int = 0
