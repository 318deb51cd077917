"""What is finer than the tables of the cube: villages of a commune, commitments of a region (P58).

An adversary reads the rows of both kinds as the steering committee and the partners read them.
"""

import random
from collections import defaultdict
from collections.abc import Mapping

from benchmarks.adversary import Name, Notebook
from core.country import Country
from core.disclosure import K_RATINGS
from gateway.feeds import heard, villages
from gateway.feeds.heard import TOTAL, Said
from gateway.feeds.ratings import RatingCell, Shown
from store.villages import Village

QUARTER = "2026-Q3"
COMMUNE, AUTHORITY = "ML070102", 2
NATION = "ML"


def settled(country: Country, chance: random.Random) -> tuple[list[Name], int]:
    """The villages of a published commune, read beside its total: what can be told, of how many hidden."""
    sizes = [chance.choice((1, 2, 5, 9, 10, 11, 14, 30)) for _ in range(chance.randint(1, 8))]
    whole = float(max(K_RATINGS, sum(sizes) + chance.choice((0, 0, 3))))
    cell = RatingCell(COMMUNE, AUTHORITY, whole / 2, whole, whole, 0, len(sizes))
    inside = [Village(COMMUNE, AUTHORITY, f"v{at}", n / 2, float(n)) for at, n in enumerate(sizes)]
    indicator = next(each for each in country.indicators if each.id == "G1")
    rows = villages.rows(country, indicator, QUARTER, [Shown(cell, "")], inside)
    book = Notebook(known={(COMMUNE,): whole})
    book.add((COMMUNE,), [(row["group"],) for row in rows], open_=True)
    book.known |= {(row["group"],): float(row["denominator"]) for row in rows if row["value"] is not None}
    truth: dict[Name, float] = {(each.locality,): each.denominator for each in inside}
    return book.recovered(truth, K_RATINGS), sum(row["value"] is None for row in rows)


def promised(country: Country, chance: random.Random) -> tuple[list[Name], int]:
    """What was answered about commitments, read beside T6 of the regions and of the country."""
    regions = chance.sample([each.code for each in country.gazetteer.units(1)], 3)
    units = {f"C{at}": chance.choice((*regions, *regions, NATION)) for at in range(chance.randint(1, 9))}
    told = _answers(units, chance)
    found = [_read(told, units, public=public) for public in (False, True)]
    return [name for recovered, _ in found for name in recovered], sum(hidden for _, hidden in found)


def _read(told: Mapping[str, Said], units: Mapping[str, str], *, public: bool) -> tuple[list[Name], int]:
    """As a partner reads it, or as anybody does."""
    shown = heard.shown(told, units, public=public)
    book, inside = Notebook(), dict[Name, list[Name]]()
    for key, figure in shown.items():
        if figure.value is not None:
            book.known[(key,)] = float(figure.denominator or 0)
        above = heard.totals(units[key])[0] if key in units else TOTAL + NATION
        if key != TOTAL + NATION:
            inside.setdefault((above,), []).append((key,))
    for total, parts in inside.items():
        book.add(total, parts, open_=False)
    truth: dict[Name, float] = {(key,): float(said.whole) for key, said in told.items()}
    return book.recovered(truth, K_RATINGS), sum(figure.value is None for figure in shown.values())


def _answers(units: dict[str, str], chance: random.Random) -> dict[str, Said]:
    """Of each commitment, and of the regions and the country; every answer is somebody's only one."""
    told: dict[str, Said] = {}
    sums: dict[str, int] = defaultdict(int)
    for code, unit in units.items():
        n = chance.choice((1, 4, 9, 10, 13, 25, 60))
        told[code] = Said(n // 2, n, n)
        for total in heard.totals(unit):
            sums[total] += n
    return told | {total: Said(n // 2, n, n) for total, n in sums.items()}
