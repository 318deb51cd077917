"""510 calls for help for one person, by SMS and by call: made for the tests, none is about a real person.

Each SMS bears a word of its own that nobody writes, so that a trace of it can be sought anywhere. By SMS
Tamasheq has only the codes: its words for this are unattested (`languages.md` §12).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any, Final, Literal

import yaml

SENTENCES: Final = Path(__file__).parents[1] / "cases" / "sentences" / "protected.yaml"
FRENCH: Final = (
    "mon mari me frappe",
    "mon mari me bat chaque soir",
    "mon mari m'a frappée hier",
    "MON MARI ME FRAPPE",
    "mn mari me frape tt les jours",
    "je suis battue par mon mari",
    "mon mari a dit qu'il va me tuer",
    "mon ex mari me menace de mort",
    "j'ai été violée",
    "ma fille de 13 ans a été violée",
    "ils veulent marier ma fille de 12 ans",
    "mariage forcé de ma petite soeur de 14 ans",
    "excision prévue demain pour ma nièce",
    "ma voisine est battue par son mari",
    "un enfant de 9 ans est battu tous les jours",
    "un enfant soldat au poste",
    "mon fils de 14 ans est parti avec les combattants",
    "bébé abandonné au marché",
)
FRENCH_ENDS: Final = (
    "",
    ", j'ai peur",
    " aidez moi svp",
    ", que faire",
    " au quartier",
    ", appelez le 76 00 00 01",
)
BAMBARA: Final = (
    "n cɛ bɛ n bugɔ",
    "n cɛ bɛ n bugɔ su o su",
    "N CƐ BƐ N BUGƆ",
    "n tié bé n bougo",
    "npogotigi furu diyagoya",
    "u bɛ npogotigiw bolokoli sini",
    "garibu denmisɛnw bɛ bugɔ",
)
BAMBARA_ENDS: Final = ("", ", n bɛ siran", " kosɛbɛ")
PLACES: Final = ("", " GAO", " MOPTI", " Ansongo", ". segou", ",KITA")
LETTERS: Final = "abcdefghij"
CALLS: Final = 150
CODED: Final = 110
ALL: Final = 510
Language = Literal["fr", "bm", "taq"]
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "bm", "taq")


@dataclass(frozen=True)
class Text:
    """An SMS. `trace` is the word of its own that it bears."""

    number: str
    text: str
    trace: str


@dataclass(frozen=True)
class Call:
    """A call by what is typed, the last of it too. `ends`: on the screen with help; else it is hung up just
    before. `known`: in this language and with a home, before the call. `trace`: what it typed as a place.
    """

    number: str
    language: Language
    typed: tuple[str, ...]
    ends: bool
    known: bool = False
    trace: str = ""


def texts() -> list[Text]:
    """Sentences, then codes."""
    free, coded = islice(cycle(_sentences()), ALL - CALLS - CODED), islice(cycle(_codes()), CODED)
    return [Text(_number(n), f"{said} {_word(n)}", _word(n)) for n, said in enumerate([*free, *coded])]


def calls() -> list[Call]:
    """New callers and known ones, straight to help, after half a report, and hung up on the way."""
    ways = list(product(LANGUAGES, ("1", "2"), (False, True), ("straight", "after", "hung up")))
    return [_call(n, *ways[n % len(ways)]) for n in range(CALLS)]


def _sentences() -> Iterator[str]:
    kept: list[Mapping[str, Any]] = yaml.safe_load(SENTENCES.read_text("utf-8"))
    yield from (each["text"] for each in kept if each["intent"] == "gbv")
    yield from ("".join(each) for each in product(FRENCH, FRENCH_ENDS))
    yield from ("".join(each) for each in product(BAMBARA, BAMBARA_ENDS))


def _codes() -> Iterator[str]:
    return ("".join(each) for each in product(("61", "62"), PLACES))


def _call(n: int, language: Language, help_: str, known: bool, way: str) -> Call:
    chosen = () if known else (str(LANGUAGES.index(language) + 1),)
    told = ("1", "2", "2", _word(n + ALL), "0", "0") if way == "after" else ("1",)
    last = () if way == "hung up" else (help_,)
    trace = _word(n + ALL) if way == "after" else ""
    number = _number(n) if known else f"+223500000{1 + n % 60:02d}"
    return Call(number, language, (*chosen, *told, "6", *last), bool(last), known, trace)


def _number(n: int) -> str:
    """The made-up numbers, in turn (P81)."""
    return f"+223760000{1 + n % 90:02d}"


def _word(n: int) -> str:
    return "qx" + "".join(LETTERS[int(digit)] for digit in f"{n:03d}") + "zv"
