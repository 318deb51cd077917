"""Rows of single sessions and events, for keys of two persons: what they come to beside the cube.

Released events are told because a named person let them go (P66), alerts to whom they concern (P67): that
they are told is no leak, and neither of the two is the cube (§9: never joined). What is looked at is what
they tell of others: a released event must be in a week whose cell can hold it, an alert must be released.
Sessions are nobody's decision: whatever they tell of a hidden cell is a leak (P64).
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import httpx

from benchmarks.adversary import Name
from benchmarks.days.reading import PAUSE, rows
from benchmarks.days.working import groups_of
from core.coarsening import K_ROWS
from core.measures import measures
from core.periods import iso_week
from tests.gateway.rooms import Room

PACKAGES: Final = "/v1/flow-results/packages"
ABOUT: Final = ("authority", "unit", "sex", "age", "displaced")
Kinds = Mapping[Hashable, int]


@dataclass
class Rows:
    """What was read of rows: of each package its sessions by kind, version by version, and what they come to
    by indicator, period and authority; of each week the released events by region and code.
    """

    kinds: dict[str, list[Kinds]] = field(default_factory=lambda: defaultdict(list))
    packed: dict[Name, dict[Name, float]] = field(default_factory=lambda: defaultdict(dict))
    events: dict[str, Counter[Name]] = field(default_factory=lambda: defaultdict(Counter))
    told: int = 0


async def read(here: Room, seen: Rows) -> None:
    """Every page of every product of rows."""
    async with here.reader("sessions") as reader:
        here.clock.at += PAUSE
        for package in (await reader.get(PACKAGES)).json()["data"]:
            await _package(here, reader, package["id"], seen)
    async with here.reader("events") as reader:
        today: dict[str, Counter[Name]] = defaultdict(Counter)
        async for row in rows(here, reader, "/v1/incidents?limit=10000"):
            today[iso_week(date.fromisoformat(row["date_reported"]))][row["adm1_code"], row["code"]] += 1
            seen.told += 1
        seen.events |= today


async def _package(here: Room, reader: httpx.AsyncClient, id_: str, seen: Rows) -> None:
    here.clock.at += PAUSE
    told = (await reader.get(f"{PACKAGES}/{id_}")).json()["data"]["attributes"]
    period = told["title"].rsplit(" ", 1)[1]
    sessions = defaultdict[str, dict[str, str]](dict)
    when: dict[str, Hashable] = {}
    path: str | None = f"{PACKAGES}/{id_}/responses?page[size]=10000"
    while path:
        here.clock.at += PAUSE
        body = (await reader.get(path)).json()["data"]
        for at, _, _, session, question, answer, about in body["attributes"]["responses"]:
            sessions[session][question] = answer
            when[session] = at, about.get("grain", "day")
        path = body["relationships"]["links"].get("next")
    kinds: Counter[Hashable] = Counter(
        (*(said.get(name, "") for name in ABOUT), when[each]) for each, said in sessions.items()
    )
    if not seen.kinds[id_] or seen.kinds[id_][-1] != kinds:
        seen.kinds[id_].append(kinds)
        _add_up(here, period, sessions, seen)


def _add_up(here: Room, period: str, sessions: Mapping[str, Mapping[str, str]], seen: Rows) -> None:
    """How many answered each item, by region, authority and group: what the cube calls a cell."""
    defined = {each.indicator: each for each in measures(here.house.country.indicators).values()}
    found: dict[Name, Counter[Name]] = defaultdict(Counter)
    for said in sessions.values():
        for id_ in defined.keys() & said.keys():
            if int(said[id_]) in defined[id_].valid:
                for group in groups_of(said):
                    found[id_, period, said["authority"]][said["unit"], group] += 1
    for key, counted in found.items():
        seen.packed[key] = {name: float(n) for name, n in counted.items()}


def pointed_at(seen: Rows) -> Iterator[Name]:
    """Sessions that fewer than ten share all with, and what two versions of a package differ by."""
    for id_, versions in seen.kinds.items():
        for number, kinds in enumerate(versions):
            yield from ((id_, str(number), *map(str, kind)) for kind, n in kinds.items() if n < K_ROWS)  # type: ignore[call-overload]
            before = versions[number - 1] if number else kinds
            for kind in kinds.keys() | before.keys():
                if 0 < abs(kinds.get(kind, 0) - before.get(kind, 0)) < K_ROWS:
                    yield id_, "two versions", *map(str, kind)  # type: ignore[call-overload]


async def alerts_agree(here: Room) -> None:
    """Whoever reads alerts of others' areas reads those that were released, in every form."""
    async with here.reader("alerts") as reader:
        listed = [row["alert_id"] async for row in rows(here, reader, "/v1/alerts?limit=10000")]
        here.clock.at += PAUSE
        atom = (await reader.get("/v1/alerts.atom")).text
        assert all(f"/v1/alerts/{each}.cap" not in atom for each in _unreleased(here, listed))


def _unreleased(here: Room, listed: list[Any]) -> Iterator[str]:
    from store import alerts

    with here.house.database.read() as conn:
        known = alerts.listing(conn, areas=["ML"], released=False)
    freed = {each.alert.id for each in known if each.released_at is not None}
    assert set(listed) <= freed
    yield from (each.alert.id for each in known if each.alert.id not in freed)
