"""What every format writes: rows on their way out, and what is said about them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from gateway.feeds.csvtable import Column, Row
from gateway.feeds.pieces import Cut

Sensitivity = Literal["low", "moderate", "high", "severe"]
Point = tuple[float, float]
"""Longitude and latitude, WGS 84, as GeoJSON has them."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A row on a map: its name in addresses, and where it is told to be (None: nowhere)."""

    id: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows on their way out, in the fixed order of `key`. `changed` is the day of the newest.

    `beside`: what stands beside the columns in JSON, XLSX, GeoJSON and Parquet, and in no CSV. `feature`
    places a row on a map. `meta` is said about all of them; `follows` works out what is said beside
    those that are written: a page of them, or all (None). `pieces` are the same rows, cut, for the format
    that writes a great many: either is gone through once.
    """

    product: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    key: Callable[[Row], Sequence[str]]
    sensitivity: Sensitivity
    changed: date | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    beside: Sequence[Column] = ()
    feature: Callable[[Row], Feature] | None = None
    pieces: Iterable[Cut] | None = None
    follows: Callable[[Sequence[Row] | None], Mapping[str, Any]] = lambda _: {}

    @property
    def filename(self) -> str:
        """Without its ending: every file bears its mark (P55)."""
        return f"lasomi-{self.product}-{self.sensitivity}"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is wanted. `credit` is whom the places are owed to, `links` stand in JSON."""

    hxl: Literal["0", "1", "strict"] = "0"
    bom: bool = False
    credit: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str | None] = field(default_factory=dict)
