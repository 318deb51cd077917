"""E1 to E9, G10 and G11 in the feed: right to the last digit, and none that leads to fewer than k people."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.periods import day
from gateway.highlights import alerted
from store import cases, figures, notices
from store.cases import Case
from store.database import Database
from store.keys import Keys
from store.tables import completeness
from tests.gateway.rooms import NOON, moment, room, seen, told
from tests.gateway.warning_room import READ, WEEK, Week

pytestmark = pytest.mark.anyio
NAMES = ("indicator", "value", "n", "suppressed")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def week(database: Database, keys: Keys, data_dir: Path) -> Week:
    here = room(database, keys, data_dir)
    here.clock.at = READ
    return Week(here)


async def rows(
    week: Week, indicator: str, level: str = "adm1", period: str = WEEK
) -> list[tuple[object, ...]]:
    path = f"/v1/indicators?indicator={indicator}&level={level}&period={period}"
    return seen((await told(week.here, path, "figures"))["data"], *NAMES)


async def test_rates_need_a_census_and_follow_the_cube(week: Week) -> None:
    week.happened("22", phones=6)
    week.happened("22", phones=1)
    week.happened("31", phones=2)
    assert await rows(week, "E1") == []
    week.here.unpublish()
    country = replace(week.house.country, population={"ML07": 500_000, "ML0701": 130_000})
    object.__setattr__(week.house, "country", country)
    region = {name: (value, hidden) for name, value, _, hidden in await rows(week, "E1")}
    assert region["E1_22"] == (0.4, None)
    assert region["E1_31"] == (None, "k<5")
    assert region["E1_21"] == (0.0, None)
    assert ("E1_2", 1.5385, None, None) in await rows(week, "E1", "adm2")


async def test_flags_are_counted_by_method_and_name_no_cercle(week: Week) -> None:
    with week.house.database.write() as conn:
        for key, method in (("a", "C1"), ("b", "C1"), ("c", "CUSUM")):
            told = {"methods": {method: [1.0, 4.2]}, "period": day(NOON)}
            notices.add(conn, kind="anomaly", key=key, area="ML0701", told=told, at=NOON)
        notices.add(conn, kind="drop", key="d", area="ML0701", told={}, at=NOON)
    assert await rows(week, "E2") == [("E2_C1", 2.0, None, None), ("E2_CUSUM", 1.0, None, None)]
    assert await rows(week, "E2", "adm2") == []


async def test_the_corroborated_share_counts_what_was_reached_once(week: Week) -> None:
    """Of ten incidents five stand and one had stood before it was found false."""
    for state in ("corroborated", "verified", "verified", "corroborated", "verified"):
        week.happened("22", state=state)
    fallen = week.happened("22", state="false")
    week.measured("opened_to_corroborated", fallen, 3600.0)
    for _ in range(4):
        week.happened("22")
    assert await rows(week, "E3") == [("E3", 0.6, None, None)]
    assert await rows(week, "E3", "adm0") == [("E3", 0.6, None, None)]


async def test_a_share_leans_on_published_categories_only(week: Week) -> None:
    """Four people told of code 31: neither its cell nor a share that holds it is shown."""
    for _ in range(4):
        week.happened("31", state="verified")
    assert await rows(week, "E3") == []
    week.here.unpublish()
    week.happened("22", phones=5)
    assert await rows(week, "E3") == [("E3", 0.0, None, None)]


async def test_delays_as_median_and_ninetieth_percentile(week: Week) -> None:
    for index, seconds in enumerate((60.0, 90.0, 120.0, 150.0, 180.0)):
        week.measured("receipt_to_alert", week.alerted("11", seconds=900.0 + index), seconds)
    assert await rows(week, "E4") == [
        ("E4_alert_to_acknowledgement_median", 902.0, None, None),
        ("E4_alert_to_acknowledgement_p90", 903.6, None, None),
        ("E4_receipt_to_alert_median", 120.0, None, None),
        ("E4_receipt_to_alert_p90", 168.0, None, None),
    ]
    assert len(await rows(week, "E4", "adm2")) == 4
    assert await rows(week, "E4", "adm3") == []


def test_the_highlights_tell_the_delays_of_the_country(week: Week) -> None:
    for index in range(5):
        week.alerted("11", seconds=900.0 + index)
    found = alerted.alerts(week.here.house, WEEK)
    assert found is not None
    assert found["delays"] == [
        {"step": "alert_to_acknowledgement", "statistic": "median", "seconds": 902.0},
        {"step": "alert_to_acknowledgement", "statistic": "p90", "seconds": 903.6},
    ]


async def test_a_delay_of_few_people_is_hidden_in_every_unit(week: Week) -> None:
    """Five alerts of one phone are one person; the cercle's row is absent, as a zero's would be."""
    for _ in range(5):
        week.alerted("11", seconds=60.0, who="one")
    hidden = [("E4_alert_to_acknowledgement_median", None, None, "k<5")]
    assert (await rows(week, "E4"))[:1] == hidden
    assert (await rows(week, "E4", "adm0"))[:1] == hidden
    assert await rows(week, "E4", "adm2") == []


async def test_a_single_hidden_region_takes_another_with_it(week: Week) -> None:
    for place, phones in (("ML0701", 5), ("ML0603", 6), ("ML0504", 2)):
        week.alerted("11", seconds=60.0, phones=phones, place=place)
        for _ in range(phones):
            week.alerted("11", seconds=60.0, phones=1, place=place, who=place)
    path = f"/v1/indicators?indicator=E4&level=adm1&period={WEEK}"
    body = (await told(week.here, path, "figures"))["data"]
    reasons = {row["adm1_code"]: row["suppressed"] for row in body}
    assert reasons == {"ML05": "k<5", "ML06": None, "ML07": "secondary"}


async def test_precision_of_the_alerts_that_were_judged(week: Week) -> None:
    for state in ("verified", "verified", "verified", "verified", "false", "unverified", "unresolved"):
        week.alerted("11", state=state)
    assert await rows(week, "E5") == [("E5", 0.8, None, None)]


async def test_rumours_and_the_delay_of_the_counter_message(week: Week) -> None:
    """Two incidents of code 44 and one found false among ten; each was answered after so many minutes."""
    rumours = [week.happened("44", phones=5), week.happened("44"), week.happened("22", state="false")]
    for _ in range(7):
        week.happened("22")
    for minutes, id_ in zip((100, 150, 200), rumours, strict=True):
        week.measured("false_to_counter", id_, minutes * 60.0)
    assert await rows(week, "E6") == [
        ("E6", 0.3, None, None),
        ("E6_false_to_counter_median", 9000.0, None, None),
        ("E6_false_to_counter_p90", 11400.0, None, None),
    ]


async def test_a_hidden_rumour_hides_the_share(week: Week) -> None:
    week.happened("44", phones=2)
    week.happened("22", phones=9)
    assert await rows(week, "E6") == []


async def test_the_share_of_the_country_tells_no_hidden_region_how_many_were_false(week: Week) -> None:
    """Of 22 incidents the cube shows 20: 9 % of rumours in the country were two, and those of Mopti."""
    for _ in range(20):
        week.happened("22")
    for _ in range(2):
        week.happened("22", place="ML0501", state="false")
    assert await rows(week, "E6", "adm0") == []
    assert await rows(week, "E6") == [("E6", None, None, "k<5"), ("E6", 0.0, None, None)]


async def test_completeness_of_five_relays_and_more(week: Week) -> None:
    with week.house.database.write() as conn:
        for area, expected, reporting in (("ML0701", 9, 5), ("ML0702", 3, 1), ("ML0603", 6, 6)):
            values = {"area": area, "week": WEEK, "expected": expected, "reporting": reporting, "phones": 9}
            conn.execute(completeness.insert().values(**values, population=None))
    assert await rows(week, "E7", "adm0") == [("E7", 0.67, None, None)]
    path = f"/v1/indicators?indicator=E7&level=adm2&period={WEEK}"
    body = (await told(week.here, path, "figures"))["data"]
    assert {row["adm2_code"]: row["value"] for row in body} == {"ML0603": 1.0}, (
        "ML0702 would follow from ML07"
    )


async def test_the_voice_of_women_is_counted_without_a_pseudonym(week: Week) -> None:
    with week.house.database.write() as conn:
        for region, women, men, phones in (("ML07", 6, 9, 11), ("ML06", 4, 1, 2), ("ML", 1, 0, 1)):
            for name, n in (("voices_f", women), ("voices_m", men), ("voices", phones)):
                figures.count(conn, name, region, WEEK, n)
    shown = await rows(week, "E9")
    assert sorted(shown, key=str) == [("E9", 0.4, None, None), ("E9", None, None, "k<5")]


async def test_authorities_that_answer(week: Week) -> None:
    """Twelve cases of July whose thirtieth day lies in the quarter; the mayor's seven are too few."""
    for index in range(12):
        referred(week, authority=1 if index < 7 else 4, days=None if index % 3 == 0 else 5 + index)
    referred(week, authority=4, days=2, withdrawn=True)
    week.here.clock.at = moment("2026-10-15T12:00")
    assert await rows(week, "G10", period="2026-Q3") == [
        ("G10", 0.6667, 12, None),
        ("G10", None, None, "k<10"),
        ("G10", None, None, "k<10"),
    ]
    assert ("E8", 0.6667, 12, None) in await rows(week, "E8", "adm0", "2026-Q3")


