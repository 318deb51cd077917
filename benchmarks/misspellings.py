"""Names written wrong on purpose, in sentences: what `benchmarks/places.py` asks the search for places.

Made up, and seeded: 800 names of each kind, each in one of five sentences, French and Bambara in turn. The
names are those of places of levels 1 to 4 that one place alone bears, as read and as heard (villages of one
name in one commune are one): of a name that several bear one has to ask back, and tests hold that. Names with
a person's name in them are left out, because redaction comes before reading, and so are those made of the
very commonest words, which never count (§2). A place belongs to the half that may be tuned on, or to the half
that is reported, by `crc32` of its code. The kinds:

* `written`: capitals, no accents, a hyphen or apostrophe for a space, no space, a capital at the front alone;
* `ear`: one swap that a French ear does not notice, of those that the name has room for (`SWAPS`);
* `edit`: one letter more, less, other, or two changed over, in names of five letters and more;
* `edit_unit`: the same in names of regions, cercles and communes;
* `cercle`: any place, several of one name too, its cercle behind it.
"""

import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from core.placeindex import Place
from core.placenames import joined, normal
from core.places import Gazetteer

NAMES: Final = 800
SEED: Final = 20_261_121
UNIT: Final = 3
VILLAGE: Final = 4
SHORTEST: Final = 5
SENTENCES: Final = (
    "attaque a {} hier soir",
    "{} la misiw sonyana su in na",
    "on a brule le marche de {} ce matin",
    "binkannikɛlaw donna {} dugu la sɔgɔma",
    "les gens ont fui le village de {}",
)
WITH_CERCLE: Final = "attaque a {}, cercle de {}, hier soir"
SWAPS: Final = (
    ("ou", "u"), ("(?<![aeo])u", "ou"), ("ou(?=[aei])", "w"), ("w", "ou"), ("k", "c"), ("k(?=[ei])", "qu"),
    ("c(?=[aou])", "k"), ("gn", "ny"), ("ny(?=[aeiou])", "gn"), ("ss", "s"), ("dj", "j"), ("j", "dj"),
    ("(?<=[aeiou])s(?=[aeiou])", "ss"), ("(?<=[aeiou])l(?=[aeiou])", "ll"), ("ll", "l"), ("nn", "n"),
    ("di(?=[aou])", "j"), ("j(?=[aou])", "di"), ("(?<=[aou])y", "i"), ("i", "y"), ("e(?![aeinou])", "ai"),
    ("ai", "e"), ("o(?![aiou])", "au"), ("au", "o"), ("f", "ph"), ("z", "s"), ("an(?![aeiouy])", "en"),
    ("en(?![aeiouy])", "an"), ("h", ""), ("ti(?=[aou])", "tch"), ("gu(?=[ei])", "g"),
)  # fmt: skip
LETTERS: Final = "abcdefghijklmnoprstuwyz"

Spoiler = Callable[[random.Random, str], str]


@dataclass(frozen=True, slots=True)
class Question:
    """A message about a place. `name` is what was written of it."""

    kind: str
    text: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Names that messages are not asked about: a person's, and those made of the very commonest words."""

    persons: frozenset[str]
    never: frozenset[str]

    def has(self, name: str) -> bool:
        words = normal(name).split()
        return not self.persons.isdisjoint(words) or self.never.issuperset(words)


def is_tuned_on(place: Place) -> bool:
    """Whether the place is of the half that constants may be tuned on."""
    return zlib.crc32(place.code.encode()) % 2 == 0


def questions(
    gazetteer: Gazetteer,
    left_out: LeftOut,
    kind: str,
    *,
    tuned: bool,
    seed: int = SEED,
    most: int = NAMES,
) -> list[Question]:
    """800 questions of a kind, from one half of the places."""
    rng = random.Random(f"{seed} {kind} {tuned}")
    places = [place for place in _places(gazetteer, kind) if is_tuned_on(place) == tuned]
    made = (_question(gazetteer, left_out, rng, kind, rng.choice(places), at) for at in range(20 * most))
    return list(islice((each for each in made if each), most))


def _places(gazetteer: Gazetteer, kind: str) -> list[Place]:
    every = [place for place in gazetteer.places.values() if 1 <= place.level <= VILLAGE]
    if kind == "cercle":
        return [place for place in every if place.level > 2]
    return [place for place in every if place.level <= UNIT] if kind == "edit_unit" else every


def _question(
    gazetteer: Gazetteer, left_out: LeftOut, rng: random.Random, kind: str, place: Place, at: int
) -> Question | None:
    """Nothing when the name has no room for the slip, or becomes the name of another place."""
    if kind == "cercle":
        cercle = gazetteer.places[str(place.adm2)]
        return Question(kind, WITH_CERCLE.format(place.name, cercle.name), place.name, place)
    if len(joined(place.name)) < SHORTEST and kind.startswith("edit"):
        return None
    if len(gazetteer.guesser.read(joined(place.name))) != 1 or left_out.has(place.name):
        return None
    name = SPOILERS[kind](rng, place.name)
    if kind != "written" and joined(name) in {joined(place.name), *gazetteer.names}:
        return None
    return Question(kind, SENTENCES[at % len(SENTENCES)].format(name), name, place)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def written(rng: random.Random, name: str) -> str:
    """The same letters, written otherwise."""
    changes: Sequence[Callable[[str], str]] = (
        str.upper,
        str.lower,
        _plain,
        str.title,
        lambda text: re.sub("[ '-]", "", _plain(text)),
        lambda text: re.sub("[ '-]", rng.choice(" -'"), _plain(text)),
    )
    return rng.choice(changes)(name)


def ear(rng: random.Random, name: str) -> str:
    """One swap of `SWAPS`, in lower case without accents."""
    plain = _plain(name)
    found = [(each, new) for old, new in SWAPS for each in re.finditer(old, plain)]
    if not found:
        return name
    heard, new = rng.choice(found)
    return plain[: heard.start()] + new + plain[heard.end() :]


def edit(rng: random.Random, name: str) -> str:
    """One letter more, less, other, or two changed over; spaces and the first sign stay."""
    plain = _plain(name)
    at = rng.choice([at for at, sign in enumerate(plain) if at and sign.isalpha()] or [0])
    more, other, behind = plain[:at], rng.choice(LETTERS), plain[at + 1 :]
    return rng.choice(
        (
            more + behind,
            more + other + plain[at:],
            more + other + behind,
            more + behind[:1] + plain[at] + behind[1:],
        )
    )


SPOILERS: Final[dict[str, Spoiler]] = {"written": written, "ear": ear, "edit": edit, "edit_unit": edit}
KINDS: Final = (*SPOILERS, "cercle")
