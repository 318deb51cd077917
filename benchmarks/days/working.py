"""What follows from the rows of a version: each figure by the equations of its kind, for each who reads."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from benchmarks import adversary, reckoned
from benchmarks.adversary import Name, Notebook, Row, place
from benchmarks.days.diary import Diary
from benchmarks.days.reading import HEARD, LEVELS, of_scope
from benchmarks.days.truths import COUNTED, Truth
from benchmarks.reckoned import TOTAL
from core.country import Country
from core.definitions import Indicator
from core.disclosure import K_RATINGS, K_REPORTERS
from core.groups import ALL, SAID

FINEST: Final = {"figures": len("ML070101"), "public": len("ML07")}
Known = Mapping[Name, float]


def worked_out(country: Country, diary: Diary, packed: Mapping[Name, Known]) -> Iterator[Name]:
    """Cells that follow from a version. `packed`: what rows of single sessions come to, by indicator, period
    and authority, for partners: packages are theirs, and have their k.
    """
    for (id_, period), versions in diary.versions.items():
        indicator = country.indicator(id_)
        for number, version in enumerate(versions):
            true = diary.truths[id_, period][number]
            if indicator is None or not true:
                continue
            for scope in LEVELS:
                rows, cells = list(of_scope(version, scope)), _within(true, FINEST[scope])
                theirs = packed if scope == "figures" else {}
                for name in _of(country, indicator, rows, cells, period, theirs):
                    yield id_, period, scope, str(number), *name
    yield from _rumours(diary)


def _within(true: Truth, finest: int) -> Truth:
    """The cells of the levels that a scope reads: what is finer is nowhere, hidden or not."""
    return {
        of: {name: n for name, n in each.items() if name[0][:1] == TOTAL or len(name[0]) <= finest}
        for of, each in true.items()
    }


def _of(
    country: Country,
    indicator: Indicator,
    rows: Sequence[Row],
    true: Truth,
    period: str,
    packed: Mapping[Name, Known],
) -> Iterator[Name]:
    formula = indicator.formula
    if formula == "proportion":
        for authority, each in _apart(rows, "authority").items():
            book = adversary.of_ratings(country, each)
            told = _told(book, packed.get((indicator.id, period, authority), {}))
            dark = [name for name in told if true[authority].get(name)]
            book.known |= told
            found = [*dark, *book.recovered(true[authority], K_RATINGS)]
            yield from ((authority, *name) for name in found)
    elif formula in COUNTED:
        book = adversary.of_week(country, [_count(country, row) for row in rows], {})
        yield from book.recovered(true[""], K_REPORTERS)
    elif indicator.id == HEARD:
        yield from _heard(rows, true)
    elif formula in {"response", "wait", "confirmed"}:
        yield from reckoned.of_cases(rows).recovered(true[""], K_RATINGS)
    else:
        yield from _sizes(country, rows, true)


def _told(book: Notebook, packed: Known) -> dict[Name, float]:
    """The cells that the cube does not show, as rows of sessions tell them: who has all the rows of a region
    can count its groups, and those who are in none.
    """
    whole = {at for at, group in packed if group == ALL and packed[at, ALL] == book.known.get((at, ALL))}
    return {(at, of): n for (at, of), n in packed.items() if at in whole and (at, of) not in book.known}


def _sizes(country: Country, rows: Sequence[Row], true: Truth) -> Iterator[Name]:
    """Delays, step by step, by what they tell; shares as if what stands behind each shown one were told."""
    for step, sizes in true.items():
        shown = [row for row in rows if (row.get("cause") or "") == step and row["value"] is not None]
        known = {at: sizes.get((at,), 0.0) for at in map(place, shown)}
        units = [each.code for level in (1, 2) for each in country.gazetteer.units(level)]
        book = reckoned.of_sizes(country, known, units)
        yield from ((step, *name) for name in book.recovered(sizes, K_REPORTERS))


def _heard(rows: Sequence[Row], true: Truth) -> Iterator[Name]:
    told = {_key(row): None if row["value"] is None else row["denominator"] for row in rows}
    units = {_key(row): row["unit"] for row in rows if "unit" in row and row["suppressed"] != "no data"}
    yield from reckoned.of_heard(told, units).recovered(true[""], K_RATINGS)


def _key(row: Row) -> str:
    return str(row["commitment"]) if row.get("commitment") else f"/{place(row)}"


def _count(country: Country, row: Row) -> Row:
    """A rate is a count again, for whoever knows the census."""
    if row["value"] is None or not row["indicator"].startswith("E1"):
        return row
    return {**row, "value": round(row["value"] * country.population[place(row)] / 100_000)}


def _apart(rows: Sequence[Row], by: str) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row[by] or "")].append(row)
    return found


def _rumours(diary: Diary) -> Iterator[Name]:
    """Rumours and incidents of one week, as partners read them at last."""
    for (id_, week), versions in diary.versions.items():
        if id_ != "E6" or not diary.versions.get(("incidents", week)):
            continue
        rows = [row for row in of_scope(versions[-1], "figures") if not row.get("cause")]
        shares = {place(row): row["value"] for row in rows if len(place(row)) < 6}
        few = {place(row) for row in rows if row["suppressed"] == f"k<{K_REPORTERS}"}
        counted = list(of_scope(diary.versions["incidents", week][-1], "figures"))
        sizes = diary.truths[id_, week][-1][""]
        true: dict[Name, float] = {(at, "false"): sizes.get((at,), 0.0) for at in few if len(at) == 4}
        book = reckoned.of_rumours(shares, counted)
        yield from ((id_, week, "beside incidents", *name) for name in book.recovered(true, K_REPORTERS))


def groups_of(said: Mapping[str, str]) -> Iterator[str]:
    """The groups of a cube that a session of a package counts in."""
    yield ALL
    for question, (dimension, values) in SAID.items():
        told = said.get(question, "")
        for answer, group in values.items():
            if told in {answer, group}:
                yield f"{dimension}:{group}"
