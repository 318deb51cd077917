"""What no webhook brought is found in the listing, all of it, once; what was posted is not told again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import LasomiError
from store import signs
from tests.workers.bureau import REPORTER, STRANGER, Bureau
from tests.workers.listing import Telco, telco
from workers.reconcile import pull

AT, TW = "africastalking", "twilio"


@pytest.fixture
def town(bureau: Bureau) -> Iterator[Telco]:
    with telco(bureau) as town:
        yield town


def pulled(town: Telco) -> int:
    return pull(town.house(), town.pullers(), town.bureau.watch.at)


def waiting(town: Telco, channel: str) -> int:
    asked = "SELECT count(*) AS n FROM inbox WHERE channel = :channel AND state = 'new'"
    return int(town.bureau.one(asked, channel=channel)["n"])


def outcomes(town: Telco) -> list[str]:
    return sorted(row["outcome"] for row in town.bureau.rows("SELECT outcome FROM inbox"))


def told(town: Telco) -> int:
    return int(town.bureau.one("SELECT count(*) AS n FROM reports")["n"])


def test_500_missed_messages_of_each_provider_are_found_once(town: Telco) -> None:
    for n in range(500):
        for channel in (AT, TW):
            town.wrote(channel, f"+223500{n:05d}", f"22 ANSONGO {n}")
    assert pulled(town) == 1000
    assert (waiting(town, AT), waiting(town, TW)) == (500, 500)
    assert pulled(town) == 0
    assert town.bureau.one("SELECT count(*) AS n FROM inbox")["n"] == 1000


def test_when_half_was_posted_before_the_other_half_is_found(town: Telco) -> None:
    for n in range(500):
        for channel in (AT, TW):
            written = town.wrote(channel, f"+223500{n:05d}", f"22 ANSONGO {n}")
            assert n % 2 or town.post(written)
    assert pulled(town) == 500
    assert (waiting(town, AT), waiting(town, TW)) == (500, 500)
    assert town.bureau.one("SELECT count(*) AS n FROM inbox WHERE outcome = 'copy'")["n"] == 250
    assert pulled(town) == 0


def test_a_listed_message_is_proven_and_becomes_a_report(town: Telco) -> None:
    town.wrote(AT, REPORTER, "22 ANSONGO")
    town.wrote(TW, STRANGER, "13 GAO")
    assert pulled(town) == 2
    town.bureau.work()
    assert outcomes(town) == ["report", "report"]


def test_a_webhook_that_comes_after_the_listing_is_folded(town: Telco) -> None:
    first, second = town.wrote(AT, REPORTER, "22 ANSONGO"), town.wrote(TW, STRANGER, "11 MENAKA")
    town.wrote(AT, STRANGER, "13 GAO")
    assert pulled(town) == 3
    town.bureau.work()
    before = told(town)
    assert (town.post(first), town.post(second)) == (True, False)
    town.bureau.work(after=timedelta(minutes=3))
    assert outcomes(town) == ["copy", "report", "report", "report"]
    assert told(town) == before


def test_both_ways_at_once_are_told_once(town: Telco) -> None:
    """The webhook's row is on disk after the pull has looked and before a worker has."""
    written = town.wrote(AT, REPORTER, "22 ANSONGO")
    assert pulled(town) == 1
    assert town.post(written)
    town.bureau.work()
    assert (outcomes(town), told(town)) == (["copy", "report"], 1)


@pytest.mark.parametrize("channel", [AT, TW])
def test_what_was_sent_before_its_phone_was_erased_is_not_told_anew(town: Telco, channel: str) -> None:
    """P11: its webhook was lost, the one of EFFACER was not."""
    town.wrote(channel, REPORTER, "22 ANSONGO")
    town.wrote(channel, REPORTER, "STOP")
    town.bureau.watch.at += timedelta(minutes=2)
    assert town.post(town.wrote(channel, REPORTER, "EFFACER"))
    town.bureau.work()
    town.bureau.watch.at += timedelta(minutes=2)
    town.wrote(channel, REPORTER, "13 GAO")
    town.wrote(channel, STRANGER, "22 ANSONGO")
    assert pulled(town) == 3
    town.bureau.work()
    assert [row["code"] for row in town.bureau.rows("SELECT code FROM reports ORDER BY code")] == ["13", "22"]
    assert len(town.bureau.rows("SELECT * FROM optouts WHERE state = 'out'")) == 1
    assert pulled(town) == 0


@pytest.mark.parametrize("posted", [(), (0,), (1,), (0, 1)])
def test_who_writes_the_same_twice_is_heard_twice(town: Telco, posted: tuple[int, ...]) -> None:
    moments = (town.bureau.watch.at, town.bureau.watch.at + timedelta(seconds=60))
    both = [town.wrote(AT, REPORTER, "22 ANSONGO", at) for at in moments]
    town.bureau.watch.at += timedelta(seconds=90)
    for n in posted:
        assert town.post(both[n])
    assert pulled(town) == 2 - len(posted)
    town.bureau.work()
    assert [word for word in outcomes(town) if word != "copy"] == ["repeat", "report"]


