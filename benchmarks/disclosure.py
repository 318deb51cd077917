"""Nothing hidden can be worked out: `python -m benchmarks.disclosure --cubes 1000 [--days 30] [--seed 1]`.

Random cubes of ratings and of incidents are suppressed as the feed suppresses them, and an adversary reads
all of their rows. Then thirty simulated days of a house that is read every day, at every address. Aim: 0
recovered (`protection.md` P58).
"""

import argparse
import logging
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import structlog

from benchmarks import adversary
from benchmarks.adversary import Name
from benchmarks.finer import promised, settled
from core.country import Country, load_country
from core.disclosure import K_RATINGS, K_REPORTERS
from core.groups import ALL, ASSISTED, DIMENSIONS, groups
from gateway.feeds import counts, nation, ratings
from gateway.feeds.counts import CountCell
from gateway.feeds.ratings import RatingCell

QUARTER, WEEK = "2026-Q3", "2026-W30"
BY: Final[tuple[str | None, ...]] = (None, "sex", "age", "status", "language", "channel", "assisted")
LEVELS: Final = (0, 1, 2, 3)
PUBLIC_LEVELS: Final = (0, 1)
EVERY: Final = 50
Attack = Callable[[Country, random.Random], tuple[list[Name], int]]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.disclosure")
    parser.add_argument("--cubes", type=int, default=100)
    parser.add_argument("--days", type=int, default=30, help="0: only the cubes")
    parser.add_argument("--first", default="2026-09-14", help="the first of the days")
    parser.add_argument("--lived", type=int, default=21, help="days that the house has lived by then")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    country = load_country("ml")
    recovered = cubes(country, asked.cubes, asked.seed)
    if asked.days:
        from benchmarks.disclosed import days

        first = datetime.fromisoformat(f"{asked.first}T12:00+00:00")
        recovered += days(asked.days, asked.seed, first, asked.lived)
    return 1 if recovered else 0


def cubes(country: Country, n: int, seed: int) -> int:
    """How many hidden cells were recovered from so many cubes: ratings, weeks, villages, commitments."""
    attacks: tuple[Attack, ...] = (rated, counted, settled, promised)
    began, recovered, hidden = time.perf_counter(), 0, 0
    for at in range(n):
        chance = random.Random(f"{seed}/{at}")
        found, tried = attacks[at % len(attacks)](country, chance)
        recovered, hidden = recovered + len(found), hidden + tried
        for name in found:
            print(f"cube {at}: {'/'.join(name)}", file=sys.stderr)
        if sys.stderr.isatty() and at % EVERY == 0:
            print(f"{at} / {n}", end="\r", file=sys.stderr)
    seconds = time.perf_counter() - began
    print(f"cubes {n}  hidden cells {hidden}  recovered {recovered}  seconds {seconds:.0f}")
    return recovered


def rated(country: Country, chance: random.Random) -> tuple[list[Name], int]:
    """One authority in a region, by every dimension: what partners can tell and what the public can, of how
    many hidden cells.
    """
    cells = random_ratings(country, chance)
    shown = ratings.suppressed(cells, country)
    found = _told(country, shown, LEVELS, public=False) + _told(country, shown, PUBLIC_LEVELS, public=True)
    return found, sum(bool(each.reason) for each in shown)


def _told(
    country: Country, shown: Sequence[ratings.Shown], levels: Sequence[int], *, public: bool
) -> list[Name]:
    """What somebody can tell of these levels by reading their rows."""
    indicator = next(each for each in country.indicators if each.id == "G1")
    rows = [
        row
        for level in levels
        for by in BY
        for row in ratings.rows(country, indicator, QUARTER, shown, level=level, public=public, by=by)
    ]
    finest = country.gazetteer.units(max(levels))[0].code
    truth: dict[Name, float] = {
        (each.cell.place, each.cell.group): each.cell.denominator
        for each in shown
        if len(each.cell.place) <= len(finest)
    }
    return adversary.of_ratings(country, rows).recovered(truth, K_RATINGS)


