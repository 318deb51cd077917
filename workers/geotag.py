"""Where it happened: of the names in a message, the one place they mean, or why none (`places.md` §5).

What a name may mean is weighed by the other units that are named, else by the sender's home; what others
have just reported is never a clue. A misspelling proposes, and is taken only when it stands clearly above the
rest.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from core.placeguess import Guess, Guesses
from core.placeindex import Place
from core.placenames import joined
from core.places import DOUBTFUL, Gazetteer
from core.reports import Located
from workers.mentions import Mention, Mentions
from workers.placekinds import UNIT
from workers.placetext import Meanings
from workers.placewords import PlaceGates, gates_of
from workers.spelling import Word

ACCEPTED: Final = 0.6
ACCEPTED_DOUBTFUL: Final = 0.65
CLEAR: Final = 0.5
_ABOVE: Final = 2.5
"""A name as it was written stands from half of the weight on, where no place of another cercle has two fifths
of its share."""
MOST_CANDIDATES: Final = 5
_ENOUGH: Final = {"alias": 0.75, "unsure": 2.0}
"""An alias of medium confidence needs a word of place beside it; one of low confidence is never taken."""
_MOST_SURE: Final = {"exact": 0.98, "region_2023": 0.9, "fold": 0.95, "alias": 0.8}
_DOUBTFUL_SURE: Final = 0.9
_UNLISTED: Final = {
    "exact": 0.05,
    "region_2023": 0.05,
    "fold": 0.1,
    "alias": 0.05,
    "unsure": 0.05,
    "ending": 0.3,
    "stem": 0.5,
    "cut": 0.5,
    "near": 0.12,
}
"""How likely the name is of a place in no list, on the scale of the guesses' weights."""
_WIDE: Final = 0.75
"""The share of a cercle that is taken for the places in it."""
_LONG: Final = 7
_NAMED: Final = {"adm3": 200.0, "adm2": 100.0, "adm1": 10.0}
_SAID: Final = {"adm3": 1e5, "adm2": 1e4, "adm1": 10.0}
_HOME: Final = {"adm3": 1e4, "adm2": 100.0, "adm1": 2.0}
"""How much likelier a place is in the commune, cercle or region of another name, of one that is said to be a
unit (*cercle de*), or of the sender's home."""
_BESIDE: Final = 2
_TYPED: Final = 6
"""Words behind a code that may be the place: a name of four, and two that say what it is."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The place, or why none, with at most five candidates.

    `none_named`; `unknown_name`: in no list; `several` fit; `misspelt`: only a misspelling fits.
    """

    place: Located | None = None
    reason: str = ""
    candidates: tuple[Located, ...] = ()