@pytest.mark.parametrize(("seconds", "new"), [(-121, 1), (-120, 0), (120, 0), (121, 1)])
def test_dates_may_differ_by_two_minutes_and_no_more(town: Telco, seconds: int, new: int) -> None:
    written = town.wrote(AT, REPORTER, "22 ANSONGO")
    assert town.post(replace(written, at=written.at + timedelta(seconds=seconds)))
    assert pulled(town) == new


def test_more_than_a_day_after_it_was_sent_it_is_late(town: Telco) -> None:
    town.wrote(AT, STRANGER, "13 GAO")
    town.bureau.watch.at += timedelta(hours=25)
    town.wrote(TW, REPORTER, "22 ANSONGO")
    pulled(town)
    assert [row["late"] for row in town.bureau.rows("SELECT late FROM inbox ORDER BY channel")] == [1, 0]


def test_at_the_first_pull_nothing_older_than_three_days_is_ours(town: Telco) -> None:
    town.wrote(AT, STRANGER, "13 GAO")
    town.bureau.watch.at += timedelta(hours=73)
    town.bureau.house.keys.issue(town.bureau.watch.at)
    town.wrote(AT, STRANGER, "22 GAO")
    assert pulled(town) == 1


def test_after_five_days_away_everything_is_found(town: Telco) -> None:
    town.wrote(AT, STRANGER, "13 GAO")
    town.wrote(TW, STRANGER, "13 GAO")
    assert pulled(town) == 2
    for channel in (AT, TW):
        town.wrote(channel, REPORTER, "22 ANSONGO", town.bureau.watch.at + timedelta(hours=1))
    town.bureau.watch.at += timedelta(days=5)
    town.bureau.house.keys.issue(town.bureau.watch.at)
    assert pulled(town) == 2
    assert pulled(town) == 0


def test_an_operators_message_is_set_aside_once(town: Telco) -> None:
    for channel in (AT, TW):
        town.wrote(channel, "Orange", "Bonus!")
        town.wrote(channel, "+33612345678", "22 ANSONGO")
    assert [pulled(town) for _ in range(2)] == [0, 0]
    reasons = town.bureau.rows("SELECT reason FROM quarantine ORDER BY reason")
    assert [row["reason"] for row in reasons] == ["bad_number"] * 2 + ["operator_message"] * 2


def test_help_for_one_person_is_counted_once_and_its_mark_names_no_phone(town: Telco) -> None:
    text = "ma fille a ete violee"
    written = town.wrote(AT, REPORTER, text)
    assert town.post(written)
    before = town.bureau.one("SELECT twin FROM inbox")["twin"]
    town.bureau.work()
    assert outcomes(town) == ["kept"]
    assert town.bureau.one("SELECT twin FROM inbox")["twin"] not in {None, before}
    assert pulled(town) == 0
    town.bureau.work()
    counted = town.bureau.rows("SELECT n FROM counters WHERE name = 'protected'")
    assert [row["n"] for row in counted] == [1]


def test_what_was_erased_does_not_come_back_by_the_listing(town: Telco) -> None:
    for channel in (AT, TW):
        assert town.post(town.wrote(channel, REPORTER, "22 ANSONGO"))
    town.bureau.work()
    town.bureau.watch.at += timedelta(minutes=10)
    assert town.post(town.wrote(AT, REPORTER, "EFFACER"))
    town.bureau.work()
    assert pulled(town) == 0
    town.bureau.work()
    assert town.bureau.rows("SELECT id FROM inbox WHERE sealed IS NOT NULL") == []


def test_a_crash_between_pages_loses_and_repeats_nothing(
    town: Telco, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(250):
        town.wrote(AT, f"+223500{n:05d}", f"22 ANSONGO {n}")
    kept, pages = signs.pulled, iter(range(9))

    def falls(*about: object) -> bool:
        if next(pages) == 1:
            raise LasomiError("store.away", retryable=True)
        return kept(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(signs, "pulled", falls)
    assert pulled(town) == 100
    assert waiting(town, AT) == 100
    assert pulled(town) == 150
    assert waiting(town, AT) == 250


def test_the_cursor_holds_no_id_in_clear(town: Telco) -> None:
    written = town.wrote(AT, REPORTER, "22 ANSONGO")
    pulled(town)
    sealed = bytes(
        town.bureau.one("SELECT cursor FROM channels WHERE channel = :channel", channel=AT)["cursor"]
    )
    house = town.bureau.house
    with house.database.read() as conn:
        assert signs.cursor(conn, house.vault, AT) == str(written.serial)
    assert len(sealed) == 32 + len(str(written.serial))
