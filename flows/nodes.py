"""A conversation as it was written: nodes, the choices on them, and what every call needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from core.languages import Letters, Line, Say, Values
from core.reports import Located
from flows.country import CountryPack

Ends = Literal["done", "protected", "erased", "left"]
Conditions = tuple[Mapping[str, str], ...]
"""Any of them; in each, every name with what it must be: `yes` (there), `no` (not there), or values."""

BACK, ERASE, MORE = "0", "00", "98"
RESERVED_KEYS = frozenset({BACK, ERASE, MORE})
ANOTHER = "9"
"""The key that asks for a name again where several places have it."""
BROWSE = "1"
"""The key beside a place's question that leads to the regions and their cercles."""
ERASE_IT: Final = "Effacez cet appel de votre téléphone."
"""How every last screen ends (P4)."""
DRAFT, START = "@draft", "@start"
"""Where the question after a dropped call leads: to where it stood, or to the beginning."""
LETTERS = "letters"
"""The answer by which a caller chooses how screens are spelt, `gsm7` or `official`."""
MOST_CANDIDATES = 5
MOST_LISTED, MOST_UNITS = 8, 9
SCREEN_SEPTETS = 160
ROLES: Final = ("public", "relay", "monitor", "regional", "national", "verifier")


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a menu. `answers` is what pressing it tells; `told` how the summary repeats it."""

    key: str
    label: str
    goto: str
    answers: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    only: tuple[str, ...] = ()
    given: Conditions = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One screen, `flow.node`. It ends the call, asks for a place or words, offers choices, or is read."""

    id: str
    say: tuple[str, ...] = ()
    first_use: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    asked_if: Conditions = ()
    asks: str = ""
    lists: str = ""
    writes: str = ""
    finds: tuple[str, ...] = ()
    browse: str = ""
    known_from: str = ""
    numbers: bool = False
    summary: tuple[str, ...] = ()
    means: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    then: str = ""
    ends: Ends | None = None
    back: str | bool | None = None
    back_beside: bool = False
    erase: str = ""
    pages: bool = False
    holds: bool = False

    def leads_to(self) -> tuple[str, ...]:
        """The nodes that an answer may lead to, or that follow when this one is passed, each once."""
        roads = [choice.goto for choice in self.choices.values()]
        further = bool(self.finds or self.lists or self.writes or self.asked_if)
        return tuple(dict.fromkeys([*roads, *([self.then] if further else [])]))

    def sentences(self) -> tuple[str, ...]:
        """Every French sentence that the node may show."""
        labels = [text for choice in self.choices.values() for text in (choice.label, choice.told)]
        own = [self.back if isinstance(self.back, str) else "", self.erase, self.browse]
        meant = [text for values in self.means.values() for text in values.values()]
        spoken = [text for text in (*self.first_use, *self.say) if not is_form(text)]
        lines = (*spoken, *labels, *self.after, *own, *self.words.values(), *meant)
        return tuple(dict.fromkeys(text for text in lines if text))


def is_form(text: str) -> bool:
    """Whether a line is made of what is known, `{occurred}, {place}`, and has no word to translate."""
    plain = "".join(piece.rpartition("}")[2] for piece in text.split("{"))
    return "{" in text and not any(sign.isalpha() for sign in plain)


def forms_of(node: Node) -> tuple[str, ...]:
    """The lines of a node that are made of what is known."""
    return (*node.summary, *filter(is_form, node.say))


@dataclass(frozen=True, slots=True)
class Call:
    """The nodes that every call needs, by id, and the words beside 0 and 98 and for a wrong key.

    `resume` is shown first when the call before dropped; without it no call is resumed.
    """

    first_use: str
    home: str
    erased: str
    left: str
    kept: str
    back: str
    more: str
    invalid: str
    resume: str = ""

    def nodes(self) -> tuple[str, ...]:
        named = (self.first_use, self.home, self.erased, self.left, self.kept, self.resume)
        return tuple(name for name in named if name)

    def sentences(self) -> tuple[str, ...]:
        return (self.back, self.more, self.invalid)


@dataclass(frozen=True, slots=True)
class Option:
    """One numbered thing to choose: what choosing it answers, and its label by language, `fr` always.

    `holds` are rows on what is in it, shown once it is chosen.
    """

    value: str
    labels: Mapping[str, str]
    holds: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels["fr"]


@dataclass(frozen=True, slots=True)
class Session:
    """What the first request of a call found; it never changes during the call. `home` is a p-code.

    `facts` are plain words and `lists` numbered things that were true when it began (`core.answers` names
    them). `draft` is what was typed in a call that dropped at most 10 minutes before (`taxonomy.md` §9.3);
    everything else must then be what the first look of that call found, or its keys would mean other things.
    `letters` are those that the caller asked for (`languages.md` §3).
    """

    language: str | None
    first_use: bool
    home: str | None = None
    role: str = "public"
    facts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    draft: tuple[str, ...] = ()
    letters: Letters = "gsm7"


@dataclass(frozen=True, slots=True)
class Flows:
    """Every conversation of a country, checked. `limit` is what a screen holds, in septets.

    `units` are the regions (under the empty name) and the cercles of each, to be chosen by number. `drawn`
    remembers the screens that hold nothing of a caller: there are only so many.
    """

    nodes: Mapping[str, Node]
    call: Call
    country: CountryPack
    say: Say
    limit: int = SCREEN_SEPTETS
    units: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    drawn: dict[tuple[tuple[Line, ...], str, Letters], tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def node(self, identity: str) -> Node:
        return self.nodes[identity]

    def rows(self, lines: Sequence[Line], language: str, letters: Letters = "gsm7") -> tuple[str, ...]:
        """The lines as the rows of a screen, with what its sentences name in braces filled in."""
        return self.say.screen(lines, language, self.limit, self.values, letters)

    @property
    def values(self) -> Values:
        """What any sentence may name in braces."""
        return {"operator": {"fr": self.country.settings.operator_name}, **self.country.unit_words}


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a call stands, and what it has told on the way there.

    `told` repeats an answer as a French sentence, `named` as a name (of a place, of a listed thing).
    `holds` is what is in the thing that was chosen last. `candidates` are the places of one name between
    which the caller is to choose; `area` is the region whose cercles are shown (empty: the regions). `notice`
    is a line about the last key.
    """

    node: Node
    answers: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    candidates: tuple[Located, ...] = ()
    area: str | None = None
    notice: str = ""
    page: int = 0
