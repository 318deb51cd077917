"""`/v1/commitments` and T1 to T6: as of a day, the same for good, and nobody's answer to be found out."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.disclosure import K_RATINGS
from gateway.feeds.heard import TOTAL, heard
from store import commitments, opinions
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, moment, room, seen, told

pytestmark = pytest.mark.anyio
READ = moment("2026-10-15T12:00")
QUARTER = "2026-Q3"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """The golden T1 of §10 among four commitments to Gao, and one that is the house's own."""
    made = room(database, keys, data_dir)
    made.clock.at = READ
    came = moment("2026-01-02T08:00")
    with database.write() as conn:
        for number, (weight, done) in enumerate(((1, 1.0), (2, 0.5), (1, 0.0), (1, 0.25)), 1):
            promise(conn, f"C{number}", came, weight=float(weight), nap=number)
            say(conn, f"C{number}", "2026-03-01", done, verified_by_role="regional")
        promise(conn, "A1", came, framework="tabletop_aar")
    return made


def promise(conn: Any, code: str, now: Any, **more: Any) -> None:
    values: dict[str, Any] = {"framework": "local_scorecard", "addressee_unit": "ML07"}
    values["text"] = {"fr": f"=Engagement {code}"}
    values |= {"addressee_type": "local_authority", "due": date(2026, 6, 30), "objective": "eau"}
    commitments.add(conn, code=code, now=now, **(values | more))


def say(conn: Any, code: str, on: str, done: float, **more: Any) -> None:
    state = "done" if done == 1 else "under_way"
    values: dict[str, Any] = {"state": state, "progress": done, "role": "monitor"}
    commitments.report(conn, code, on=date.fromisoformat(on), **(values | more))


def answer(here: Room, code: str, yes: int, no: int, *, of: str = "p", period: str = QUARTER) -> None:
    with here.house.database.write() as conn:
        for n in range(yes + no):
            said = "yes" if n < yes else "no"
            opinions.keep(
                conn,
                what="commitment",
                id_=code,
                pseudonym=f"{of}{n}",
                answer=said,
                period=period,
                session=None,
            )


async def test_the_golden_rate_and_its_breakdown(here: Room) -> None:
    body = await told(here, f"/v1/indicators?indicator=T1&period={QUARTER}&level=adm1", "public")
    names = ("indicator", "adm1_code", "value", "numerator", "denominator", "n", "unknown_share", "sampling")
    assert seen(body["data"], *names) == [("T1", "ML07", 0.45, 2.25, 5, 4, 0.0, "complete")]
    body = await told(here, f"/v1/indicators?indicator=T5&period={QUARTER}&level=adm0", "figures")
    rates = {row["indicator"]: row["value"] for row in body["data"]}
    assert rates["T5_T1_addressee_type_local_authority"] == 0.45
    assert rates["T5_T1_framework_local_scorecard"] == 0.45
    assert rates["T5_T1_objective_local_scorecard/eau"] == 0.45
    assert [rates[f"T5_T1_nap_{n}"] for n in (1, 2, 3, 4)] == [1.0, 0.5, 0.0, 0.25]
    assert rates["T5_T2_nap_1"] == 1.0
    assert rates["T5_T4_nap_2"] == 1.0
    assert not any("tabletop" in name for name in rates)
    assert (await told(here, f"/v1/indicators?indicator=T1&period={QUARTER}&level=adm2", "figures"))[
        "data"
    ] == []


async def test_a_closed_quarter_has_one_answer_for_good(here: Room) -> None:
    async with here.reader("figures") as reader:
        first = await reader.get(f"/v1/indicators?period={QUARTER}&level=adm1&indicator=T1")
        with here.house.database.write() as conn:
            say(conn, "C3", "2026-09-01", 1.0, verified_by_role="regional", recorded=READ.date())
        second = await reader.get(f"/v1/indicators?period={QUARTER}&level=adm1&indicator=T1")
        late = await reader.get("/v1/commitments?as_of=2026-09-30&framework=local_scorecard")
        as_known = await reader.get("/v1/commitments?as_of=2026-09-30&known=2026-09-30")
    assert first.content == second.content
    assert [row["progress"] for row in late.json()["data"]] == [1.0, 0.5, 1.0, 0.25]
    assert [row["progress"] for row in as_known.json()["data"]] == [1.0, 0.5, 0.0, 0.25]


async def test_as_of_a_day(here: Room) -> None:
    names = ("commitment", "state", "progress", "progress_verified", "overdue", "stale")
    body = await told(here, "/v1/commitments?as_of=2026-02-01", "public")
    assert seen(body["data"], *names) == [(f"C{n}", "unknown", None, None, "no", "no") for n in range(1, 5)]
    body = await told(here, "/v1/commitments", "public")
    assert body["meta"]["as_of"] == "2026-10-15"
    assert body["meta"]["sensitivity"] == "low"
    assert seen(body["data"], *names)[:2] == [
        ("C1", "done", 1.0, 1.0, "no", "no"),
        ("C2", "under_way", 0.5, 0.5, "yes", "yes"),
    ]
    assert (await told(here, "/v1/commitments?as_of=2026-01-01", "public"))["data"] == []


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("state=done", ["C1"]),
        ("state=abandoned", []),
        ("place=ML07", ["C1", "C2", "C3", "C4"]),
        ("place=ML05", []),
        ("place=ML", ["C1", "C2", "C3", "C4"]),
        ("addressee=govt", []),
        ("framework=scg33", []),
        ("framework=tabletop_aar", []),
    ],
)
async def test_what_is_asked_for(here: Room, query: str, codes: list[str]) -> None:
    body = await told(here, f"/v1/commitments?{query}", "figures")
    assert [row["commitment"] for row in body["data"]] == codes


