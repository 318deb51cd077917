"""What is true of a cube on the day on which it is published: the numbers that stand behind its rows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from benchmarks.adversary import Name
from core.definitions import Indicator
from core.warning import due
from gateway.feeds import answered, draft, warning
from gateway.house import House
from store import commitments, figures, opinions
from store import warning as told
from store.confirmed import judged

CASES: Final = frozenset({"response", "wait"})
COUNTED: Final = frozenset({"count", "rate"})
WHOLES: Final = frozenset({"share", "completeness"})
Truth = Mapping[str, Mapping[Name, float]]
"""By what is a table of its own: an authority, the step of a delay; "" where there is one only."""


def truth(house: House, indicator: Indicator, period: str) -> Truth:
    """The sizes of all cells of a cube, shown or not."""
    with house.database.read() as conn:
        if indicator.formula == "proportion":
            return _rated(figures.cells(conn, indicator=indicator.id, period=period))
        if indicator.formula in COUNTED:
            return {"": _counted(figures.cells(conn, indicator="incidents", period=period))}
        if indicator.formula in CASES:
            cases = due(told.referred(conn), *warning.stretch(period))
            return {"": _sizes(answered.cells(house.country, cases))}
        if indicator.formula == "confirmed":
            said = (each for each in judged(conn, period) if each.is_answered)
            return {"": _sizes(answered.cells(house.country, said))}
        if indicator.id == "T6":
            return {"": _heard(conn, period)}
        steps = {step: _placed(told.measured(conn, step, period)) for step in indicator.causes}
        return steps | {"": _wholes(house, conn, indicator, period)}


def _rated(found: Sequence[figures.Cell]) -> Truth:
    sums: dict[str, dict[Name, float]] = defaultdict(dict)
    for cell in found:
        sums[str(cell.authority)][cell.place, cell.group] = cell.denominator
    return sums


def _counted(found: Sequence[figures.Cell]) -> Mapping[Name, float]:
    sums: dict[Name, float] = defaultdict(float)
    for cell in found:
        if len(cell.place) in {4, 6}:
            sums[cell.place, cell.group if len(cell.place) == 4 else cell.group[0]] += cell.numerator
    return sums


def _sizes(found: Mapping[Any, Sequence[Any]]) -> Mapping[Name, float]:
    return {cell: float(len(each)) for cell, each in found.items()}


def _heard(conn: Any, period: str) -> Mapping[Name, float]:
    units = {each.code: each.addressee_unit for each in commitments.listed(conn)}
    sums: dict[Name, float] = defaultdict(float)
    for code, said in opinions.counted(conn, "commitment", period).items():
        n = said.get("yes", 0) + said.get("no", 0)
        for key in (code, f"/{units[code][:4]}", f"/{units[code][:2]}"):
            sums[(key,)] += n
    return sums


def _placed(found: Sequence[told.Measured]) -> Mapping[Name, float]:
    return Counter((each.place[:size],) for each in found for size in (2, 4, 6) if size <= len(each.place))


def _wholes(house: House, conn: Any, indicator: Indicator, period: str) -> Mapping[Name, float]:
    if indicator.formula == "completeness":
        sums: dict[Name, float] = defaultdict(float)
        for each in told.relays(conn, period):
            for size in (2, 4, 6):
                sums[(each.area[:size],)] += each.expected
        return sums
    if indicator.formula != "share":
        return {}
    shares = warning.shares_of(house, indicator, period, draft.week_of(house, period))
    return {(at,): float(each.whole) for at, each in shares.items()}
