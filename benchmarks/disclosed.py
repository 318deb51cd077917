"""Thirty days of a house that somebody reads every day, at every address, keeping all that they were told.

Ratings and incidents come in, some of them late; the clock publishes and, on the first Monday, revises. What
two versions of a cell differ by is looked at like a cell.
"""

import asyncio
import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx

from benchmarks import adversary
from benchmarks.adversary import Name, Row
from core.country import Country
from core.disclosure import K_RATINGS, K_REPORTERS
from core.groups import groups
from core.periods import iso_week, quarter
from store import commitments, cubes, figures, opinions
from store.database import open_database
from store.keys import create_keys
from tests.gateway.rooms import Room, moment, room
from workers.publishing import publish_due, revise_due

FIRST: Final = moment("2026-09-14T12:00")
RATED, COUNTED = ("G1", "G2"), ("incidents", "E1")
HEARD: Final = "T6"
PROMISES: Final = ("C1", "C2", "C3", "C4")
LEVELS: Final = {"figures": ("adm0", "adm1", "adm2", "adm3"), "public": ("adm1",)}
BY: Final = ("", "sex", "age", "status", "language", "channel", "assisted")
CROWDS: Final = (40, 20, 10, 5, 3, 2, 1, 1, 1)
"""How often somebody of each of the nine communes says something."""
Version = dict[Name, Row]


@dataclass
class Diary:
    """What was read of each cube, version by version, and what was true when it was published."""

    versions: dict[Name, list[Version]] = field(default_factory=lambda: defaultdict(list))
    truths: dict[Name, Mapping[Name, float]] = field(default_factory=dict)

    def write(self, today: Mapping[Name, Version]) -> None:
        for name, version in today.items():
            if not self.versions[name] or self.versions[name][-1] != version:
                self.versions[name].append(version)


def days(n: int, seed: int) -> int:
    """How many cells were recovered in so many days."""
    with TemporaryDirectory() as folder:
        here = _house(Path(folder))
        diary = asyncio.run(_lived(here, n, random.Random(seed)))
        found = [*_subtracted(diary), *_worked_out(here.house.country, diary)]
        here.house.database.close()
    for name in found:
        print(f"day: {'/'.join(map(str, name))}", file=sys.stderr)
    versions = [each for read in diary.versions.values() for each in read]
    hidden = sum(row["value"] is None for version in versions for row in version.values())
    read = f"cubes read {len(diary.versions)}  versions {len(versions)}  hidden rows {hidden}"
    print(f"days {n}  {read}  recovered {len(found)}")
    return len(found)


def _house(folder: Path) -> Room:
    data = folder / "data"
    data.mkdir(mode=0o700)
    database = open_database(f"sqlite:///{data}/lasomi.db", data)
    database.upgrade()
    made = room(database, create_keys(folder / "keys" / "keys", FIRST), data)
    with database.write() as conn:
        _promise(conn)
    country = made.house.country
    kept = tuple(each for each in country.indicators if each.id in {*RATED, *COUNTED, HEARD})
    few = replace(country, indicators=kept)
    from fastapi import FastAPI

    from gateway import feeds

    house = replace(made.house, country=few)
    app = FastAPI(openapi_url=None)
    app.include_router(feeds.router(house))
    return replace(made, house=house, app=app)


async def _lived(here: Room, n: int, chance: random.Random) -> Diary:
    diary = Diary()
    for day in range(n):
        here.clock.at = FIRST + timedelta(days=day)
        here.house.keys.issue(here.clock.at)
        _happens(here, chance)
        publish_due(here.house, here.clock.at)
        revise_due(here.house, here.clock.at)
        _look(here, diary)
        diary.write(await _read(here))
    return diary


def _happens(here: Room, chance: random.Random) -> None:
    """Sixty ratings and a dozen incidents; one in ten belongs to the quarter or the week before."""
    now = here.clock.at
    with here.house.database.write() as conn:
        for _ in range(60):
            late = now - timedelta(days=30 if chance.random() < 0.1 else 0)
            _rate(conn, here.house.country, quarter(late), chance)
        for _ in range(12):
            late = now - timedelta(days=7 if chance.random() < 0.1 else 0)
            _report(conn, here.house.country, iso_week(late), chance)
        for _ in range(8):
            _answer(conn, quarter(now), chance)


