"""Where it happened: of the names in a message, the one place they mean, or why none (`places.md` §5).

The first form: names as written and as a French ear hears them. Another misspelling is a question.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.places import Gazetteer
from core.reports import Located
from workers.mentions import LONGEST, UNIT, Mention, Mentions
from workers.placetext import Meanings, PlaceText
from workers.placewords import PlaceGates, gates_of
from workers.spelling import Word

ACCEPTED = 0.6
MOST_CANDIDATES = 5
_SAFE = 0.8
"""The cercle that holds all that a name may mean: wide, and right."""
_MEANT = 0.7
_NAMESAKES = 12
"""More villages of the name of a commune, and the cercle is asked."""
_NARROWED = 0.95
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The place, or why none: `none_named`, `unknown_name`, `several`. At most five candidates."""

    place: Located | None = None
    reason: str = ""
    candidates: tuple[Located, ...] = ()


@dataclass(frozen=True, slots=True)
class Geotagger:
    """The search of a country's gazetteer inside running text. `gates` by language."""

    gazetteer: Gazetteer
    gates: Mapping[str, PlaceGates]
    mentions: Mentions

    def answer(self, words: Sequence[Word], home: str | None) -> Whereabouts:
        """The place typed behind a code: the gates are open, the longest name in front counts."""
        for end in range(min(len(words), LONGEST + 2), 0, -1):
            name = " ".join(word.text for word in words[:end])
            if found := self.gazetteer.find(name, home):
                return self._decide(tuple(found))
        return Whereabouts(reason="unknown_name" if words else "none_named")

    def whereabouts(
        self, words: Sequence[Word], meant: Meanings, languages: Collection[str], home: str | None
    ) -> Whereabouts:
        """The place that a text names. `meant`: the words that mean something else in its languages."""
        text = PlaceText(words, meant, gates_of(self.gates, languages))
        if found := list(self.mentions.of(text)):
            return self._decide(self._meant(found, home))
        return Whereabouts(reason="unknown_name" if self.mentions.names_something(text) else "none_named")

    def _meant(self, mentions: Sequence[Mention], home: str | None) -> tuple[Located, ...]:
        """The options of the first mention, narrowed by the other units that are named, else by home."""
        first, *others = mentions
        if nested := next(self._nested(first, others), None):
            return nested
        if len(first.options) > 1:
            for unit in self._areas(_units(others) or ([home] if home and not others else [])):
                if inside := self._inside(first.options, unit):
                    return _raised(inside)
        return first.options

    def _inside(self, options: Sequence[Located], unit: str) -> tuple[Located, ...]:
        return tuple(option for option in options if self.gazetteer.within(option.code, unit))

    def _areas(self, codes: Sequence[str]) -> Iterator[str]:
        """The units themselves, then their cercles, then their regions."""
        around = [self.gazetteer.ancestors(code)[:-1] for code in codes]
        for level in range(max(map(len, around), default=0)):
            yield from (units[level] for units in around if level < len(units))

    def _nested(self, first: Mention, others: Sequence[Mention]) -> Iterator[tuple[Located, ...]]:
        """A later name inside the first one, as in *Gao quartier Chateau*: the narrower is meant."""
        if len(first.options) != 1 or first.options[0].level > UNIT:
            return
        unit = first.options[0].code
        for other in others:
            inside = tuple(option for option in self._inside(other.options, unit) if option.code != unit)
            if inside and other.start - first.end <= _NEAR:
                yield _raised(inside)

    def _decide(self, options: tuple[Located, ...]) -> Whereabouts:
        """One that stands clearly above the rest; else the cercle that holds them all; else a question.

        A commune is meant by its bare name, not a village elsewhere.
        """
        best, candidates = options[0], options[:MOST_CANDIDATES]
        if best.confidence >= ACCEPTED:
            return Whereabouts(best)
        villages = options[1:]
        if best.level == UNIT and len(villages) <= _NAMESAKES and all(each.level > UNIT for each in villages):
            return Whereabouts(replace(best, confidence=_MEANT), candidates=candidates)
        if best.adm2 and len({option.adm2 for option in options}) == 1:
            return Whereabouts(self.gazetteer.located(best.adm2, _SAFE, "unit"), candidates=candidates)
        return Whereabouts(reason="several", candidates=candidates)


def _units(mentions: Sequence[Mention]) -> list[str]:
    """The mentions that mean one region, cercle or commune."""
    return [m.options[0].code for m in mentions if len(m.options) == 1 and m.options[0].level <= UNIT]


def _raised(options: tuple[Located, ...]) -> tuple[Located, ...]:
    """Shares anew, among those that are left."""
    share = round(_NARROWED / len(options), 3)
    return tuple(replace(option, confidence=max(share, option.confidence)) for option in options)
