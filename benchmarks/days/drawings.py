"""A drawing says what the rows of its question say: in its words, and in the shapes that bear a number."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle
from typing import Final
from xml.etree import ElementTree

import httpx

from benchmarks.adversary import Row
from benchmarks.days.reading import PAUSE, rows
from core.definitions import Indicator
from gateway.feeds import bins
from gateway.feeds.plots import words
from gateway.feeds.plots.strands import NOWHERE, Kind
from gateway.feeds.voice import Voice
from tests.gateway.rooms import Room

KINDS: Final[Sequence[Kind]] = ("series", "regions", "map")
BACK: Final = {True: timedelta(weeks=20), False: timedelta(days=1_000)}
AT: Final = re.compile(r"[TS]\d+ 20\d\d ([^,;]*(?:,\d+[^,;]*)?)")
"""What a curve says of each period: `T3 2026 45 %`."""
SVG: Final = "{http://www.w3.org/2000/svg}"
DIGIT: Final = re.compile(r"\d")


async def agree(here: Room, reader: httpx.AsyncClient, scope: str) -> None:
    """One drawing of each indicator, the kinds in turn."""
    for indicator, kind in zip(here.house.country.indicators, cycle(KINDS), strict=False):
        drawn = await _got(here, reader, f"/v1/indicators/{indicator.id}.svg?kind={kind}")
        root = ElementTree.XML(drawn)
        level = (
            "adm0" if kind == "series" and scope != "public" and indicator.formula not in NOWHERE else "adm1"
        )
        asked = f"/v1/indicators?indicator={indicator.id}&level={level}&limit=10000"
        asked += "" if kind == "map" else _window(here, indicator)
        told = [row async for row in rows(here, reader, asked)]
        known = set(_texts(here, indicator, told))
        said = {text.strip() for text in _said(root, kind) if DIGIT.search(text)}
        assert said <= known, (indicator.id, kind, said - known)


def _window(here: Room, indicator: Indicator) -> str:
    """All that a curve may go back to."""
    since = here.clock.at - BACK[bins.by_week(indicator.formula)]
    return f"&from={since:%Y-%m-%d}&to={here.clock.at:%Y-%m-%d}"


def _texts(here: Room, indicator: Indicator, told: Sequence[Row]) -> Iterator[str]:
    """The words for every value that is told."""
    voice = Voice(here.house.say, here.house.country, "fr")
    yield from (words.shown(voice, indicator, row) for row in told if row["value"] is not None)


def _said(root: ElementTree.Element, kind: Kind) -> Iterator[str]:
    """The numbers in the description; on a map those of the shapes too."""
    about = root.findtext(f"{SVG}desc") or ""
    if kind != "map":
        yield from AT.findall(about)
        return
    yield from (part.split(": ", 1)[1] for part in about.split("; ") if ": " in part)
    for path in root.iter(f"{SVG}path"):
        yield (path.findtext(f"{SVG}title") or "").partition(": ")[2]


async def _got(here: Room, reader: httpx.AsyncClient, path: str) -> str:
    here.clock.at += PAUSE
    answer = await reader.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text