async def test_days_until_an_authority_answers(week: Week) -> None:
    """The seven of the golden curve, thrice: the same median, and an interval that closes."""
    golden = [(2, True), (5, True), (5, True), (9, False), (12, True), (20, False), (30, False)]
    end = moment("2026-10-01T00:00")
    for _ in range(3):
        for days, came in golden:
            start = end - timedelta(days=40) if came else end - timedelta(days=30 + days)
            referred(week, authority=1, days=days if came else None, at=start)
    week.here.clock.at = moment("2026-10-15T12:00")
    body = (await told(week.here, "/v1/indicators?indicator=G11&level=adm1&period=2026-Q3", "figures"))[
        "data"
    ]
    assert seen(body, "authority", "value", "ci_lower", "ci_upper", "n") == [
        (None, 12.0, 5.0, None, 21),
        ("1", 12.0, 5.0, None, 21),
    ]
    assert {row["quality"] for row in body} == {"indicative"}


async def test_a_median_that_is_not_reached_says_so(week: Week) -> None:
    for _ in range(10):
        referred(week, authority=1, days=None)
    week.here.clock.at = moment("2026-10-15T12:00")
    body = (await told(week.here, "/v1/indicators?indicator=G11&level=adm0&period=2026-Q3", "figures"))[
        "data"
    ]
    assert (body[0]["value"], body[0]["suppressed"]) == (None, None)
    assert body[0]["method"].endswith(";median=not_reached")


@pytest.mark.parametrize("code", ["61", "62", "00"])
async def test_what_is_never_counted(week: Week, code: str) -> None:
    for _ in range(6):
        week.alerted(code, seconds=60.0, state="verified")
    for indicator in ("E1", "E3", "E4", "E5", "E6"):
        assert {value for _, value, _, _ in await rows(week, indicator)} <= {0.0}, indicator


async def test_readiness_stands_in_no_feed(week: Week) -> None:
    assert await rows(week, "E10") == []


def referred(
    week: Week,
    *,
    authority: int,
    days: int | None,
    withdrawn: bool = False,
    at: datetime | None = None,
) -> None:
    """A case in Ansongo, answered after so many days if at all."""
    start = at or moment("2026-07-10T00:00")
    with week.house.database.write() as conn:
        made = cases.refer(conn, Case("", authority, "ML0701", start, place="ML070101"))
        if days is not None:
            cases.respond(conn, made.id, "seen", start + timedelta(days=days))
        if withdrawn:
            cases.withdraw(conn, made.id, moment("2026-08-01T00:00"), "error")
