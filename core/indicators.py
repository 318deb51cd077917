"""Shares, their intervals, and what may be said of them (`indicators.md` §2, §5.2, §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from typing import Literal

Quality = Literal["suppressed", "indicative", "normal"]
Interval = tuple[float, float]

Z = 1.959964
SHOWN_FROM = 10
NORMAL_FROM = 30
ROUNDING_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Figure:
    """One share as it may be shown. Every number is None when `suppressed` says why it is hidden.

    `n` counts distinct phones, `n_eff` is Kish's effective size; values are kept to four decimals.
    """

    quality: Quality
    suppressed: str = ""
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    n_eff: float | None = None

    @property
    def deff(self) -> float | None:
        return None if self.n is None or not self.n_eff else round(self.n / self.n_eff, 4)


def wilson(y: float, n: float) -> Interval:
    """Wilson's 95 % interval of y in n, n > 0."""
    share, square = y / n, Z * Z
    centre = share + square / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def jeffreys(y: float, n: float) -> Interval:
    """Jeffreys' 95 % interval of y in n: quantiles of Beta(y + ½, n - y + ½), closed at 0 and at 1."""
    from scipy.special import betaincinv

    lower = 0.0 if y == 0 else float(betaincinv(y + 0.5, n - y + 0.5, 0.025))
    upper = 1.0 if y == n else float(betaincinv(y + 0.5, n - y + 0.5, 0.975))
    return lower, upper


def effective(denominator: float, weight2: float) -> float:
    """Kish's effective size, (Σw)² / Σw²; 0 when nobody answered."""
    return denominator * denominator / weight2 if weight2 else 0.0


def regime(n: float, n_eff: float) -> Quality:
    """Which interval is honest at this size, if any."""
    if n < SHOWN_FROM or n_eff < SHOWN_FROM - ROUNDING_NOISE:
        return "suppressed"
    return "indicative" if n_eff < NORMAL_FROM - ROUNDING_NOISE else "normal"


def figure(
    numerator: float,
    denominator: float,
    *,
    weight2: float | None = None,
    n: int | None = None,
    reason: str = "",
) -> Figure:
    """The share of a cell. `reason` is what `core.disclosure` says of it; unweighted unless told."""
    phones = round(denominator) if n is None else n
    size = effective(denominator, denominator if weight2 is None else weight2)
    quality = regime(phones, size)
    if reason or quality == "suppressed":
        return Figure("suppressed", reason or (f"k<{SHOWN_FROM}" if phones else "no data"))
    share = numerator / denominator
    interval = wilson if quality == "normal" else jeffreys
    lower, upper = interval(share * size, size)
    return Figure(
        quality,
        "",
        round(share, 4),
        round(lower, 4),
        round(upper, 4),
        numerator,
        denominator,
        phones,
        round(size, 1),
    )


def percentile(values: Sequence[float], q: float) -> float | None:
    """The q-th percentile (0 to 100) by linear interpolation; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    at = (len(ordered) - 1) * q / 100
    below = floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
