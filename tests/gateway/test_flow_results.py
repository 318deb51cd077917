"""Flow Results: the descriptor, the rows, who may read them; and they say what the figures say (§4, P64)."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select, text

from core.coarsening import K_ROWS
from gateway.feeds import publication
from gateway.feeds.openapi import schema
from gateway.house import House
from store import figures, ratings
from store.database import Database
from store.keys import Keys
from store.tables import audit
from tests.gateway.rooms import HOST, Room, mali, moment, room, told
from tests.rated import MEASURES
from workers import packaging
from workers.packaging import Open, pack_due

PACKAGES = "/v1/flow-results/packages"
AFTER = moment("2026-10-14T12:00")
UNITS = ("ML070102", "ML070201", "ML070301")
NOTHING: dict[str, Any] = dict.fromkeys(packaging.TOLD, frozenset())
PSEUDONYM = re.compile(r"\b[A-Z2-7]{26}\b")


def rating(number: int, **more: Any) -> ratings.Rating:
    """A phone rates the mayor of one of three communes of Gao; every eighth does not know."""
    unit = UNITS[number % 3]
    about: dict[str, Any] = {
        "inbox_id": f"r{number}",
        "rater": f"{number:A>26}".replace("0", "B").replace("1", "C").replace("8", "D").replace("9", "E"),
        "authority": 1,
        "unit": unit,
        "places": tuple(mali().gazetteer.ancestors(unit)),
        "locality": unit,
        "period": "2026-Q3",
        "received_at": moment("2026-07-14T09:00") + timedelta(days=number % 40),
        "core": 9 if number % 8 == 0 else 1 + number % 4,
        "items": {"g2": 1 + number % 4, "g3": 1 + number % 2},
        "sex": "f" if number % 3 else "m",
        "age": "25" if number % 5 else None,
        "displaced": "skip" if number % 4 else "yes",
        "channel": "ussd",
    }
    return ratings.Rating(**(about | more))


@pytest.fixture
def figures_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if G1 to G3 of the mayors of Gao were published."""
    out = {name: frozenset({("ML07", "1")}) for name in ("core", "g2", "g3")}
    monkeypatch.setattr(packaging, "published", lambda *_: Open(out, NOTHING))
    monkeypatch.setattr("store.cubes.is_published", lambda *_: True)


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Any, figures_out: None) -> Room:
    made = room(database, keys, data_dir)
    with database.write() as conn:
        for number in range(60):
            figures.rate(conn, rating(number), MEASURES)
        figures.rate(conn, rating(60, assisted=True), MEASURES)
        for number in range(70, 74):  # too few to be told of another authority
            figures.rate(conn, rating(number, authority=6), MEASURES)
    made.clock.at = AFTER
    return made


def packed(here: Room) -> Room:
    assert pack_due(here.house, AFTER) == 1
    return here


async def get(here: Room, path: str, scheme: str = "Token", *scopes: str) -> httpx.Response:
    async with here.client(Authorization=f"{scheme} {here.key(*(scopes or ('sessions',)))}") as reader:
        return await reader.get(path)


def asked(here: Room, path: str, *more: str) -> httpx.Response:
    return asyncio.run(get(here, path, *more))


def one(here: Room) -> str:
    found: str = asked(here, PACKAGES).json()["data"][0]["id"]
    return found


def rows_of(here: Room, query: str = "") -> list[list[Any]]:
    found: list[list[Any]] = asked(here, f"{PACKAGES}/{one(here)}/responses{query}").json()["data"][
        "attributes"
    ]["responses"]
    return found


def by_session(rows: list[list[Any]]) -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for at, _, contact, session, question, answer, about in rows:
        found[session] |= {question: answer, "time": at, "grain": about.get("grain", "day"), "who": contact}
    return found


def test_a_quarter_is_packed_once_and_when_nothing_waits(here: Room) -> None:
    assert pack_due(here.house, moment("2026-09-30T23:59")) == 0
    with here.house.database.write() as conn:
        figures.rate(conn, rating(90, due_at=AFTER + timedelta(hours=1)), MEASURES)
    assert pack_due(here.house, AFTER) == 0
    with here.house.database.write() as conn:
        figures.ripen_ratings(conn, AFTER + timedelta(hours=2), 10, MEASURES)
    assert [pack_due(here.house, AFTER) for _ in range(2)] == [1, 0]


