"""What an administrator or a coordinator may change on the roster, and what it does (P45, P47, P52)."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.contacts import Member
from core.duty import Leave
from core.enrolment import ENROLLED
from store import accounts, duty, people, pins, roster
from tests.login import let_in
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REGIONAL, RELAY, REPORTER, STRANGER, Bureau
from workers.escalate import climb

WHO = {"account": "account-1", "role": "regional", "areas": ["ML07"]}
ADMIN = {"account": "account-2", "role": "admin", "areas": ["ML"]}
CODE = "48291376"


def asked(bureau: Bureau, verb: str, by: dict[str, Any] = WHO, **about: Any) -> tuple[str, str]:
    row = bureau.accept("command", {"verb": verb, **by, **about})
    bureau.work()
    kept = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return kept["outcome"], kept["reason"]


def kept(bureau: Bureau, member: Member) -> Member:
    with bureau.house.database.read() as conn:
        return roster.found(conn, member.id)


def new(role: str = "monitor", area: str = "ML0701") -> dict[str, Any]:
    return {"name": "Awa", "roles": [role], "areas_served": [area], "code": CODE}


def test_somebody_new_is_enrolled_without_anybody_typing_a_number(bureau: Bureau) -> None:
    assert asked(bureau, "ENROL", **new()) == ("command", "ENROL")
    bureau.sms(MONITOR, f"CODE {CODE}", "14:10")
    bureau.work()
    assert bureau.told(MONITOR) == [ENROLLED]
    row = bureau.one("SELECT roles, areas FROM staff")
    assert row == {"roles": "monitor", "areas": "ML0701"}
    assert (
        bureau.one("SELECT account, action FROM audit WHERE action = 'roster_enrol'")["account"]
        == "account-1"
    )


@pytest.mark.parametrize(
    ("by", "about", "why"),
    [
        (WHO, new(area="ML0603"), "not_yours"),
        (WHO, new("national"), "not_yours"),
        (WHO, new("gbv_focal"), "not_yours"),
        ({**WHO, "role": "monitor"}, new(), "not_yours"),
        ({**WHO, "role": "analyst", "areas": ["ML"]}, new(), "not_yours"),
        (ADMIN, new("emperor"), "not_clear"),
        (ADMIN, new(area="ML9999"), "not_clear"),
        (ADMIN, {**new(), "name": "  "}, "not_clear"),
        (ADMIN, {"code": CODE}, "not_clear"),
    ],
)
def test_what_is_refused(bureau: Bureau, by: dict[str, Any], about: dict[str, Any], why: str) -> None:
    assert asked(bureau, "ENROL", by, **about) == ("refused", why)
    assert bureau.rows("SELECT id FROM staff") == []


def test_an_administrator_appoints_the_ladder(bureau: Bureau) -> None:
    assert asked(bureau, "ENROL", ADMIN, **new("national", "ML")) == ("command", "ENROL")


def test_one_action_revokes_a_sim_while_alerts_are_open(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    lost = bureau.member(MONITOR, "monitor")
    bureau.member(REGIONAL, "regional", "ML07")
    bureau.sms(RELAY, "11 ANSONGO j'ai vu", "14:05")
    bureau.work()
    number = bureau.number()
    assert asked(bureau, "REVOKE", member=lost.id, code=CODE) == ("command", "REVOKE")
    bureau.sms(MONITOR, f"FAUX {number}", "14:07")
    bureau.work()
    assert bureau.one("SELECT state FROM incidents")["state"] == "unverified"
    bureau.sms(STRANGER, f"CODE {CODE}", "14:08")
    bureau.sms(STRANGER, f"OUI {number}", "14:09")
    bureau.work()
    assert bureau.told(STRANGER) == [ENROLLED, f"A{number} OUI 14h09."]
    assert len(bureau.told(MONITOR)) == 1


def test_who_stands_in_may_answer_for_the_coordinator(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    away = bureau.member(REGIONAL, "regional", "ML07")
    stand_in = bureau.member(OTHER_MONITOR, "monitor", "ML0703")
    days: dict[str, Any] = {"since": "2026-07-14", "until": "2026-07-20"}
    assert asked(bureau, "LEAVE", ADMIN, member=away.id, **days, stand_in=stand_in.id) == ("command", "LEAVE")
    bureau.sms(RELAY, "11 ANSONGO j'ai vu", "14:05")
    bureau.work()
    bureau.watch.at += timedelta(minutes=30)
    bureau.passes()
    climb(bureau.house, bureau.watch.at)
    bureau.work()
    assert "SANS REPONSE 30 min" in bureau.told(OTHER_MONITOR)[0]
    assert bureau.told(REGIONAL) == []
    number = bureau.number()
    bureau.sms(OTHER_MONITOR, f"VRAI {number}", "14:40")
    bureau.work()
    assert bureau.told(OTHER_MONITOR)[-1] == f"A{number} VERIFIE 14h40."


def test_leave_and_duty_are_written_and_taken_back(bureau: Bureau) -> None:
    member = bureau.member(MONITOR, "monitor")
    days: dict[str, Any] = {"since": "2026-07-20", "until": "2026-07-24"}
    assert asked(bureau, "LEAVE", member=member.id, **days) == ("command", "LEAVE")
    hours: dict[str, Any] = {"since": "2026-07-01", "weekdays": "12345", "begins": "08:00", "ends": "18:00"}
    assert asked(bureau, "DUTY", member=member.id, **hours) == ("command", "DUTY")
    (leave,), (period,) = kept(bureau, member).leave, kept(bureau, member).duty
    assert (leave.since, leave.until, period.weekdays) == (date(2026, 7, 20), date(2026, 7, 24), "12345")
    assert asked(bureau, "LEAVE", member=member.id, drop=leave.id) == ("command", "LEAVE")
    assert asked(bureau, "LEAVE", member=member.id, drop=leave.id) == ("refused", "not_there")
    assert asked(bureau, "DUTY", member=member.id, drop=period.id) == ("command", "DUTY")
    assert kept(bureau, member) == member


@pytest.mark.parametrize(
    ("verb", "about"),
    [
        ("LEAVE", {"since": "2026-07-24", "until": "2026-07-20"}),
        ("LEAVE", {"since": "demain", "until": "2026-07-20"}),
        ("DUTY", {"since": "2026-07-01", "weekdays": "lundi"}),
        ("DUTY", {"since": "2026-07-01", "begins": "8h"}),
        ("AFFILIATE", {"authority": "9", "unit": "ML0701"}),
        ("AFFILIATE", {"authority": "2", "unit": "ML9999"}),
        ("REVOKE", {"code": "1234"}),
    ],
)
def test_what_is_not_clear_changes_nothing(bureau: Bureau, verb: str, about: dict[str, Any]) -> None:
    member = bureau.member(MONITOR, "monitor")
    assert asked(bureau, verb, member=member.id, **about) == ("refused", "not_clear")
    assert bureau.rows("SELECT seq FROM audit") == []


def test_nobody_stands_in_for_themselves(bureau: Bureau) -> None:
    member = bureau.member(MONITOR, "monitor")
    days: dict[str, Any] = {"since": "2026-07-20", "until": "2026-07-24", "stand_in": member.id}
    assert asked(bureau, "LEAVE", member=member.id, **days) == ("refused", "not_clear")


def test_end_of_service_logs_out_and_is_forgotten_after_thirty_days(bureau: Bureau) -> None:
    member = bureau.member(MONITOR, "monitor")
    with bureau.house.database.write() as conn:
        duty.add_leave(conn, member.id, Leave(date(2026, 7, 20), date(2026, 7, 24)))
        at = bureau.watch.at
        hasher = accounts.Hasher(memory_kib=8, passes=1)
        more: dict[str, Any] = {"staff_id": member.id, "hasher": hasher}
        account = accounts.add_account(conn, "awa", "un mot de passe", ["monitor"], ["ML0701"], at, **more)
        token = let_in(conn, account, at)
    assert asked(bureau, "REVOKE", member=member.id, for_good="1") == ("command", "REVOKE")
    with bureau.house.database.write() as conn:
        assert accounts.account_by_token(conn, token, at) is None
        assert people.members(conn) == []
        assert roster.purge(conn, at - timedelta(days=1)) == 0
        assert roster.purge(conn, at) == 1
    assert bureau.rows("SELECT id FROM staff") == bureau.rows("SELECT id FROM leaves") == []


def accused(bureau: Bureau, member: Member, tie: str) -> None:
    authority, _, unit = tie.partition(":")
    done = asked(bureau, "AFFILIATE", ADMIN, member=member.id, authority=authority, unit=unit)
    assert done == ("command", "AFFILIATE")


def test_a_monitor_tied_to_an_authority_is_left_out_of_what_concerns_it(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    tied = bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor")
    accused(bureau, tied, "5:ML0701")
    bureau.sms(RELAY, "52 ANSONGO j'ai vu", "14:05")
    bureau.work()
    assert (len(bureau.told(MONITOR)), len(bureau.told(OTHER_MONITOR))) == (0, 1)
    number = bureau.number()
    bureau.sms(MONITOR, f"FAUX {number}", "14:10")
    bureau.work()
    assert bureau.told(MONITOR) == ["Numéro d'alerte inconnu."]
    assert bureau.one("SELECT state FROM incidents")["state"] == "unverified"


def test_a_coordinator_who_is_a_party_finds_no_button_that_works(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    tied = bureau.member(REGIONAL, "regional", "ML07")
    bureau.member(MONITOR, "monitor")
    accused(bureau, tied, "5:ML07")
    with bureau.house.database.write() as conn:
        hasher = accounts.Hasher(memory_kib=8, passes=1)
        more: dict[str, Any] = {"staff_id": tied.id, "hasher": hasher}
        login = accounts.add_account(
            conn, "fanta", "un mot de passe", ["regional"], ["ML07"], bureau.watch.at, **more
        )
    bureau.sms(RELAY, "52 ANSONGO j'ai vu", "14:05")
    bureau.work()
    pressed = asked(bureau, "VRAI", {**WHO, "account": login}, number=bureau.number())
    assert pressed == ("refused", "unknown_number")


@pytest.mark.parametrize(
    ("number", "authority", "counted"), [(RELAY, "1", False), (RELAY, "3", True), (REPORTER, "1", True)]
)
def test_a_relay_does_not_rate_the_authority_it_lives_with(
    bureau: Bureau, number: str, authority: str, counted: bool
) -> None:
    """The call ends like any other; only a counter moves (`indicators.md` §5.1)."""
    relay = bureau.member(RELAY, "relay")
    accused(bureau, relay, "1:ML070101")
    answers = {"authority": authority, "unit": "ML070101", "core": "4"}
    row = bureau.turn(number, "s1", 4, at="14:10", kind="rating", answers=answers, drawn={}, ends=True)
    bureau.work()
    assert bureau.outcome(row) == "rating"
    assert bool(bureau.rows("SELECT rater FROM ratings")) == counted
    refused = bureau.rows("SELECT n FROM counters WHERE name = 'ratings_of_own_authority'")
    assert refused == ([] if counted else [{"n": 1}])


def test_a_pin_is_set_by_whose_it_is(bureau: Bureau) -> None:
    member = bureau.member(MONITOR, "monitor")
    with bureau.house.database.write() as conn:
        hasher = accounts.Hasher(memory_kib=8, passes=1)
        more: dict[str, Any] = {"staff_id": member.id, "hasher": hasher}
        login = accounts.add_account(
            conn, "awa", "un mot de passe", ["monitor"], ["ML0701"], bureau.watch.at, **more
        )
    own = {"account": login, "role": "monitor", "areas": ["ML0701"]}
    assert asked(bureau, "PIN", own, pin="1234") == ("command", "PIN")
    assert asked(bureau, "PIN", own, pin="12") == ("refused", "not_clear")
    assert asked(bureau, "PIN", WHO, pin="1234", member=member.id) == ("refused", "no_member")
    with bureau.house.database.read() as conn:
        assert pins.fits(conn, bureau.house.vault, member.id, "1234")
        assert not pins.fits(conn, bureau.house.vault, member.id, "4321")


@pytest.mark.parametrize("by", [WHO, ADMIN])
def test_nobody_frees_themselves_of_a_tie(bureau: Bureau, by: dict[str, Any]) -> None:
    """P47: neither by dropping it nor by making the account somebody else's. Somebody else may."""
    member, other = bureau.member(MONITOR, "monitor"), bureau.member(OTHER_MONITOR, "monitor")
    with bureau.house.database.write() as conn:
        id_ = accounts.add_account(conn, "awa", "a long password", [by["role"]], ["ML"], bureau.watch.at)
        accounts.link(conn, "awa", member.id)
    mine, tie = {**by, "account": id_}, {"member": member.id, "authority": "2", "unit": "ML070101"}
    assert asked(bureau, "AFFILIATE", mine, **tie) == ("command", "AFFILIATE")
    assert asked(bureau, "AFFILIATE", mine, **tie, drop="1") == ("refused", "not_yours")
    assert asked(bureau, "LINK", mine, member=other.id, login="awa") == ("refused", "not_yours")
    assert asked(bureau, "LINK", mine, member=member.id, login="awa", drop="1") == ("refused", "not_yours")
    assert kept(bureau, member).affiliations == ("2:ML070101",)
    assert asked(bureau, "AFFILIATE", by, **tie, drop="1") == ("command", "AFFILIATE")
    assert kept(bureau, member).affiliations == ()