def _rate(conn: Any, country: Country, period: str, chance: random.Random) -> None:
    unit = chance.choices(_communes(country), CROWDS)[0]
    said = {"sex": chance.choice(("f", "m", "m", None)), "age": chance.choice(("15", "35", None))}
    language, ussd = chance.choice(("fr", "bm", "bm")), chance.random() < 0.9
    group = groups(said, language=language, ussd=ussd, assisted=chance.random() < 0.05)
    for indicator in chance.choice((RATED, RATED[:1])):
        figures.observe(
            conn,
            indicator=indicator,
            places=country.gazetteer.ancestors(unit),
            period=period,
            authority=1,
            group=group,
            numerator=float(chance.random() < 0.6),
            denominator=1.0,
            member=f"{unit}-{chance.randint(0, 3)}",
        )


def _report(conn: Any, country: Country, week: str, chance: random.Random) -> None:
    places = country.gazetteer.ancestors(chance.choice(_communes(country)))
    about: dict[str, Any] = {"indicator": "incidents", "places": places, "period": week}
    about["group"] = chance.choice(("11", "21", "22", "22", "31"))
    figures.observe(conn, **about, numerator=1.0, denominator=1.0)
    for _ in range(chance.choice((1, 2, 6))):
        figures.observe(conn, **about, member=f"r{chance.randint(0, 10**6)}")


def _answer(conn: Any, period: str, chance: random.Random) -> None:
    """One of a hundred people says whether they have heard of it; who said so before says it anew."""
    of: dict[str, Any] = {"id_": chance.choice(PROMISES), "pseudonym": f"p{chance.randint(0, 99)}"}
    said = chance.choice(("yes", "no"))
    opinions.keep(conn, what="commitment", **of, answer=said, period=period, session=None)


def _promise(conn: Any) -> None:
    for at, code in enumerate(PROMISES):
        about: dict[str, Any] = {"framework": "local_scorecard", "text": {"fr": code}, "due": None}
        about |= {"addressee_type": "local_authority", "addressee_unit": ("ML07", "ML0701", "ML06")[at % 3]}
        commitments.add(conn, code=code, now=FIRST, **about)


def _communes(country: Country) -> Sequence[str]:
    """Three of each of the first three cercles of Gao."""
    cercles = [each.code for each in country.gazetteer.units(2) if each.parent == "ML07"][:3]
    return [
        each.code
        for cercle in cercles
        for each in [one for one in country.gazetteer.units(3) if one.parent == cercle][:3]
    ]


def _look(here: Room, diary: Diary) -> None:
    """What is true of the cubes that were published or revised today."""
    with here.house.database.read() as conn:
        for each in cubes.listed(conn):
            name, today = (each.indicator, each.period), here.clock.at.date()
            if name in diary.truths and cubes.last_changed(conn, *name) != today:
                continue
            found = figures.cells(conn, indicator=each.indicator, period=each.period)
            diary.truths[name] = dict(_true(each.indicator, found))


def _true(indicator: str, found: Sequence[figures.Cell]) -> Iterator[tuple[Name, float]]:
    if indicator in RATED:
        yield from (((cell.place, cell.group), cell.denominator) for cell in found)
        return
    sums: dict[Name, float] = defaultdict(float)
    for cell in found:
        if len(cell.place) == 4:
            sums[cell.place, cell.group] += cell.numerator
        elif len(cell.place) == 6:
            sums[cell.place, cell.group[0]] += cell.numerator
    yield from sums.items()


async def _read(here: Room) -> dict[Name, Version]:
    """Every row of every cube, by every key and level and dimension; the files must say the same."""
    found: dict[Name, Version] = defaultdict(dict)
    for scope, levels in LEVELS.items():
        async with here.reader(scope) as reader:
            for indicator in (*RATED, *COUNTED):
                for level in levels:
                    for by in BY if indicator in RATED else BY[:1]:
                        path = f"/v1/indicators?indicator={indicator}&level={level}&limit=10000"
                        window = f"&from=2026-08-01&to={here.clock.at:%Y-%m-%d}" + (f"&by={by}" if by else "")
                        rows = await _rows(reader, path + window)
                        for row in rows:
                            found[indicator, row["period"]][_name(row, scope, by)] = row
                        here.clock.at += timedelta(seconds=1)
            await _promises(reader, scope, found)
            if scope == "figures":
                await _files_agree(reader)
    return found


