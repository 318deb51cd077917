"""The second row of a rating, weighted to the census by area and sex (`indicators.md` §5.3).

Beside the unweighted share a weighted one tells what its strata said. So it stands only where every stratum
is a cell that may be shown itself: by cercle and sex, else by region and sex, else not at all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from core.census import by_sex
from core.country import Country
from core.poststrat import Answers, Area, Sex, Weighing, weigh
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import LEVELS, numbers
from gateway.feeds.strata import Answered, Strata

POSTSTRAT: Final = "poststrat"
SEXES: Final[tuple[Sex, ...]] = ("f", "m")


def rows(country: Country, plain: Iterable[Row], strata: Mapping[int, Strata]) -> list[Row]:
    """One more row for each of these that shows, where its strata may be shown too. `strata` by authority."""
    found = (
        (row, _weighing(country, row, strata[int(row["authority"])]))
        for row in plain
        if row["value"] is not None and not row["adm3_code"]
    )
    return [_row(row, weighing) for row, weighing in found if weighing is not None]


def _weighing(country: Country, row: Row, strata: Strata) -> Weighing | None:
    for codes in _areas(country, row):
        people = {code: by_sex(country.census, code) for code in codes}
        if not codes or not all(people.values()):
            continue
        found = weigh(_area(code, people[code], strata.told) for code in codes)
        if found and found.leans_on <= strata.shown:
            return found
    return None


def _areas(country: Country, row: Row) -> Iterator[Sequence[str]]:
    """What a unit is made of: its cercles, then itself by region."""
    unit = row["adm2_code"] or row["adm1_code"]
    if row["adm2_code"]:
        yield [unit]
        return
    regions = [unit] if unit else [each.code for each in country.gazetteer.units(LEVELS["adm1"])]
    yield [each.code for each in country.gazetteer.units(LEVELS["adm2"]) if each.parent in regions]
    yield regions


def _area(code: str, people: Mapping[Sex, int], told: Answered) -> Area:
    by = {sex: told.get((code, sex), Answers()) for sex in SEXES}
    return Area(code, people, told.get((code, ""), Answers()), by)


def _row(row: Row, weighing: Weighing) -> Row:
    return {**row, **numbers(weighing.figure()), "weighting": POSTSTRAT}
