"""T1 to T6 as rows of `/v1/indicators`: commitments as the house knew them when a quarter closed (§8.3).

What is learnt of a quarter later counts from the next: the same question has the same answer for good.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from core import tracker
from core.country import Country
from core.definitions import Indicator
from core.indicators import Figure
from core.periods import bounds
from core.tracker import Part, Promise
from gateway.feeds.csvtable import Row
from gateway.feeds.heard import ID as HEARD
from gateway.feeds.heard import TOTAL, heard
from gateway.feeds.shapes import LEVELS, Series, row
from gateway.house import House
from store import progress
from store.progress import Tracked

EVERY_ONE = "complete"
MEASURES: Mapping[str, Callable[..., Part]] = {
    "T1": tracker.implementation,
    "T2": tracker.on_time,
    "T3": tracker.verification,
    "T4": tracker.staleness,
}
Group = tuple[str, str]
"""A dimension of T5 and one of its values."""
Cell = tuple[str, Group | None, Sequence[Tracked]]
"""What is measured, of which group, over which commitments."""


def rows(house: House, indicator: Indicator, period: str, *, level: int, public: bool) -> list[Row]:
    """The country or its regions; T5 is T1 to T4 by addressee type, framework, objective, HSC and NAP."""
    if level > LEVELS["adm1"]:
        return []
    if indicator.id == HEARD:
        return _heard(house, indicator, period, level, public)
    wanted = _totals if indicator.id in MEASURES else _breakdown
    told = (
        _row(house.country, indicator, period, place, *each)
        for place, found in _places(house, period, level).items()
        for each in wanted(indicator, found)
    )
    return [each for each in told if each is not None]


def _totals(indicator: Indicator, found: Sequence[Tracked]) -> Iterator[Cell]:
    yield indicator.id, None, found


def _breakdown(_: Indicator, found: Sequence[Tracked]) -> Iterator[Cell]:
    for group, part in sorted(_groups(found).items()):
        for measure in MEASURES:
            yield measure, group, part


def _places(house: House, period: str, level: int) -> Mapping[str, list[Tracked]]:
    """By p-code: all that was promised in the country, or in each of its regions."""
    last, size = bounds(period)[1], 2 + 2 * level
    with house.database.read() as conn:
        known = progress.tracked(conn, house.country.frameworks, known=last)
    found: dict[str, list[Tracked]] = defaultdict(list)
    for each in known:
        unit = each.commitment.addressee_unit
        if len(unit) >= size:
            found[unit[:size]].append(each)
    return dict(sorted(found.items()))


def _groups(found: Iterable[Tracked]) -> Mapping[Group, Sequence[Tracked]]:
    groups: dict[Group, list[Tracked]] = defaultdict(list)
    for each in found:
        for name, value in dimensions(each).items():
            groups[name, value].append(each)
    return groups


def dimensions(each: Tracked) -> Mapping[str, str]:
    """What T5 tells a commitment apart by; an objective is that of its framework."""
    kept = each.commitment
    values = {
        "addressee_type": kept.addressee_type,
        "framework": kept.framework,
        "objective": kept.objective and f"{kept.framework}/{kept.objective}",
        "hsc": kept.hsc_outcome and str(kept.hsc_outcome),
        "nap": kept.nap_objective and str(kept.nap_objective),
    }
    return {name: value for name, value in values.items() if value}


def _row(
    country: Country,
    indicator: Indicator,
    period: str,
    place: str,
    measure: str,
    group: Group | None,
    found: Iterable[Tracked],
) -> Row | None:
    """None where there is nothing to divide by."""
    promises: list[Promise] = [each.promise for each in found]
    part = MEASURES[measure](promises, bounds(period)[1])
    if part.value is None:
        return None
    by, value = group or (None, None)
    extra = {"by": by, "group": value, "unknown_share": part.unknown and round(part.unknown, 4)}
    name, told = indicator.id, indicator.name["fr"]
    if group is not None:
        name, told = f"{indicator.id}_{measure}_{by}_{value}", f"{_named(country, measure)} : {value}"
    series = Series(name, told, period, sampling=EVERY_ONE, extra=extra)
    return row(country, country.gazetteer.get(place), series, _figure(part, len(promises)))


def _named(country: Country, measure: str) -> str:
    found = country.indicator(measure)
    return found.name["fr"] if found else measure


def _figure(part: Part, n: int) -> Figure:
    value = None if part.value is None else round(part.value, 4)
    return Figure("normal", value=value, numerator=round(part.part, 4), denominator=round(part.whole, 4), n=n)


def _heard(house: House, indicator: Indicator, period: str, level: int, public: bool) -> list[Row]:
    figures = heard(house, period, public=public)
    size = len(TOTAL) + 2 + 2 * level
    series = Series(indicator.id, indicator.name["fr"], period)
    return [
        row(house.country, house.country.gazetteer.get(key.removeprefix(TOTAL)), series, shown)
        for key, shown in sorted(figures.items())
        if key.startswith(TOTAL) and len(key) == size
    ]
