"""A monitor does not judge his own report, by SMS or in the console (`alerts.md` §5.2)."""

import pytest

from core.contacts import Member
from store import duty
from store.tables import accounts
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REPORTER, STRANGER, Bureau

ACCOUNT = "a" * 32


@pytest.fixture
def told(bureau: Bureau) -> Bureau:
    """A monitor with an account tells of an attack; another monitor is on call beside him."""
    bound(bureau, bureau.member(MONITOR, "monitor"))
    bureau.member(OTHER_MONITOR, "monitor")
    bureau.sms(MONITOR, "11 ANSONGO", "14:05")
    bureau.work()
    return bureau


def bound(bureau: Bureau, member: Member) -> None:
    """Their account of the console is that of this member."""
    account = {"id": ACCOUNT, "login": "moussa", "password": "-", "roles": "monitor", "areas": "ML0701"}
    with bureau.house.database.write() as conn:
        conn.execute(accounts.insert().values(**account, staff_id=member.id, active=True, created_at=0))


def pressed(bureau: Bureau, verb: str, account: str = ACCOUNT) -> tuple[str, str]:
    body = {"verb": verb, "number": bureau.number(), "account": account, "role": "monitor"}
    row = bureau.accept("command", body | {"areas": ["ML0701"]})
    bureau.work()
    kept = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return kept["outcome"], kept["reason"]


def said(bureau: Bureau, number: str, verb: str) -> str:
    before = len(bureau.told(number))
    bureau.sms(number, f"{verb} {bureau.number()}")
    bureau.work()
    (answer,) = bureau.told(number)[before:]
    return answer.split()[1]


def state(bureau: Bureau) -> str:
    return str(bureau.one("SELECT state FROM incidents")["state"])


@pytest.mark.parametrize("verb", ["VRAI", "FAUX"])
def test_alone_he_judges_it_nowhere(told: Bureau, verb: str) -> None:
    assert pressed(told, verb) == ("refused", "own_report")
    assert said(told, MONITOR, verb) == "OUI"
    assert state(told) == "unverified"


@pytest.mark.parametrize("verb", ["VRAI", "FAUX"])
def test_another_one_does(told: Bureau, verb: str) -> None:
    assert pressed(told, verb, account="b" * 32) == ("command", verb)


def test_that_it_was_seen_he_may_say(told: Bureau) -> None:
    assert pressed(told, "OUI") == ("command", "OUI")


@pytest.mark.parametrize("by", [MONITOR, ""])
def test_what_others_tell_too_he_may_refute_and_not_verify(told: Bureau, by: str) -> None:
    for number in (REPORTER, STRANGER):
        told.sms(number, "11 ANSONGO")
        told.work()
    assert _asked(told, by, "VRAI") in {"OUI", "own_report"}
    assert state(told) == "corroborated"
    assert _asked(told, by, "FAUX") == "FAUX"
    assert state(told) == "false"


def _asked(bureau: Bureau, by: str, verb: str) -> str:
    return said(bureau, by, verb) if by else pressed(bureau, verb)[1]


def merged(bureau: Bureau, account: str) -> tuple[str, str]:
    """Both events of this room are said to be one."""
    one, other = (row["id"] for row in bureau.rows("SELECT id FROM incidents ORDER BY opened_at, id"))
    body = {"verb": "MERGE", "incident": one, "other": other, "account": account, "role": "monitor"}
    row = bureau.accept("command", body | {"areas": ["ML07"]})
    bureau.work()
    kept = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return kept["outcome"], kept["reason"]


def test_by_a_merge_into_what_was_verified_he_verifies_it_no_more_than_by_a_word(told: Bureau) -> None:
    told.sms(STRANGER, "11 BOUREM", "14:20")
    told.work()
    with told.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE incidents SET state = 'verified' WHERE adm2 = 'ML0702'")
    assert merged(told, ACCOUNT) == ("refused", "own_report")
    assert merged(told, "b" * 32) == ("command", "MERGE")


def test_what_nobody_has_judged_he_may_join(told: Bureau) -> None:
    told.sms(STRANGER, "11 BOUREM", "14:20")
    told.work()
    assert merged(told, ACCOUNT) == ("command", "MERGE")


def test_a_party_to_it_finds_no_such_alert(told: Bureau) -> None:
    """The other rule of accounts and phones alike (P47)."""
    with told.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE incidents SET code = '52'")
        conn.exec_driver_sql("UPDATE alerts SET code = '52'")
        (member,) = conn.exec_driver_sql("SELECT staff_id FROM accounts").scalars()
        duty.affiliate(conn, member, "4", "ML0701")
    assert pressed(told, "OUI") == ("refused", "unknown_number")
