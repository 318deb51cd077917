"""One person with another SIM is one person: not silent, not two sources (`alerts.md` §6, §8)."""

from datetime import timedelta

import pytest

from store import enrolments
from tests.workers.bureau import OTHER_OPERATOR, RELAY, REPORTER, Bureau, moment
from tests.workers.test_completeness import end_of_week, open_, weeks
from workers.completeness import tell_silence

NEW, CODE = OTHER_OPERATOR, "48291376"


@pytest.fixture
def relay(bureau: Bureau) -> str:
    """A relay of Ansongo since June."""
    at, bureau.watch.at = bureau.watch.at, moment("08:00", "2026-06-01")
    bureau.house.keys.issue(bureau.watch.at)
    member = bureau.member(RELAY, "relay")
    bureau.watch.at = at
    bureau.house.keys.issue(at)
    return member.id


def loses(bureau: Bureau, member: str) -> None:
    with bureau.house.database.write() as conn:
        enrolments.revoke(conn, bureau.house.vault, member, bureau.watch.at)


def enrols(bureau: Bureau, member: str, number: str = NEW) -> None:
    with bureau.house.database.write() as conn:
        lasts, at = timedelta(hours=24), bureau.watch.at
        enrolments.issue(conn, bureau.house.vault, member, CODE, at, by="account", lasts=lasts)
    bureau.sms(number, f"CODE {CODE}")
    bureau.work()


@pytest.mark.parametrize("enrolled", [False, True])
def test_who_reported_and_lost_the_sim_is_neither_silent_nor_missing(
    bureau: Bureau, relay: str, enrolled: bool
) -> None:
    bureau.sms(RELAY, "RAS")
    bureau.work()
    loses(bureau, relay)
    if enrolled:
        enrols(bureau, relay)
    bureau.watch.at += timedelta(minutes=5)
    assert tell_silence(bureau.house, bureau.watch.at) == 0
    end_of_week(bureau)
    assert weeks(bureau) == {"ML0701": (1, 1)}
    assert [*open_(bureau, "drop"), *open_(bureau, "silence")] == []


def test_two_without_a_sim_are_two(bureau: Bureau, relay: str) -> None:
    at, bureau.watch.at = bureau.watch.at, moment("08:00", "2026-06-01")
    other = bureau.member(REPORTER, "relay").id
    bureau.watch.at = at
    bureau.sms(RELAY, "RAS")
    bureau.work()
    for member in (relay, other):
        loses(bureau, member)
    end_of_week(bureau)
    assert weeks(bureau) == {"ML0701": (1, 2)}


@pytest.mark.parametrize("lost", [False, True])
def test_nobody_corroborates_himself_with_another_sim(bureau: Bureau, relay: str, lost: bool) -> None:
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work()
    if lost:
        loses(bureau, relay)
    enrols(bureau, relay)
    bureau.watch.at += timedelta(minutes=20)
    bureau.sms(NEW, "11 ANSONGO 3 morts")
    bureau.work()
    told = bureau.one("SELECT state, sources, confidence FROM incidents")
    assert told == {"state": "unverified", "sources": 1, "confidence": 0.6}
    assert len(bureau.rows("SELECT DISTINCT contact FROM reports")) == 1
    assert len(bureau.rows("SELECT DISTINCT member FROM cell_members")) == 1


def test_the_old_sim_is_a_phone_of_the_public(bureau: Bureau, relay: str) -> None:
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work()
    loses(bureau, relay)
    bureau.watch.at += timedelta(minutes=20)
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work()
    assert bureau.one("SELECT sources FROM incidents")["sources"] == 2


def test_who_serves_no_more_still_erases_what_their_phone_told(bureau: Bureau, relay: str) -> None:
    bureau.sms(RELAY, "RAS")
    bureau.work()
    (before,) = (row["contact"] for row in bureau.rows("SELECT contact FROM reports"))
    with bureau.house.database.write() as conn:
        enrolments.retire(conn, bureau.house.vault, relay, bureau.watch.at)
    bureau.sms(RELAY, "EFFACER")
    bureau.work()
    (after,) = (row["contact"] for row in bureau.rows("SELECT contact FROM reports WHERE code = '00'"))
    assert after != before
