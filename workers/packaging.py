"""A closed quarter's ratings as single rows, packed once for those who hold a key of scope `sessions`.

Only what a figure of the region is published for goes in. Sex, age or displaced is left out of all rows of a
region and authority where the figure of any answer told there hides one of its groups, or who is in none of
them; where all are shown, the rows add up to what is published and to nothing else (P58, P64).
"""

import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core.coarsening import K_ROWS, Said, coarsened
from core.definitions import Indicator
from core.disclosure import is_open
from core.groups import AGES, ALL, SAID
from core.measures import measures
from core.periods import bounds, end_of, hour_of, quarter
from flows.questionnaire import mark_of, questions
from gateway.feeds import cube
from gateway.feeds.csvtable import Row
from gateway.house import House
from store import cubes, packages
from store.database import from_ms
from store.packages import Response
from workers.work import TURN

SCOPE: Final = "figures"
QUARTERS: Final = 4
"""How far back is looked for one that was not packed: a machine may have been off."""
PATIENCE: Final = timedelta(days=7)
REGIONS: Final = 1
TOLD: Final = {"sex": {"f": "f", "m": "m"}, "age": AGES, "displaced": {"yes": "yes", "no": "no"}}
"""Of who spoke: by the name of the question, what a row says for each answer."""
Rows = Sequence[tuple[Said, "Session"]]
"""Sessions, each as it may be shown."""
Units = frozenset[tuple[str, str]]
"""Regions and authorities."""


@dataclass(frozen=True, slots=True)
class Open:
    """By item where its figure is published, and by question about who spoke where some of that is hidden."""

    figures: Mapping[str, Units]
    hidden: Mapping[str, Units]


@dataclass(frozen=True, slots=True)
class Session:
    """One rating: what could tell who spoke, and what was answered."""

    said: Said
    answers: Mapping[str, str]


def pack_due(house: House, now: datetime) -> int:
    """Packs every closed quarter whose figures are published; how many packages are new."""
    closed = [each for each in _last(now) if is_open(each, SCOPE, now)]
    return sum(_pack(house, each, now) for each in closed if _is_due(house, each, now))


def _last(now: datetime) -> list[str]:
    """This quarter and those before, the oldest first."""
    found = [quarter(now)]
    while len(found) <= QUARTERS:
        found.append(quarter(bounds(found[-1])[0] - timedelta(days=1)))
    return found[::-1]


def _is_due(house: House, period: str, now: datetime) -> bool:
    """Whether all its figures are out, or a week has passed for those that may not be published."""
    rated = measures(house.country.indicators).values()
    with house.database.read() as conn:
        if packages.is_packed(conn, period) or packages.waits(conn, period):
            return False
        out = [cubes.is_published(conn, each.indicator, period) for each in rated]
    return all(out) or (any(out) and now >= end_of(period) + PATIENCE)


def _pack(house: House, period: str, now: datetime) -> int:
    """One package for each form that was in use; none while no figure of the quarter is published."""
    open_ = published(house, period)
    if not any(open_.figures.values()):
        return 0
    asked = questions(house.flows)
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        if packages.is_packed(conn, period):
            return 0
        today, made = packages.keep_form(conn, mark_of(asked), asked), dict[str, str]()
        for form, rows in drawn_up(house, conn, period, open_, today):
            if form not in made:
                name = _name(house, period, len(made))
                made[form] = packages.add(conn, period, form, name, hour_of(now))
            packages.fill(conn, made[form], responses(rows))
    return len(made)


def drawn_up(house: House, conn: Any, period: str, open_: Open, today: str) -> Iterator[tuple[str, Rows]]:
    """Region by region, the sessions that may be shown, by form; `today` is that of those that say none."""
    for region in house.country.gazetteer.units(REGIONS):
        yield from _by_form(list(_sessions(house, conn, period, region.code, open_, today))).items()