async def _promises(reader: httpx.AsyncClient, scope: str, found: Mapping[Name, Version]) -> None:
    """What callers said of each commitment, as the tracker tells it."""
    body = (await reader.get("/v1/commitments?limit=10000")).json()
    for row in body["data"]:
        told = {"value": row["heard"], "denominator": row["heard_answers"]}
        found[HEARD, body["meta"]["heard_period"]][scope, row["commitment"]] = told


async def _rows(reader: httpx.AsyncClient, path: str) -> list[Row]:
    answer = await reader.get(path)
    answer.raise_for_status()
    rows: list[Row] = answer.json()["data"]
    return rows


async def _files_agree(reader: httpx.AsyncClient) -> None:
    """CSV, GeoJSON and the features of OGC show no number that JSON hides, in no box and no window."""
    await _features_agree(reader)
    path = "/v1/indicators?indicator=G1&level=adm2&by=sex"
    rows = await _rows(reader, path)
    lines = list(csv.DictReader((await reader.get(f"{path}&format=csv")).text.splitlines()))
    features = (await reader.get(f"{path}&format=geojson")).json()["features"]
    hidden = [row["value"] is None for row in rows]
    assert [line["value"] == "" and line["denominator"] == "" for line in lines] == hidden
    assert [each["properties"]["value"] is None for each in features] == hidden


async def _features_agree(reader: httpx.AsyncClient) -> None:
    for level in LEVELS["figures"][1:]:
        rows = await _rows(reader, f"/v1/indicators?level={level}&limit=10000")
        told = {
            (row["indicator"], *_place(row), row["authority"], row["period"]): row["value"] for row in rows
        }
        for box in ("", "&bbox=-13,10,5,25", "&bbox=-1,15,2,18"):
            path = f"/v1/collections/indicators-{level}/items?limit=10000{box}"
            for feature in (await reader.get(path)).json()["features"]:
                shown = feature["properties"]
                name = (shown["indicator"], *_place(shown), shown["authority"], feature["id"].split(".")[-2])
                assert told[name] == shown["value"], name


def _place(row: Row) -> tuple[Any, ...]:
    return row["adm1_code"], row["adm2_code"], row.get("adm3_code")


def _name(row: Row, scope: str, by: str) -> Name:
    place = row["adm3_code"] or row["adm2_code"] or row["adm1_code"] or row["country"]
    return scope, by, place, str(row.get("group") or "all"), str(row.get("code") or "")


def _subtracted(diary: Diary) -> Iterator[Name]:
    """Cells of which two versions differ by fewer than k, or of which one hides what the other shows."""
    for (indicator, period), versions in diary.versions.items():
        k = K_REPORTERS if indicator in COUNTED else K_RATINGS
        for old, new in pairwise(versions):
            for name in old.keys() & new.keys():
                before, after = (_size(version[name]) for version in (old, new))
                if (before is None) != (after is None) or 0 < abs((after or 0) - (before or 0)) < k:
                    yield indicator, period, "two versions", *name


def _size(row: Row) -> float | None:
    size: float | None = row["value"] if row["denominator"] is None else row["denominator"]
    return size


def _worked_out(country: Country, diary: Diary) -> Iterator[Name]:
    """Cells that follow from the rows of the last version."""
    for (indicator, period), versions in diary.versions.items():
        rows = [row for (scope, *_), row in versions[-1].items() if scope == "figures"]
        truth = diary.truths[indicator, period]
        if indicator in RATED:
            book, k = adversary.of_ratings(country, rows), K_RATINGS
        elif indicator == "incidents":
            book, k = adversary.of_week(country, rows, {}), K_REPORTERS
        else:
            continue
        yield from ((indicator, period, *name) for name in book.recovered(truth, k))
