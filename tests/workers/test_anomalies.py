"""Series out of habit become notices: once, with what they rest on, and never an SMS (`alerts.md` §3)."""

from datetime import UTC, date, datetime, time, timedelta

from store import notices, rounds
from store.completeness import Completeness, keep
from store.database import ms
from store.notices import Notice
from store.rows import new_id
from store.tables import incidents
from tests.workers.bureau import MONITOR, REPORTER, Bureau, moment
from workers.anomalies import watch

TODAY = moment("00:10")
YESTERDAY = date(2026, 7, 13)


def happens(bureau: Bureau, day: date, count: int, code: str = "22", **told: object) -> None:
    """Incidents of a day in Ansongo."""
    at = ms(datetime.combine(day, time(12), UTC))
    where = {"code": code, "adm1": "ML07", "adm2": "ML0701", "occurred": "today", "state": "unverified"}
    sums = {"severity": 2, "confidence": 0.25, "sources": 1, "opened_at": at, "updated_at": at}
    with bureau.house.database.write() as conn:
        for _ in range(count):
            conn.execute(incidents.insert().values({"id": new_id()} | where | sums | told))


def series(bureau: Bureau, counts: list[int], last: date = YESTERDAY) -> None:
    for back, count in enumerate(reversed(counts)):
        happens(bureau, last - timedelta(days=back), count)


def found(bureau: Bureau) -> list[Notice]:
    with bureau.house.database.read() as conn:
        return notices.open_notices(conn, ["ML0701"])


def test_the_golden_series_is_flagged_with_what_it_rests_on(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    series(bureau, [2, 0, 1, 1, 0, 1, 0, 4, 2, 7])
    assert watch(bureau.house, TODAY) == 1
    (notice,) = found(bureau)
    assert (notice.kind, notice.area) == ("anomaly", "ML0701")
    told = notice.told
    assert (told["series"], told["period"], told["x"]) == ("2", "2026-07-13", 7)
    assert told["methods"]["C1"] == [1.286, 4.14]
    assert told["methods"]["C2"] == [0.714, 8.315]
    assert watch(bureau.house, TODAY) == 0
    bureau.work()
    assert bureau.sent == []
    assert bureau.rows("SELECT * FROM alerts") == []


def test_a_flood_counts_one_and_what_was_taken_back_none(bureau: Bureau) -> None:
    series(bureau, [1] * 9)
    for told in ({"set_aside": True}, {"state": "false"}, {"merged_into": "x"}, {"sources": 0}):
        happens(bureau, YESTERDAY, 5, **told)
    happens(bureau, YESTERDAY, 9, code="61")
    assert watch(bureau.house, TODAY) == 0


def test_days_of_a_week_with_too_few_relays_are_missing(bureau: Bureau) -> None:
    series(bureau, [1] + [0] * 12 + [7])
    with bureau.house.database.write() as conn:
        keep(conn, Completeness("ML0701", "2026-W28", expected=9, reporting=5, phones=3))
    assert watch(bureau.house, TODAY) == 0


def test_both_denominators_are_told(bureau: Bureau) -> None:
    series(bureau, [1] + [0] * 12 + [7])
    with bureau.house.database.write() as conn:
        keep(conn, Completeness("ML0701", "2026-W28", 9, 9, phones=3, population=131953.0))
    assert watch(bureau.house, TODAY) == 1
    assert found(bureau)[0].told["phones"] == 3
    assert found(bureau)[0].told["population"] == 131953.0


def test_a_house_that_has_just_begun_has_no_habits(bureau: Bureau) -> None:
    series(bureau, [9])
    assert watch(bureau.house, TODAY) == 0


def test_a_day_waits_until_its_messages_are_read(bureau: Bureau) -> None:
    series(bureau, [2, 0, 1, 1, 0, 1, 0, 4, 2, 7])
    tomorrow = TODAY + timedelta(days=1)
    bureau.sms(REPORTER, "22 GAO", "23:50")
    assert watch(bureau.house, tomorrow) == 0
    with bureau.house.database.read() as conn:
        assert not rounds.is_done(conn, "days", "2026-07-14")
    bureau.work()
    watch(bureau.house, tomorrow)
    with bureau.house.database.read() as conn:
        assert rounds.is_done(conn, "days", "2026-07-14")


def weekly(bureau: Bureau, monday: date) -> list[Notice]:
    """What the look at the week that ended finds, without the days."""
    now = datetime.combine(monday, time(0, 10), UTC)
    with bureau.house.database.write() as conn:
        rounds.begin(conn, "days", (monday - timedelta(days=1)).isoformat())
    watch(bureau.house, now)
    return [one for one in found(bureau) if "CUSUM" in one.told["methods"]]


def test_a_sum_of_weeks_alarms_once_until_somebody_has_seen_it(bureau: Bureau) -> None:
    monday = date(2026, 7, 6)
    for back in range(2, 15):
        happens(bureau, monday - timedelta(weeks=back, days=-1), 1)
    for ahead in range(-1, 3):
        happens(bureau, monday + timedelta(weeks=ahead, days=1), 9)
    (flag,) = weekly(bureau, monday)
    assert (flag.told["period"], flag.told["x"]) == ("2026-W27", 9)
    assert flag.told["methods"] == {"CUSUM": [1.0, 7.5]}
    assert weekly(bureau, monday + timedelta(weeks=1)) == [flag]
    with bureau.house.database.write() as conn:
        notices.acknowledge(conn, flag.id, "x", moment("09:00", "2026-07-14"))
    (again,) = weekly(bureau, monday + timedelta(weeks=2))
    assert again.told["methods"]["CUSUM"] == [1.0, 7.5]


def test_a_code_that_is_dense_is_a_series_of_its_own(bureau: Bureau) -> None:
    for back in range(14):
        happens(bureau, YESTERDAY - timedelta(days=back), 2 if back else 12)
        happens(bureau, YESTERDAY - timedelta(days=back), 1, code="21")
    watch(bureau.house, TODAY)
    assert {one.told["series"] for one in found(bureau)} == {"2", "22"}


def test_a_code_that_is_all_of_its_digit_is_told_once(bureau: Bureau) -> None:
    series(bureau, [2] * 13 + [12])
    watch(bureau.house, TODAY)
    assert [one.told["series"] for one in found(bureau)] == ["2"]
