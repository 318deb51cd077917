"""From a report to a number: two persons, a reason, one at a time, while it exists, never unheard (P54)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import LasomiError
from gateway.settings import read_settings
from ops.glass import ask, break_
from store import duty
from store.accounts import Hasher, add_account
from store.door import Proof
from store.shred import shred
from tests.login import exercise
from tests.workers.bureau import REPORTER, STRANGER, Bureau

QUICK = Hasher(memory_kib=8, passes=1)
TEXT = "on a volé deux vaches à Ansongo"


@pytest.fixture
def told(bureau: Bureau) -> Bureau:
    environ = {
        "LASOMI_SMTP_URL": "smtp://127.0.0.1:25",
        "LASOMI_MAIL_FROM": "lasomi@example.org",
        "LASOMI_AUDITOR_MAIL": "auditor@example.org",
        "LASOMI_DATA_DIR": str(bureau.house.settings.data_dir),
        "LASOMI_KEYS_FILE": str(bureau.house.settings.keys_file),
        "LASOMI_SANDBOX": "1",
    }
    here = Bureau(replace(bureau.house, settings=read_settings(environ)), bureau.watch)
    with here.house.database.write() as conn:
        for login, roles in (
            ("awa", ["verifier"]),
            ("oumar", ["auditor"]),
            ("both", ["verifier", "auditor"]),
        ):
            add_account(conn, login, f"secret of {login}", roles, ["ML"], here.watch.at, hasher=QUICK)
    for number in (REPORTER, STRANGER):
        here.sms(number, TEXT)
    here.work()
    return here


def report(told: Bureau, n: int = 0) -> str:
    return str(
        told.rows("SELECT reports.id FROM reports JOIN inbox ON inbox.id = inbox_id ORDER BY seq")[n]["id"]
    )


def asked(told: Bureau, of: str, by: str = "awa", reason: str = "danger") -> None:
    ask(told.house, of, by, Proof(f"secret of {by}"), reason)


def broken(told: Bureau, of: str, by: str = "oumar") -> str:
    return str(break_(told.house, of, by, Proof(f"secret of {by}"))["number"])


def refused(told: Bureau, of: str, by: str = "oumar") -> str:
    with pytest.raises(LasomiError) as error:
        broken(told, of, by)
    return error.value.code


def test_two_persons_see_it_once_and_somebody_outside_hears_of_it(told: Bureau) -> None:
    one = report(told)
    asked(told, one)
    assert broken(told, one) == REPORTER
    assert refused(told, one) == "glass.unasked"
    acts = told.rows("SELECT action, role, object, reason FROM audit ORDER BY seq")
    assert [(row["action"], row["role"], row["object"]) for row in acts] == [
        ("glass_asked", "verifier", one),
        ("glass_broken", "auditor", one),
    ]
    mails = told.rows("SELECT channel, recipient, state FROM outbox WHERE purpose = 'task' ORDER BY seq")
    assert [(row["channel"], row["recipient"]) for row in mails] == [("email", "auditor")] * 2


def test_nobody_does_it_alone(told: Bureau) -> None:
    one = report(told)
    assert refused(told, one) == "glass.unasked"
    asked(told, one, by="both")
    assert refused(told, one, by="both") == "glass.alone"
    assert refused(told, one, by="awa") == "not_proven"
    assert broken(told, one) == REPORTER


def test_one_number_at_a_time(told: Bureau) -> None:
    one, other = report(told), report(told, 1)
    asked(told, one)
    with pytest.raises(LasomiError, match="un seul"):
        asked(told, other)
    assert refused(told, other) == "glass.unasked"
    broken(told, one)
    asked(told, other)
    assert broken(told, other) == STRANGER


def test_what_was_asked_stands_for_a_day(told: Bureau) -> None:
    one = report(told)
    asked(told, one)
    told.watch.at += timedelta(hours=24)
    assert refused(told, one) == "glass.unasked"
    asked(told, one)
    assert broken(told, one) == REPORTER


def test_after_shredding_there_is_nothing_to_break(told: Bureau) -> None:
    one = report(told)
    asked(told, one)
    told.watch.at += timedelta(hours=73)
    shred(told.house.database, told.house.keys, told.watch.at)
    told.house.keys.issue(told.watch.at)
    with pytest.raises(LasomiError, match="plus de numéro"):
        asked(told, one)


@pytest.mark.parametrize("reason", ["", "curiosity", f"he is {REPORTER}"])
def test_a_reason_is_one_of_a_list(told: Bureau, reason: str) -> None:
    with pytest.raises(LasomiError) as error:
        asked(told, report(told), reason=reason)
    assert error.value.code == "no_reason"


def test_nothing_is_broken_unheard(told: Bureau, bureau: Bureau) -> None:
    with pytest.raises(LasomiError, match="LASOMI_AUDITOR_MAIL"):
        ask(exercise(bureau.house), report(told), "awa", Proof("secret of awa"), "danger")


def someone(told: Bureau, login: str, role: str, area: str, *ties: str) -> str:
    """An account of somebody on the roster, who may be tied to authorities."""
    member = told.member(f"+2237600{len(login):04d}", "monitor", area)
    with told.house.database.write() as conn:
        for tie in ties:
            authority, _, unit = tie.partition(":")
            duty.affiliate(conn, member.id, authority, unit)
        about = (login, f"secret of {login}", [role], ["ML"], told.watch.at)
        add_account(conn, *about, staff_id=member.id, hasher=QUICK)
    return login


def about_an_authority(told: Bureau) -> str:
    told.sms(STRANGER, "51 ANSONGO")
    told.work()
    return str(told.one("SELECT id FROM reports WHERE code = '51'")["id"])


def test_who_is_tied_to_an_authority_asks_for_nobody_who_spoke_of_it(told: Bureau) -> None:
    one = about_an_authority(told)
    with pytest.raises(LasomiError, match="plus de numéro"):
        asked(told, one, by=someone(told, "mayor", "verifier", "ML", "2:ML070101"))
    assert told.rows("SELECT * FROM glass") == []
    asked(told, one, by=someone(told, "elsewhere", "verifier", "ML", "2:ML0401"))
    assert broken(told, one) == STRANGER


def test_who_is_tied_to_it_does_not_agree_either(told: Bureau) -> None:
    one = about_an_authority(told)
    asked(told, one)
    tied = someone(told, "nephew", "auditor", "ML", "2:ML0701")
    assert refused(told, one, by=tied) == "glass.empty"
    assert broken(told, one) == STRANGER


def test_a_verifier_asks_in_their_own_areas(told: Bureau) -> None:
    one = report(told)
    with pytest.raises(LasomiError, match="plus de numéro"):
        asked(told, one, by=someone(told, "south", "verifier", "ML0401"))
    asked(told, one, by=someone(told, "ansongo", "verifier", "ML0701"))
    assert broken(told, one) == REPORTER