def publish(house: House, *names: str) -> None:
    for each in house.country.indicators:
        if each.id in names:
            assert publication.publish(house, each, "2026-Q3", AFTER)


PLAIN = {"sex": None, "age": None, "displaced": None, "items": None}


def test_rows_say_what_the_figures_say(database: Database, keys: Keys, data_dir: Any) -> None:
    """With the cube as it is published: too few of another authority, and what a relay helped with."""
    plain = room(database, keys, data_dir)
    with database.write() as conn:
        for number in range(40):
            figures.rate(conn, rating(number, **PLAIN), MEASURES)
        figures.rate(conn, rating(60, assisted=True, **PLAIN), MEASURES)
        for number in range(70, 74):
            figures.rate(conn, rating(number, authority=6, **PLAIN), MEASURES)
    plain.clock.at = AFTER
    assert pack_due(plain.house, AFTER) == 0
    publish(plain.house, "G1")
    assert pack_due(plain.house, AFTER - timedelta(days=8)) == 0  # the other figures may still come
    assert pack_due(plain.house, AFTER) == 1
    sessions = by_session(rows_of(plain)).values()
    assert {each["authority"] for each in sessions} == {"1"}
    told_ = asyncio.run(told(plain, "/v1/indicators?indicator=G1&level=adm1&period=2026-Q3", "figures"))
    figure = next(row for row in told_["data"] if row["adm1_code"] == "ML07" and row["authority"] == "1")
    valid = [each["G1"] for each in sessions if each["G1"] in "1234"]
    assert figure["value"] == pytest.approx(sum(mark in "34" for mark in valid) / len(valid), abs=1e-4)
    assert (figure["denominator"], len(sessions)) == (len(valid), 40)


def test_nothing_is_packed_of_which_no_figure_is_shown(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaging, "published", lambda *_: Open({"core": frozenset()}, NOTHING))
    assert pack_due(here.house, AFTER) == 0


def test_the_descriptor_is_the_one_of_the_specification(here: Room) -> None:
    packed(here)
    listed = asked(here, PACKAGES)
    assert listed.headers["content-type"] == "application/vnd.api+json"
    assert listed.headers["x-sensitivity"] == "high"
    assert "high" in listed.headers["content-disposition"]
    Draft202012Validator(schema("flow-packages")).validate(listed.json())
    body = asked(here, f"{PACKAGES}/{one(here)}").json()
    Draft202012Validator(schema("flow-package")).validate(body)
    descriptor = body["data"]["attributes"]
    assert descriptor["name"] == "lasomi-ml-ratings-2026-q3"
    assert descriptor["title"] == "Lasomi Mali, ratings, 2026-Q3"
    assert descriptor["created"] == descriptor["modified"] == "2026-10-14T12:00:00+00:00"
    resource = descriptor["resources"][0]
    assert resource["path"] == f"{HOST}{PACKAGES}/{descriptor['id']}/responses"
    told_ = resource["schema"]
    assert [field["name"] for field in told_["fields"]] == [
        *("timestamp", "row_id", "contact_id", "session_id", "question_id", "response", "response_metadata")
    ]
    assert told_["questions"]["G1"] == {
        "type": "select_one",
        "label": "En 3 mois, son travail pour vous a été:",
        "type_options": {"choices": ["4", "3", "2", "1", "9"]},
    }
    assert {"authority", "unit", "sex", "age", "displaced", "G9"} <= set(told_["questions"])


def test_frictionless_takes_it_for_a_data_package(here: Room) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not here")
    packed(here)
    found = asked(here, f"{PACKAGES}/{one(here)}").json()["data"]["attributes"]
    del found["profile"]  # it would try to fetch it
    assert frictionless.Package.from_descriptor(found).get_resource("responses").path
    assert frictionless.Package.metadata_validate is not None
    assert list(frictionless.Package.metadata_validate(found)) == []


def test_rows_are_of_seven_and_answer_what_was_asked(here: Room) -> None:
    packed(here)
    body = asked(here, f"{PACKAGES}/{one(here)}/responses").json()
    Draft202012Validator(schema("flow-responses")).validate(body)
    questions = asked(here, f"{PACKAGES}/{one(here)}").json()["data"]["attributes"]["resources"][0]["schema"][
        "questions"
    ]
    rows = body["data"]["attributes"]["responses"]
    for at, row, contact, session, question, answer, _ in rows:
        assert at.endswith("T00:00:00+00:00")
        assert answer in questions[question]["type_options"]["choices"]
        assert (row[:2], contact[:2], session[:2]) == ("r-", "c-", "s-")
    assert len({row[1] for row in rows}) == len(rows)
    assert not PSEUDONYM.search(str(rows))


