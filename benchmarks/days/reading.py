"""One day of somebody who reads all figures that a key opens, at every level and by every dimension."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import httpx

from benchmarks.adversary import Name, Row, place
from tests.gateway.rooms import Room

LEVELS: Final = {"figures": ("adm0", "adm1", "adm2", "adm3"), "public": ("adm1",)}
BY: Final = ("", "sex", "age", "status", "language", "channel", "assisted")
MONITOR: Final = "monitor@ML07"
HEARD: Final = "T6"
SINCE: Final = timedelta(days=45)
PAUSE: Final = timedelta(seconds=1)
"""A key may ask twice in a second; the clock is ours."""
Version = dict[Name, Row]


async def read(here: Room) -> dict[Name, Version]:
    """Every row of every cube that touches the last weeks, by both scopes; monitors read as partners do."""
    found: dict[Name, Version] = defaultdict(dict)
    for scope, levels in LEVELS.items():
        async with here.reader(scope) as reader:
            for level in levels:
                for by in BY:
                    async for row in rows(here, reader, f"/v1/indicators?{_window(here, level, by)}"):
                        found[_cube(row), row["period"]][name(row, scope, by)] = row
            await _promises(here, reader, scope, found)
    await _same(here)
    return found


def _window(here: Room, level: str, by: str) -> str:
    since = here.clock.at - SINCE
    asked = f"level={level}&limit=10000&from={since:%Y-%m-%d}&to={here.clock.at:%Y-%m-%d}"
    return f"{asked}&by={by}" if by else asked


async def rows(here: Room, reader: httpx.AsyncClient, path: str | None) -> Any:
    """All pages of a question, row by row."""
    while path:
        here.clock.at += PAUSE
        answer = await reader.get(path)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        for row in body["data"]:
            yield row
        path = body["links"].get("next")


async def _promises(here: Room, reader: httpx.AsyncClient, scope: str, found: dict[Name, Version]) -> None:
    """What callers said of each commitment, as the tracker tells it."""
    here.clock.at += PAUSE
    body = (await reader.get("/v1/commitments?limit=10000")).json()
    for row in body["data"]:
        told = {"value": row["heard"], "denominator": row["heard_answers"], "suppressed": row["suppressed"]}
        told |= {"indicator": HEARD, "weighting": "none"}
        told |= {
            "unit": row["adm2_code"] or row["adm1_code"] or row["country"],
            "commitment": row["commitment"],
        }
        found[HEARD, body["meta"]["heard_period"]][scope, "", "", "", row["commitment"], "", ""] = told


async def _same(here: Room) -> None:
    """A monitor reads of the figures what a partner reads, and the same question has the same answer."""
    path = f"/v1/indicators?{_window(here, 'adm1', '')}"
    async with here.reader("figures") as one, here.reader(MONITOR) as other:
        answers = [await reader.get(path) for reader in (one, one, other)]
        assert len({answer.content for answer in answers}) == 1


def _cube(row: Row) -> str:
    """The indicator of a row: its series are told apart by what follows."""
    return str(row["indicator"]).split("_")[0]


def name(row: Row, scope: str, by: str) -> Name:
    """What tells a row from every other of its cube."""
    rest = ("authority", "group", "code", "weighting", "cause", "statistic")
    return (scope, by, place(row), *(str(row.get(each) or "") for each in rest), str(row["indicator"]))


def of_scope(version: Version, scope: str) -> Iterator[Row]:
    """The plain rows of a version that a scope reads: no weights, which are worked out from them."""
    for (whose, *_), row in version.items():
        if whose == scope and row.get("weighting", "none") == "none":
            yield row
