"""From a name that somebody typed to a place, or to the few it may be (`places.md` §3, §5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from core.errors import LasomiError
from core.files import from_file
from core.placechoice import MOST_NAMESAKES, close_to, meant, rank
from core.placeindex import Alias, Codes, Place, PlaceIndex
from core.placenames import fold, joined, normal
from core.reports import Located

if TYPE_CHECKING:
    from core.placeguess import Guess, Guesser

__all__ = ["Alias", "Gazetteer", "Place", "PlaceWords"]

MOST_WORDS = 8
"""A longer answer is a sentence, not a name with its cercle."""

DOUBTFUL: Final = frozenset({"near", "cut", "stem", "ending"})
"""How a name is spelt that only proposes: one such place alone is asked about too."""
MOST_GUESSES: Final = 5
MOST_SLIPS: Final = 2
"""Further no search goes (`core/symspell.py`)."""

Words = tuple[str, ...]


@from_file
@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words beside a name, in normal form: those that say its level, and those that only join.

    `country`: what the country itself is called, which names no village. `qualifiers` end a name
    and may be left out (*-Peulh*, *-Coura*); what is left proposes the place.
    """

    levels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    joining: frozenset[str] = frozenset()
    country: frozenset[str] = frozenset()
    qualifiers: frozenset[str] = frozenset()