def test_whatever_could_tell_who_spoke_is_shared_by_ten(here: Room) -> None:
    packed(here)
    shown = defaultdict(list)
    for each in by_session(rows_of(here)).values():
        about = ("authority", "unit", "sex", "age", "displaced", "time", "grain")
        shown[tuple(each.get(name, "") for name in about)].append(each["who"])
    assert shown
    assert all(len(set(who)) >= K_ROWS for who in shown.values())
    assert {key[1] for key in shown} == {"ML07"}


def test_pages_follow_one_another_and_go_back(here: Room) -> None:
    packed(here)
    every, path = rows_of(here), f"{PACKAGES}/{one(here)}/responses?page[size]=100"
    found: list[list[Any]] = []
    pages = list(_pages(here, path))
    for body in pages:
        found += body["data"]["attributes"]["responses"]
    assert found == every
    back = pages[1]["data"]["relationships"]["links"]["previous"].removeprefix(HOST)
    before = asked(here, back).json()["data"]
    assert before["attributes"] == pages[0]["data"]["attributes"]
    assert before["relationships"]["links"]["previous"] is None
    assert before["relationships"]["links"]["next"] is not None


def _pages(here: Room, path: str | None) -> Iterator[dict[str, Any]]:
    while path:
        body = asked(here, path.removeprefix(HOST)).json()
        yield body
        path = body["data"]["relationships"]["links"]["next"]


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("filter[start-timestamp]=2026-07-31T23:59:59+00:00", True),
        ("filter[start-timestamp]=2026-10-01T00:00:00%2B00:00", False),
        ("filter[end-timestamp]=2026-07-01T00:00:00", True),
        ("filter[end-timestamp]=2026-06-30T00:00:00", False),
        ("filter[min-version]=2026-10-14T12:00:00", True),
        ("filter[min-version]=2026-10-14T12:00:01", False),
        ("filter[max-version]=2026-10-14T11:59:59", False),
    ],
)
def test_windows_are_of_whole_months(here: Room, query: str, some: bool) -> None:
    assert bool(rows_of(packed(here), f"?{query}")) == some


@pytest.mark.parametrize(
    ("path", "scheme", "scope", "status"),
    [
        (PACKAGES, "Bearer", "sessions", 200),
        (PACKAGES, "Token", "events", 403),
        (PACKAGES, "Basic", "sessions", 401),
        ("/v1/places", "Token", "sessions", 401),
        (f"{PACKAGES}/00000000-0000-4000-8000-000000000000", "Token", "sessions", 404),
        (f"{PACKAGES}/x", "Token", "sessions", 400),
        (f"{PACKAGES}/00000000-0000-4000-8000-000000000000/responses?page[size]=0", "Token", "sessions", 400),
    ],
)
def test_who_reads_what(here: Room, path: str, scheme: str, scope: str, status: int) -> None:
    assert asked(here, path, scheme, scope).status_code == status


def test_it_is_only_read(here: Room) -> None:
    answer = asyncio.run(here.client().post(PACKAGES))
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_who_read_rows_stands_in_the_audit(here: Room) -> None:
    rows_of(packed(here), "?page[size]=5")
    with here.house.database.read() as conn:
        asked_ = select(audit.c.action, audit.c.object, audit.c.reason, audit.c.role)
        assert conn.execute(asked_).all() == [("read_rows", "flow-results 2026-Q3", "page[size]=5", "reader")]


def test_ids_lead_to_no_rating_and_are_new_in_every_package(here: Room) -> None:
    packed(here)
    first = {cell for row in rows_of(here) for cell in row[1:4]}
    with here.house.database.write() as conn:
        conn.execute(text("DELETE FROM responses"))
        conn.execute(text("DELETE FROM packages"))
    packed(here)
    assert not first & {cell for row in rows_of(here) for cell in row[1:4]}
    with here.house.database.read() as conn:
        known = {value for row in conn.execute(text("SELECT * FROM ratings")) for value in row}
    assert not known & first
