"""The figures of the feed are right to the last digit, and none can be subtracted back to a person."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from store import figures
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, moment, room, seen, told
from tests.rated import MEASURES

pytestmark = pytest.mark.anyio
QUARTER_READ = moment("2026-10-15T12:00")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return room(database, keys, data_dir)


@pytest.fixture
def analyst_quarter(here: Room) -> Room:
    """S7: the ratings of authority type 1 in the cercles of Gao, 2026-Q3, read on 15 October."""
    here.clock.at = QUARTER_READ
    for unit, yes, no in (("ML070101", 18, 22), ("ML070201", 5, 3), ("ML070301", 3, 9), ("ML070401", 30, 20)):
        here.ratings(unit, "2026-Q3", yes=yes, no=no)
    here.ratings("ML070101", "2026-Q3", yes=3, no=9, indicator="G2")
    return here


async def test_the_analysts_quarter(analyst_quarter: Room) -> None:
    """S7, what this size of the feed has of it: rows, order, hidden cells and their reasons."""
    body = await told(analyst_quarter, "/v1/indicators?period=2026-Q3&level=adm2", "figures")
    names = ("indicator", "adm2_code", "value", "ci_lower", "ci_upper", "n_eff", "suppressed", "quality")
    assert seen(body["data"], *names) == [
        ("G1", "ML0701", 0.45, 0.3071, 0.6017, 40.0, None, "normal"),
        ("G1", "ML0702", None, None, None, None, "k<10", "suppressed"),
        ("G1", "ML0703", None, None, None, None, "secondary", "suppressed"),
        ("G1", "ML0704", 0.6, 0.4618, 0.7239, 50.0, None, "normal"),
        ("G2", "ML0701", 0.25, 0.0759, 0.5292, 12.0, None, "indicative"),
    ]
    assert {row["sampling"] for row in body["data"]} == {"self_selected"}
    assert body["data"][0]["n"] == 40
    assert {row["n"] for row in body["data"][1:3]} == {None}
    assert set(body) == {"data", "meta", "links"}
    assert body["meta"]["sensitivity"] == "moderate"
    assert body["meta"]["attribution"]["fr"].startswith("Limites et localités")


async def test_the_public_reads_regions_of_thirty_raters(analyst_quarter: Room) -> None:
    body = await told(analyst_quarter, "/v1/indicators?period=2026-Q3&level=adm1", "public")
    names = ("indicator", "adm1_code", "value", "ci_lower", "ci_upper", "suppressed")
    assert seen(body["data"], *names) == [
        ("G1", "ML07", 0.5091, 0.417, 0.6006, None),
        ("G2", "ML07", None, None, None, "raters<30"),
    ]
    assert body["meta"]["sensitivity"] == "low"


@pytest.mark.parametrize("path", ["?level=adm2", "?level=adm3", "?level=adm0", "?place=ML0701"])
async def test_the_public_reads_no_other_level(analyst_quarter: Room, path: str) -> None:
    async with analyst_quarter.reader("public") as reader:
        answer = await reader.get(f"/v1/indicators{path}")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "wrong_level"
    assert "adm1" in answer.json()["error"]["hint"]


async def test_the_same_numbers_as_a_file(analyst_quarter: Room) -> None:
    async with analyst_quarter.reader("figures") as reader:
        answer = await reader.get("/v1/indicators?period=2026-Q3&level=adm2&format=csv&hxl=1&indicator=G1")
    lines = list(csv.reader(answer.content.decode().splitlines()))
    assert lines[1][:3] == ["#indicator+code", "#indicator+name+fr", "#date+start"]
    assert lines[2][13:19] == ["0.4500", "0.3071", "0.6017", "18", "40", "40.0"]
    assert lines[3][13:22] == ["", "", "", "", "", "", "none", "k<10", "suppressed"]
    assert answer.headers["content-disposition"] == 'attachment; filename="lasomi-indicators-moderate.csv"'


async def test_the_same_question_has_the_same_bytes(analyst_quarter: Room) -> None:
    async with analyst_quarter.reader("figures") as reader:
        first = await reader.get("/v1/indicators?level=adm2")
        analyst_quarter.clock.at += timedelta(hours=1)
        second = await reader.get("/v1/indicators?level=adm2")
        known = await reader.get(
            "/v1/indicators?level=adm2", headers={"If-None-Match": first.headers["etag"]}
        )
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])
    assert (known.status_code, known.content) == (304, b"")
    assert first.headers["last-modified"] == "Tue, 13 Oct 2026 00:00:00 GMT"


async def test_a_chief_is_rated_by_the_thirtieth_phone(here: Room) -> None:
    """S6: 29 valid ratings of 34 are not public; the thirtieth makes 0.7667 [0.5907, 0.8821]."""
    here.clock.at = moment("2026-04-02T12:00")
    for index in range(29):
        rate(here, index, 4 if index < 22 else 2)
    rate(here, 0, 1, at="2026-02-03T10:00")  # the earlier word of a phone that answered again in March
    for index in (30, 31):
        rate(here, index, 4, assisted=True)
    for index in (32, 33, 34):
        rate(here, index, 9)
    path = "/v1/indicators?period=2026-Q1&level=adm3&indicator=G1"
    before = (await told(here, path, "figures"))["data"]
    names = ("value", "ci_lower", "ci_upper", "n", "quality", "suppressed")
    assert seen(before, *names) == [(0.7586, 0.5835, 0.885, 29, "indicative", None)]
    assert (before[0]["dont_know"], before[0]["assisted_share"]) == (0.0938, None)
    public = "/v1/indicators?period=2026-Q1&level=adm1&indicator=G1"
    assert seen((await told(here, public, "public"))["data"], "value", "suppressed") == [(None, "raters<30")]
    here.unpublish()
    rate(here, 35, 3)
    assert seen((await told(here, path, "figures"))["data"], *names) == [
        (0.7667, 0.5907, 0.8821, 30, "normal", None)
    ]
    assert seen((await told(here, public, "public"))["data"], "value", "suppressed") == [(0.7667, None)]


async def test_how_many_were_helped_is_told_where_the_helped_are(here: Room) -> None:
    """2 of 32 would tell a cell that `by=assisted` hides; 30 of 60 are one that stands."""
    path = "/v1/indicators?period=2026-Q1&level=adm3&indicator=G1"
    here.clock.at = moment("2026-04-02T12:00")
    for index in range(30):
        rate(here, index, 4)
    shares = []
    for helped in (2, 30):
        for index in range(40, 40 + helped):
            rate(here, index, 4, assisted=True)
        (whole,) = (await told(here, path, "figures"))["data"]
        parts = seen((await told(here, f"{path}&by=assisted", "figures"))["data"], "group", "suppressed")
        shares.append((whole["assisted_share"], dict(parts)["assisted"]))
        here.unpublish()
    assert shares == [(None, "k<10"), (0.5, None)]


def rate(here: Room, phone: int, core: int, *, at: str = "2026-03-10T10:00", assisted: bool = False) -> None:
    """One answer about the chief of Bara; the phones come from three localities."""
    locality = "a" if phone % 34 < 12 else "b" if phone % 34 < 23 else "c"
    with here.house.database.write() as conn:
        told = figures.Rating(
            inbox_id=f"{phone}-{at}",
            rater=f"R{phone:025d}",
            authority=2,
            unit="ML070102",
            places=("ML070102", "ML0701", "ML07", "ML"),
            locality=locality,
            period="2026-Q1",
            received_at=moment(at),
            core=core,
            assisted=assisted,
        )
        figures.rate(conn, told, MEASURES)


async def test_two_localities_are_not_enough(here: Room) -> None:
    here.clock.at = QUARTER_READ
    here.ratings("ML070102", "2026-Q3", yes=23, no=7, localities=2)
    body = await told(here, "/v1/indicators?level=adm3&indicator=G1", "figures")
    assert seen(body["data"], "adm3_code", "value", "suppressed") == [("ML070102", None, "k<10")]


async def test_an_open_quarter_is_not_read(analyst_quarter: Room) -> None:
    analyst_quarter.clock.at = moment("2026-09-30T23:59")
    async with analyst_quarter.reader("figures") as reader:
        answer = await reader.get("/v1/indicators?period=2026-Q3")
        latest = await reader.get("/v1/indicators?indicator=G1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_open")
    assert (latest.json()["data"], latest.json()["meta"]["periods"]) == ([], ["2026-Q2"])


async def test_counts_of_a_week_by_region_and_category(here: Room) -> None:
    """Monday 19 October, midnight: W42 has been over for a day, and partners may read it."""
    here.reported("ML070101", "2026-W42", "22", 6, incidents_=3)
    here.reported("ML070101", "2026-W42", "21", 4)
    here.reported("ML070101", "2026-W42", "61", 9)
    here.clock.at = moment("2026-10-20T00:00")
    body = await told(here, "/v1/indicators?indicator=incidents&level=adm1&place=ML07", "figures")
    found = {row["code"]: (row["value"], row["suppressed"]) for row in body["data"]}
    assert found["22"] == (3, None)
    assert found["21"] == (None, "k<5")
    assert found["11"] == (0, None)
    assert not {"61", "62", "00"} & set(found)


async def test_a_cercle_shows_groups_and_no_zero(here: Room) -> None:
    here.reported("ML070101", "2026-W42", "22", 6, incidents_=3)
    here.clock.at = moment("2026-10-20T00:00")
    body = await told(here, "/v1/indicators?indicator=incidents&level=adm2&place=ML0701", "figures")
    found = {row["code"]: (row["value"], row["suppressed"]) for row in body["data"]}
    assert found["2"] == (3, None)
    assert found["1"] == (None, "k<5")
    assert all(len(code) == 1 for code in found)


async def test_one_reporter_of_two_categories_is_one_person(here: Room) -> None:
    """Three phones told of thefts and the same three of raids: the group has three reporters."""
    here.reported("ML070101", "2026-W42", "21", 3)
    here.reported("ML070101", "2026-W42", "22", 3)
    here.clock.at = moment("2026-10-20T00:00")
    body = await told(here, "/v1/indicators?indicator=incidents_2&level=adm2&place=ML0701", "figures")
    assert seen(body["data"], "code", "value", "suppressed") == [("2", None, "k<5")]


@pytest.mark.parametrize(
    ("scope", "now", "status"),
    [
        ("figures", "2026-10-19T23:59", 400),
        ("figures", "2026-10-20T00:00", 200),
        ("public", "2026-10-21T23:59", 400),
        ("public", "2026-10-22T00:00", 200),
    ],
)
async def test_a_week_appears_a_day_after_it_and_to_the_public_after_three(
    here: Room, scope: str, now: str, status: int
) -> None:
    here.clock.at = moment(now)
    async with here.reader(scope) as reader:
        assert (await reader.get("/v1/indicators?period=2026-W42")).status_code == status


async def test_windows_are_widened_to_whole_periods(analyst_quarter: Room) -> None:
    analyst_quarter.ratings("ML070101", "2026-Q2", yes=18, no=22)
    body = await told(
        analyst_quarter, "/v1/indicators?indicator=G1&from=2026-06-30&to=2026-07-01&level=adm0", "figures"
    )
    assert seen(body["data"], "period") == [("2026-Q2",), ("2026-Q3",)]


async def test_no_pseudonym_leaves(here: Room) -> None:
    """P19: what k counts stays inside."""
    with here.house.database.write() as conn:
        for index in range(6):
            figures.observe(
                conn,
                indicator="incidents",
                places=("ML07", "ML"),
                period="2026-W42",
                group="22",
                member=f"USZ752E6KNFYW5JRNEJQ75YX5{index}",
            )
    here.clock.at = moment("2026-10-20T00:00")
    async with here.reader("figures") as reader:
        for path in ("/v1/indicators?level=adm1", "/v1/indicators?level=adm1&format=csv"):
            assert "USZ752" not in (await reader.get(path)).text