class Gazetteer(PlaceIndex):
    """The places of one edition, and the search that a USSD screen and a message share."""

    def __init__(
        self,
        places: Mapping[str, Place],
        *,
        edition: str,
        country: str = "ML",
        aliases: Sequence[Alias] = (),
        regions_2023: Mapping[str, Codes] | None = None,
        words: PlaceWords | None = None,
    ) -> None:
        super().__init__(places, edition=edition, country=country, aliases=aliases, regions_2023=regions_2023)
        self.words = words or PlaceWords()

    @cached_property
    def guesser(self) -> "Guesser":
        """What a doubtful spelling may mean. Built, and NumPy loaded for it, when first asked for."""
        from core.placeguess import Guesser
        from core.placespellings import Spellings

        return Guesser(self, Spellings(self, self.words.qualifiers))

    def located(self, code: str, confidence: float = 1.0, how: str = "exact") -> Located:
        """The place of a code as a report keeps it; LasomiError `unknown_place` when there is none."""
        place = self.places.get(code)
        if place is None:
            raise LasomiError("unknown_place", f"{code} is no place of the edition {self.edition}")
        units = (place.adm1, place.adm2, place.adm3)
        return Located(code, place.name, place.level, *units, place.lat, place.lon, confidence, how)

    def named(self, name: str) -> tuple[Place, ...]:
        """Every place of that name, best first: by its spelling, else by its sound."""
        codes = self.names.get(joined(name)) or self.folds.get(fold(name), ())
        return tuple(sorted((self.places[code] for code in codes), key=lambda place: rank(self, place)))

    def find(self, name: str, near: str | None = None) -> list[Located]:
        """The places that a whole answer may mean, best first; one when it is clear, none when unknown.

        The name may have a word of level (`cercle de Goundam`) or a unit beside it (`Madina, Kita`). Places
        in the commune or cercle of `near` come first. A code is not a name: without its edition it is a
        question (§1). A misspelling proposes at most five, and says so (`DOUBTFUL`). The country's own name
        is too wide: none.
        """
        if self.is_country(name):
            return []
        return self.find_written(name, near) or self._guessed(tuple(normal(name).split()), near)

    def find_written(self, name: str, near: str | None = None) -> list[Located]:
        """`find` without misspellings."""
        words = tuple(normal(name).split())
        if self.is_country(name):
            return []
        if found := self._bare(words, near):
            return found
        if len(words) > MOST_WORDS:
            return []
        return self._of_level(words, near) or self._in_unit(words)

    def is_country(self, name: str) -> bool:
        """Whether the name is the country's own (*au Mali*), and not that of a village called so."""
        return " ".join(each for each in normal(name).split() if each not in self.words.joining) in (
            self.words.country
        )

    def _guessed(self, words: Words, near: str | None) -> list[Located]:
        """The places that a doubtful spelling may mean: those in the unit beside it, near home, then any."""
        if len(words) > MOST_WORDS or any(letter.isdigit() for word in words for letter in word):
            return []
        for name, unit in self._splits(words):
            for area in self._areas(unit):
                if found := [each for each in self._meant(name) if self._under(each.place, area)]:
                    return self._proposed(found)
        guesses = self._meant(self._stripped(words) or words)
        close = close_to(self, [each.place for each in guesses], near)
        return self._proposed(sorted(guesses, key=lambda each: each.place not in close))

    def _meant(self, words: Words) -> "Sequence[Guess]":
        """A stem or the -y of the north first; what was read is no guess."""
        read = [each for each in self.guesser.read("".join(words)) if each.how in DOUBTFUL]
        return read or self.guesser.near("".join(words), MOST_SLIPS)

    def _proposed(self, guesses: "Sequence[Guess]") -> list[Located]:
        whole = sum(each.weight for each in guesses)
        return [
            self.located(each.place.code, round(each.weight / whole, 3), each.how)
            for each in guesses[:MOST_GUESSES]
        ]

    def _bare(self, words: Words, near: str | None) -> list[Located]:
        return self._chosen(words, lambda _: True, near)

    def _of_level(self, words: Words, near: str | None) -> list[Located]:
        """`région de Nioro`, `village de Bara`: the word decides the level."""
        levels = {level for word in words for level in self.words.levels.get(word, ())}
        rest = self._stripped(words)
        if not rest or rest == words:
            return []
        found = self._chosen(rest, lambda place: not levels or place.level in levels, near)
        if found or 1 not in levels:
            return found
        return self._region_2023("".join(rest))

    def _region_2023(self, key: str) -> list[Located]:
        """The units that a region of the reform was made of, the one of its own name first."""
        units = sorted(self.regions_2023.get(key, ()), key=lambda code: joined(self.places[code].name) != key)
        return [self.located(code, round(1 / len(units), 3), "region_2023") for code in units]

    def _in_unit(self, words: Words) -> list[Located]:
        """A name and the unit it lies in, in either order."""
        for name, unit in self._splits(words):
            for area in self._areas(unit):
                if found := self._inside(name, area):
                    return found
        return []

    def _inside(self, name: Words, area: str) -> list[Located]:
        """The places of that name in a unit; when they are more than a screen holds, the unit itself."""
        found = self._chosen(name, lambda place: self._under(place, area), trusting=True)
        return [self.located(area, 1.0, "unit")] if len(found) > MOST_NAMESAKES else found

    def _splits(self, words: Words) -> Iterator[tuple[Words, Words]]:
        for end in range(len(words) - 1, 0, -1):
            for name, unit in ((words[:end], words[end:]), (words[-end:], words[:-end])):
                yield name, self._stripped(unit) or unit
                yield self._stripped(name) or name, self._stripped(unit) or unit

    def _areas(self, words: Words) -> Codes:
        """The units of that name: of the edition, else of the reform of 2023."""
        units = [code for _, codes in self._codes(words) for code in codes if self.places[code].level <= 3]
        return tuple(units) or self.regions_2023.get("".join(words), ())

    def _under(self, place: Place, area: str) -> bool:
        return place.code != area and self.within(place.code, area)

    def _stripped(self, words: Words) -> Words:
        """The words without those of level and those that join, at both ends."""
        aside = self.words.joining | self.words.levels.keys()
        kept = [at for at, word in enumerate(words) if word not in aside]
        return words[kept[0] : kept[-1] + 1] if kept else ()

    def _codes(self, words: Words, *, trusting: bool = False) -> Iterator[tuple[str, Codes]]:
        """How the name is read, and the codes it stands for; a weak alias adds its own to be asked about."""
        key = "".join(words)
        alias = self.aliases.get(key)
        weak = alias.codes if alias and alias.confidence != "high" else ()
        for how, codes in (("exact", self.names.get(key)), ("fold", self.folds.get(fold(key)))):
            if codes:
                yield how, tuple(dict.fromkeys(codes + weak))
        if alias and (trusting or alias.confidence == "medium"):
            yield "alias", weak

    def _chosen(
        self,
        words: Words,
        fits: Callable[[Place], bool],
        near: str | None = None,
        *,
        trusting: bool = False,
    ) -> list[Located]:
        """The first reading of the name that has places which fit, and those that it means."""
        for how, codes in self._codes(words, trusting=trusting):
            if places := [place for code in codes if fits(place := self.places[code])]:
                return self._shared(meant(self, places, own=self._bears(words), near=near), how)
        return []

    def _shared(self, places: Sequence[Place], how: str) -> list[Located]:
        share = round({"exact": 1.0, "fold": 0.9}.get(how, 0.7) / len(places), 3)
        return [self.located(place.code, share, how) for place in places]

    def _bears(self, words: Words) -> Callable[[Place], bool]:
        """Whether a place is shown by that name, as written or heard, or has it by a sure alias."""
        key = "".join(words)
        alias = self.aliases.get(key)
        named = alias.codes if alias and alias.confidence == "high" else ()
        return lambda place: place.code in named or fold(place.name) == fold(key)
