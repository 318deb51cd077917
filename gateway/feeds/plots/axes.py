"""From numbers to points: shares from 0 to 100 %, all else from 0 to a round number above the greatest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10
from typing import Final

from core.definitions import Indicator
from gateway.feeds.csvtable import Row
from gateway.feeds.plots.words import SHARES, is_share

STEPS: Final = 4
MINUTE: Final = 60
ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """From 0 to `top`, in the unit of the rows."""

    top: float

    @property
    def ticks(self) -> list[float]:
        return [self.top * step / STEPS for step in range(STEPS + 1)]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a curve is drawn: a box on the sheet, its axis, and a column for each period."""

    x: float
    y: float
    width: float
    height: float
    axis: Axis
    periods: Sequence[str]

    @property
    def column(self) -> float:
        return self.width / len(self.periods)

    def across(self, index: int) -> float:
        """The middle of a column."""
        return self.x + self.column * (index + 0.5)

    def up(self, value: float) -> float:
        return self.y + self.height * (1 - min(value / self.axis.top, 1.0))


def axis(indicator: Indicator, rows: Sequence[Row]) -> Axis:
    """One for every curve of a drawing, so that they compare."""
    if indicator.formula in SHARES and all(is_share(indicator, row) for row in rows):
        return Axis(1.0)
    unit = MINUTE if any("statistic" in row for row in rows) else 1
    greatest = max(_numbers(rows), default=0.0) / unit
    whole = indicator.formula in {"count", "flags", "contacts"}
    return Axis(STEPS * unit * _step(greatest / STEPS, whole=whole))


def _numbers(rows: Sequence[Row]) -> Iterator[float]:
    for row in rows:
        yield from (row[name] for name in ("value", "ci_upper", "target") if row[name] is not None)


def _step(least: float, *, whole: bool) -> float:
    """The next round number; at least 1 where nothing is counted in parts."""
    if least <= 0:
        return 1.0
    power = 10.0 ** int(log10(least) // 1)
    step = next(power * each for each in ROUND if power * each >= least * (1 - 1e-9))
    return max(1.0, float(-(-step // 1))) if whole else step