def random_ratings(country: Country, chance: random.Random) -> list[RatingCell]:
    """Of a few communes, some ratings naming no finer unit than a cercle; a few localities in each."""
    by = [DIMENSIONS[each] for each in chance.sample(list(DIMENSIONS), 3)]
    sums: dict[Name, Counter[str]] = defaultdict(Counter)
    towns: dict[Name, set[str]] = defaultdict(set)
    for unit in _units(country, chance):
        crowd = chance.choice((0, 2, 6, 12, 25, 40, 70))
        for _ in range(chance.randint(0, crowd)):
            of, good = _rater(chance, by), chance.random() < 0.6
            town = f"{unit}-{chance.randint(0, 3)}"
            for place in country.gazetteer.ancestors(unit):
                for group in of:
                    sums[place, group].update(n=1, good=good)
                    towns[place, group].add(town)
    return [
        RatingCell(
            place=place,
            authority=1,
            numerator=found["good"],
            denominator=found["n"],
            weight2=found["n"],
            dont_know=0,
            localities=len(towns[place, group]),
            group=group,
            unsaid=_unsaid(sums, place) if group == "all" else None,
        )
        for (place, group), found in sums.items()
    ]


def _units(country: Country, chance: random.Random) -> Iterator[str]:
    """Some communes of some cercles of a region, and now and then the cercle itself."""
    region = chance.choice(country.gazetteer.units(1)).code
    cercles = [each.code for each in country.gazetteer.units(2) if each.parent == region]
    for cercle in chance.sample(cercles, min(len(cercles), chance.randint(1, 4))):
        communes = [each.code for each in country.gazetteer.units(3) if each.parent == cercle]
        yield from chance.sample(communes, min(len(communes), chance.randint(1, 4)))
        if chance.random() < 0.2:
            yield cercle


def _rater(chance: random.Random, by: Sequence[str]) -> list[str]:
    said = {
        "sex": chance.choice(("f", "m", "m", None)),
        "age": chance.choice(("15", "25", "35", "55", None)),
        "displaced": chance.choice(("yes", "no", "no", None)),
    }
    language, ussd = chance.choice(("fr", "bm", "bm", "taq")), chance.random() < 0.8
    of = groups(said, language=language, ussd=ussd, assisted=chance.random() < 0.05).split()
    return [each for each in of if each in {ALL, ASSISTED} or each.startswith(tuple(by))]


def _unsaid(sums: Mapping[Name, Counter[str]], place: str) -> float | None:
    known = sum(sums[place, f"sex:{sex}"]["n"] for sex in ("f", "m") if (place, f"sex:{sex}") in sums)
    return sums[place, "all"]["n"] - known if known else None


def counted(country: Country, chance: random.Random) -> tuple[list[Name], int]:
    """A week of incidents in a few regions, with the totals of the weekly highlights."""
    cells = random_week(country, chance)
    week = counts.suppressed(cells, country)
    indicator = next(each for each in country.indicators if each.formula == "count")
    rows = [row for level in (1, 2) for row in counts.rows(country, indicator, WEEK, week, level=level)]
    totals = {each.group: each.n for each in nation.totals(country, week, cells)}
    truth: dict[Name, float] = {
        key: float(cell.incidents) for table in (week.by_code, week.by_group) for key, cell in table.items()
    }
    book = adversary.of_week(country, rows, totals)
    found = book.recovered(truth, K_REPORTERS)
    return found, sum(bool(truth[tuple(name.split("/"))]) for name in week.hidden)


def random_week(country: Country, chance: random.Random) -> list[CountCell]:
    codes = [each.code for each in counts.counted_codes(country)]
    found: dict[Name, list[Any]] = defaultdict(lambda: [0, set()])
    cercles = country.gazetteer.units(2)
    regions = {each.code for each in chance.sample(country.gazetteer.units(1), 4)}
    places = [each.code for each in cercles if each.parent in regions]
    for _ in range(chance.choice((3, 15, 60))):
        place, code = chance.choice(places), chance.choice(codes[: chance.choice((4, len(codes)))])
        people = {chance.randint(0, 10**6) for _ in range(chance.choice((1, 1, 2, 6)))}
        for unit in country.gazetteer.ancestors(place):
            found[unit, code][0] += 1
            found[unit, code][1] |= people
    return [CountCell(place, code, n, frozenset(map(str, who))) for (place, code), (n, who) in found.items()]


if __name__ == "__main__":
    raise SystemExit(main())