def test_only_an_administrator_says_whose_account_it_is(bureau: Bureau) -> None:
    """Bound, it looks where the person serves; it is nobody's again when that is dropped."""
    member = bureau.member(MONITOR, "monitor", "ML0701")
    hasher = accounts.Hasher(memory_kib=8, passes=1)
    with bureau.house.database.write() as conn:
        added = ("awa", "awa-secret", ["monitor"], ["ML07"], bureau.watch.at)
        account = accounts.add_account(conn, *added, hasher=hasher)

    def areas() -> tuple[str, ...]:
        with bureau.house.database.write() as conn:
            found = accounts.account_by_token(conn, let_in(conn, account, bureau.watch.at), bureau.watch.at)
        assert found is not None
        return found.areas

    asks: dict[str, Any] = {"member": member.id, "login": "awa"}
    assert asked(bureau, "LINK", **asks) == ("refused", "not_yours")
    assert areas() == ("ML07",)
    assert asked(bureau, "LINK", ADMIN, member=member.id, login="nobody") == ("refused", "not_there")
    assert asked(bureau, "LINK", ADMIN, **asks) == ("command", "LINK")
    assert areas() == ("ML0701",)
    assert asked(bureau, "LINK", ADMIN, **asks, drop="1") == ("command", "LINK")
    assert areas() == ("ML07",)
    assert len(bureau.rows("SELECT seq FROM audit WHERE action = 'roster_link'")) == 2