def published(house: House, period: str) -> Open:
    """What of the cube the partners see at the level of regions."""
    figures: dict[str, Units] = {}
    hidden = dict.fromkeys(TOLD, Units())
    for each in house.country.indicators:
        if each.item not in measures([each]):
            continue
        rows = cube.rows(house, each, period, cube.Cut(REGIONS, SCOPE))
        figures[each.item] = Units(_unit(row) for row in rows if row["value"] is not None)
        for name in TOLD:
            hidden[name] |= figures[each.item] - _whole(house, each, period, SAID[name][0])
    return Open(figures, hidden)


def _whole(house: House, indicator: Indicator, period: str, by: str) -> Units:
    """Where nothing of a dimension is hidden: each group is shown, and how many are in none follows."""
    rows = cube.rows(house, indicator, period, cube.Cut(REGIONS, SCOPE, by))
    lacking = {_unit(row) for row in rows if row["value"] is None or _hides_unsaid(row, by)}
    return Units(_unit(row) for row in rows) - lacking


def _hides_unsaid(row: Row, by: str) -> bool:
    return by == "sex" and row["group"] == ALL and row["sex_missing"] is None


def _unit(row: Row) -> tuple[str, str]:
    return str(row["adm1_code"]), str(row["authority"])


def _sessions(
    house: House, conn: Any, period: str, region: str, open_: Open, today: str
) -> Iterator[Session]:
    """The ratings of a region, with the answers to items that are told there; none without any."""
    defined = measures(house.country.indicators)
    for row in packages.sessions(conn, period, region):
        marks = {"core": row.core, "g2": row.g2} | (json.loads(row.items) if row.items else {})
        unit = region, str(row.authority)
        told = {
            defined[name].indicator: str(mark)
            for name, mark in marks.items()
            if mark is not None and unit in open_.figures.get(name, ())
        }
        if told:
            day, form = from_ms(row.received_at).date(), row.form or today
            who = {
                name: "" if unit in open_.hidden[name] else said.get(getattr(row, name), "")
                for name, said in TOLD.items()
            }
            yield Session(Said(row.rater, row.authority, region, **who, day=day, form=form), told)


def _by_form(found: Sequence[Session]) -> Mapping[str, Rows]:
    """By form, each session as it may be shown; those that may not be are left out."""
    forms: dict[str, list[tuple[Said, Session]]] = defaultdict(list)
    for each, said in zip(found, coarsened([each.said for each in found]), strict=True):
        if said:
            forms[said.form].append((said, each))
    return forms


def responses(rows: Rows) -> Iterator[Response]:
    """The rows of a package, each with an id of its own; their order is that of chance."""
    contacts = _contacts([said for said, _ in rows])
    for said, session in rows:
        about = {
            "authority": str(said.authority),
            "unit": said.region,
            "sex": said.sex,
            "age": said.age,
            "displaced": said.displaced,
        }
        mine, when = _drawn("s"), (said.day.isoformat(), said.grain)
        contact = contacts.get(said.who) or _drawn("c")
        for question, answer in (*session.answers.items(), *about.items()):
            if answer:
                yield Response(_drawn("r"), contact, mine, *when, question, answer)


def _contacts(shown: Sequence[Said]) -> Mapping[str, str]:
    """An id for each person whose ratings taken together are like those of ten people; the ratings of
    others are not tied to one another, for what ties them would tell them apart.
    """
    theirs: dict[str, list[Any]] = defaultdict(list)
    for each in shown:
        theirs[each.who].append(each.shown)
    alike = {who: tuple(sorted(each)) for who, each in theirs.items()}
    many = Counter(alike.values())
    return {who: _drawn("c") for who, each in alike.items() if many[each] >= K_ROWS}


def _drawn(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(6)}"


def _name(house: House, period: str, number: int) -> str:
    name = f"lasomi-{house.country.code}-ratings-{period.lower()}"
    return f"{name}-{number + 1}" if number else name