class Geotagger:
    """The search of a country's gazetteer inside running text. `gates` by language."""

    def __init__(self, gazetteer: Gazetteer, gates: Mapping[str, PlaceGates], mentions: Mentions) -> None:
        self.gazetteer = gazetteer
        self.mentions = mentions
        self.gates: Callable[[frozenset[str]], PlaceGates] = lru_cache(lambda read: gates_of(gates, read))

    def answer(self, words: Sequence[Word], home: str | None) -> Whereabouts:
        """The place typed behind a code: the gates are open, the longest name in front counts."""
        names = [" ".join(word.text for word in words[:end]) for end in range(min(len(words), _TYPED), 0, -1)]
        for name in names:
            if read := self.whole(name, home):
                return read
        for name in names:
            if found := self.gazetteer.find(name, home):
                return _typed(found, "misspelt")
        return Whereabouts(reason="unknown_name" if words else "none_named")

    def whole(self, name: str, home: str | None) -> Whereabouts | None:
        """The place that all of these words name; None where they name none, or the country itself."""
        if self.gazetteer.is_country(name):
            return None
        if guesses := self.gazetteer.guesser.read(joined(name)):
            return self._of_mentions([Mention(0, 1, guesses, 1.0)], home)
        found = self.gazetteer.find_written(name, home)
        return _typed(found, "several") if found else None

    def whereabouts(
        self, words: Sequence[Word], meant: Meanings, languages: Collection[str], home: str | None
    ) -> Whereabouts:
        """The place that a text names. `meant`: the words that mean something else in its languages."""
        text = self.mentions.text(words, meant, self.gates(frozenset(languages)))
        found = list(self.mentions.of(text))
        if found:
            return self._of_mentions(found, home)
        near = [self._of_mentions([each], home) for each in self.mentions.near(text)]
        if near:
            return max(near, key=_sureness)
        return Whereabouts(reason="unknown_name" if self.mentions.names_something(text) else "none_named")

    def _of_mentions(self, mentions: Sequence[Mention], home: str | None) -> Whereabouts:
        main = _main(mentions)
        others = [each for each in mentions if each is not main]
        inner = next((each for each in others if self._narrows(main, each)), None)
        if inner:
            main, others = inner, [main]
        units = [each.place for other in others for each in other.guesses[:1]]
        factors = _SAID if any(other.said for other in others) else _NAMED
        if not units and home and (place := self.gazetteer.get(home)):
            units, factors = [place], _HOME
        return self._decide(main, _weighed(main.guesses, units, factors))

    def _narrows(self, main: Mention, other: Mention) -> bool:
        """Whether a later name lies inside the first one, as in *Gao quartier Chateau*."""
        unit = main.guesses[0].place
        if unit.level > UNIT or not 0 <= other.start - main.end <= _BESIDE:
            return False
        return any(
            each.place.code != unit.code and self.gazetteer.within(each.place.code, unit.code)
            for each in other.guesses
        )

    def _decide(self, mention: Mention, guesses: Guesses) -> Whereabouts:
        """One that stands clearly above the rest; else the cercle that holds nearly all; else a question."""
        best = guesses[0]
        whole = sum(each.weight for each in guesses) + _unlisted(best)
        shown = tuple(
            self._located(each, mention.sure * each.weight / whole) for each in guesses[:MOST_CANDIDATES]
        )
        doubtful = best.how in DOUBTFUL
        enough = _ENOUGH.get(best.how, ACCEPTED_DOUBTFUL if doubtful else ACCEPTED)
        if shown[0].confidence >= enough:
            return Whereabouts(shown[0], candidates=shown if len(shown) > 1 else ())
        cercle, share = best.place.adm2, mention.sure * _inside(guesses, best) / whole
        if cercle and share >= max(enough, _WIDE):
            wide = self.gazetteer.located(cercle, round(min(_sure(best), share), 3), "unit")
            return Whereabouts(wide, candidates=shown)
        if enough == ACCEPTED and _is_clear(shown):
            return Whereabouts(shown[0], candidates=shown)
        return Whereabouts(reason="misspelt" if doubtful else "several", candidates=shown)

    def _located(self, guess: Guess, share: float) -> Located:
        return self.gazetteer.located(guess.place.code, round(min(share, _sure(guess)), 3), guess.how)


def _is_clear(shown: Sequence[Located]) -> bool:
    best, *others = shown
    rival = max((each.confidence for each in others if each.adm2 != best.adm2), default=0.0)
    return best.confidence >= CLEAR and best.confidence >= _ABOVE * rival


def _typed(found: Sequence[Located], reason: str) -> Whereabouts:
    """A name with its unit, or misspelt: one that was written is the place, anything else a question."""
    if found[0].confidence >= ACCEPTED and found[0].how not in DOUBTFUL:
        return Whereabouts(found[0])
    return Whereabouts(reason=reason, candidates=tuple(found[:MOST_CANDIDATES]))


def _main(mentions: Sequence[Mention]) -> Mention:
    """The first name that nobody merely goes to."""
    return next((each for each in mentions if not each.toward), mentions[0])


def _weighed(guesses: Guesses, units: Sequence[Place], factors: Mapping[str, float]) -> Guesses:
    """The guesses, best first, those near a unit weighing more."""
    raised = (replace(each, spelt=each.spelt * _nearness(each.place, units, factors)) for each in guesses)
    return tuple(sorted(raised, key=lambda each: -each.weight))


def _nearness(place: Place, units: Sequence[Place], factors: Mapping[str, float]) -> float:
    """The narrowest unit that the place shares with another."""
    return max((_shared(place, unit, factors) for unit in units), default=1.0)


def _shared(place: Place, unit: Place, factors: Mapping[str, float]) -> float:
    for level, factor in factors.items():
        own = getattr(place, level)
        if own and own == getattr(unit, level):
            return factor
    return 1.0


def _inside(guesses: Guesses, best: Guess) -> float:
    """The weight of the guesses in the cercle of the best; none while an alias says to ask about another."""
    inside = [each for each in guesses if each.place.adm2 == best.place.adm2]
    asks = any(each.how == "alias" for each in guesses if each not in inside)
    return 0.0 if asks else sum(each.weight for each in inside)


def _sure(guess: Guess) -> float:
    return _MOST_SURE.get(guess.how, _DOUBTFUL_SURE)


def _unlisted(best: Guess) -> float:
    """More for a short misspelling, which is near more names than a long one."""
    short = max(0, _LONG - len(best.place.name)) if best.how == "near" else 0
    return float(_UNLISTED[best.how] * 2**short)


def _sureness(found: Whereabouts) -> float:
    return found.place.confidence + 1 if found.place else max(each.confidence for each in found.candidates)
