"""What reports say of one event together, as counts: one report more is one sum, however many there are.

A tally is a `Counter` of short words: `told`, `late`, `occurred now`, `killed 0 12`; `worth 0.6` for each
independent source by its best report, `code 11 0.6` by its best report of each code, and `unproven 11 0.3`
for each report without proof of origin. It bears no pseudonym.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from core.rules import AlertRules
from workers.credence import FIRST_HAND, Telling, independent, worth

Tally = Counter[str]
ALIKE: Final = 4_096
"""How many different reports, and sources, are remembered by what they add."""


def facts(told: Telling, rules: AlertRules) -> Tally:
    """What one report adds by itself, whosever word it is: not to be changed, for many add the same."""
    doubted = None if told.proven else says(told, rules)
    marks = (told.late, told.new_phone, told.child, told.displaced)
    return _facts(marks, told.basis, told.occurred, doubted, rank(told), told.killed, told.injured)


@lru_cache(ALIKE)
def _facts(
    marks: tuple[bool, ...],
    basis: str,
    occurred: str,
    doubted: str | None,
    rank_: int,
    killed: int | None,
    injured: int | None,
) -> Tally:
    words = {
        "hearsay": basis == "hearsay",
        "seen": basis in FIRST_HAND,
        f"unproven {doubted}": doubted is not None,
        f"killed {rank_} {killed}": killed is not None,
        f"injured {rank_} {injured}": injured is not None,
        **dict(zip(("late", "new", "child", "displaced"), marks, strict=True)),
    }
    return Counter(["told", f"occurred {occurred}", *(word for word, holds in words.items() if holds)])


def says(told: Telling, rules: AlertRules) -> str:
    """What one report adds to its source: its code, and what it is worth."""
    return f"{told.code} {worth(told, rules)!r}"


def of_source(said: Tally) -> Tally:
    """What one source adds: the best it is worth, in all and for each code. `said` counts its `says`; not to
    be changed.
    """
    return _of_words(frozenset(said))


@lru_cache(ALIKE)
def _of_words(said: frozenset[str]) -> Tally:
    best = best_by_code(said)
    if not best:
        return Counter()
    return Counter([f"worth {max(best.values())!r}", *(f"code {code} {at!r}" for code, at in best.items())])


def best_by_code(said: Iterable[str]) -> dict[str, float]:
    """The largest worth for each code among what was said."""
    best: dict[str, float] = {}
    for word in said:
        code, at = word.split()
        best[code] = max(best.get(code, 0.0), float(at))
    return best


def total(tellings: Sequence[Telling], rules: AlertRules) -> Tally:
    """The tally of some reports, added up anew."""
    summed: Tally = Counter()
    for told in tellings:
        summed.update(facts(told, rules))
    for source in independent([told for told in tellings if told.proven]):
        summed.update(of_source(spoken(source, rules)))
    return summed


def spoken(source: Iterable[Telling], rules: AlertRules) -> Tally:
    """What the reports of one source say."""
    return Counter(says(told, rules) for told in source)


def changed(tally: Tally, less: Iterable[Tally], more: Iterable[Tally]) -> Tally:
    """A tally without some of its parts and with others; what has come to nothing is gone."""
    summed = Counter(tally)
    for part in more:
        summed.update(part)
    for part in less:
        summed.subtract(part)
    return Counter({word: n for word, n in summed.items() if n})


def worths(tally: Tally, rules: AlertRules) -> dict[float, int]:
    """How many independent sources are worth how much; those without proof count as one, where nobody else
    speaks.
    """
    proven = {float(at): n for (at,), n in under(tally, "worth")}
    if proven:
        return proven
    return {max(_unproven(tally, rules).values()): 1} if tally["told"] else {}


def weights(tally: Tally, rules: AlertRules) -> dict[str, float]:
    """Σ r·d over the sources, for each code."""
    found: dict[str, float] = {}
    for (code, at), n in sorted(under(tally, "code")):
        found[code] = found.get(code, 0.0) + n * float(at)
    return found or _unproven(tally, rules)


def under(tally: Tally, first: str) -> list[tuple[list[str], int]]:
    """The entries that begin with a word, without it."""
    begins = f"{first} "
    return [(word.split()[1:], n) for word, n in tally.items() if word.startswith(begins)]


def rank(told: Telling) -> int:
    """Whose numbers come first: a witness's, then those of unknown basis, hearsay last of all."""
    if told.basis in FIRST_HAND or (told.basis == "unknown" and told.trained):
        return 0
    return 1 if told.basis == "unknown" else 2


def _unproven(tally: Tally, rules: AlertRules) -> dict[str, float]:
    said: Tally = Counter({" ".join(words): n for words, n in under(tally, "unproven")})
    return {code: min(at, rules.weights.new) for code, at in best_by_code(said).items()}