@pytest.mark.parametrize(
    "query", ["as_of=2026-10-16", "as_of=yesterday", "place=ML99", "state=begun", "code=C1"]
)
async def test_what_is_refused(here: Room, query: str) -> None:
    async with here.reader("figures") as reader:
        assert (await reader.get(f"/v1/commitments?{query}")).status_code == 400
    async with here.reader("alerts") as reader:
        assert (await reader.get("/v1/commitments")).status_code == 403


async def test_the_same_as_a_file_that_runs_nothing(here: Room) -> None:
    async with here.reader("public") as reader:
        answer_ = await reader.get("/v1/commitments?format=csv&hxl=1&limit=2")
        again = await reader.get("/v1/commitments?format=csv&hxl=1&limit=2")
    head, tags, *rows = list(csv.reader(answer_.content.decode().splitlines()))
    assert len(head) == len(tags) == 34
    assert len(set(tags)) == len(tags)
    assert [row[head.index("text_fr")] for row in rows] == ["'=Engagement C1", "'=Engagement C2"]
    assert [row[head.index("progress")] for row in rows] == ["1.00", "0.50"]
    assert answer_.headers["etag"] == again.headers["etag"]
    assert 'rel="next"' in answer_.headers["link"]
    assert "owner" not in head


async def test_t6_and_its_divergence(here: Room) -> None:
    answer(here, "C1", 12, 28)
    answer(here, "C2", 4, 8, of="q")
    body = await told(here, "/v1/commitments", "figures")
    names = ("commitment", "heard", "heard_lower", "heard_upper", "heard_answers", "quality", "divergence")
    assert seen(body["data"], *names)[0] == ("C1", 0.3, 0.1807, 0.4543, 40, "normal", 0.7)
    assert seen(body["data"], "commitment", "quality", "divergence")[1] == ("C2", "indicative", 0.1667)
    assert body["data"][2]["suppressed"] == "no data"
    assert body["meta"]["heard_period"] == QUARTER
    public = await told(here, "/v1/commitments", "public")
    assert seen(public["data"], "heard", "suppressed", "divergence")[1] == (None, "raters<30", None)


async def test_answers_of_an_open_quarter_are_not_told(here: Room) -> None:
    answer(here, "C1", 40, 0, period="2026-Q4")
    body = await told(here, "/v1/commitments", "figures")
    assert {row["heard"] for row in body["data"]} == {None}


async def test_what_is_published_of_answers_stays(here: Room) -> None:
    """P59: somebody who answers anew counts in the quarter of then, and nobody sees them leave this one."""
    answer(here, "C1", 12, 28)
    before = await told(here, "/v1/commitments", "figures")
    answer(here, "C1", 1, 0, period="2026-Q4")
    assert await told(here, "/v1/commitments", "figures") == before


async def test_no_hidden_share_follows_from_the_sum(here: Room) -> None:
    """C1 is under k; without more, its answers would be the region's less those of C2."""
    answer(here, "C1", 3, 3)
    answer(here, "C2", 8, 4, of="q")
    answer(here, "C3", 20, 4, of="r")
    found = heard(here.house, QUARTER, public=False)
    hidden = {key: shown.suppressed for key, shown in found.items()}
    assert hidden == {
        "C1": f"k<{K_RATINGS}",
        "C2": "secondary",
        "C3": "",
        f"{TOTAL}ML07": "",
        f"{TOTAL}ML": "",
    }
    assert found["C1"].n is None


async def test_a_region_of_one_commitment_hides_with_it(here: Room) -> None:
    answer(here, "C1", 3, 3)
    found = heard(here.house, QUARTER, public=False)
    assert all(shown.value is None for shown in found.values())


async def test_who_answers_about_many_counts_in_the_sum_as_one(here: Room) -> None:
    for code in ("C1", "C2", "C3"):
        answer(here, code, 6, 6)
    total = heard(here.house, QUARTER, public=False)[f"{TOTAL}ML07"]
    assert (total.n, total.n_eff, total.denominator, total.quality) == (12, 12.0, 36.0, "indicative")
    body = await told(here, f"/v1/indicators?indicator=T6&period={QUARTER}&level=adm1", "figures")
    assert seen(body["data"], "indicator", "adm1_code", "value", "n") == [("T6", "ML07", 0.5, 12)]
    body = await told(here, f"/v1/indicators?indicator=T6&period={QUARTER}&level=adm1", "public")
    assert seen(body["data"], "value", "suppressed") == [(None, "raters<30")]


async def test_the_bytes_are_those_of_the_day(here: Room) -> None:
    async with here.reader("figures") as reader:
        first = await reader.get("/v1/commitments")
        here.clock.at += timedelta(hours=3)
        second = await reader.get("/v1/commitments")
        third = await reader.get("/v1/commitments", headers={"If-None-Match": first.headers["etag"]})
    assert first.content == second.content
    assert third.status_code == 304
    assert first.headers["last-modified"] == "Sun, 01 Mar 2026 00:00:00 GMT"
