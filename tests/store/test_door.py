"""Who comes in: password and code, a code once; so many tries; strangers lock out no known browser (P49)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy import text as sql

from core.errors import LasomiError
from store import accounts, devices, door, factors, recovery, roster, rotation, tries
from store.database import Database
from store.door import Knock, Proof
from store.hashing import Hasher
from store.tables import recovery_codes
from store.vault import Vault
from tests.login import Phone, enrolled, let_in

QUICK = Hasher(memory_kib=8, passes=1)
PASSWORD = "a long sentence"
STEP = timedelta(seconds=30)


@pytest.fixture
def awa(database: Database, at: datetime) -> str:
    with database.write() as conn:
        return accounts.add_account(conn, "awa", PASSWORD, ("monitor",), ("ML07",), at, hasher=QUICK)


@pytest.fixture
def phone(database: Database, vault: Vault, awa: str, at: datetime) -> Phone:
    """Enrolled a minute ago."""
    with database.write() as conn:
        return enrolled(conn, vault, awa, at - 2 * STEP)


def come(
    database: Database, vault: Vault, at: datetime, code: str = "", password: str = PASSWORD, **more: str
) -> bool:
    told = {"login": "awa", "address": "192.0.2.1"} | more
    knock = Knock(told["login"], Proof(password, code), told["address"], told.get("device", ""))
    return door.enter(database, vault, knock, at, hasher=QUICK) is not None


def acts(database: Database) -> list[str]:
    with database.read() as conn:
        return list(conn.scalars(sql("SELECT action FROM audit ORDER BY seq")))


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the secret of 20 bytes, SHA-1, the last six of eight digits."""
    phone = Phone("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    table = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for second, code in table.items():
        at = datetime.fromtimestamp(second, UTC)
        assert (phone.code(at), factors._step(phone.secret, code, at)) == (code, second // 30)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_a_step_wrong(
    database: Database, vault: Vault, phone: Phone, at: datetime, steps: int, good: bool
) -> None:
    later = at + 5 * STEP
    assert come(database, vault, later, phone.code(later + steps * STEP)) is good


def test_without_its_code_a_password_opens_nothing(
    database: Database, vault: Vault, phone: Phone, at: datetime
) -> None:
    assert not come(database, vault, at)
    assert not come(database, vault, at, "000000")
    assert not come(database, vault, at, phone.code(at), "wrong")
    assert come(database, vault, at, phone.code(at))
    assert acts(database) == ["login_refused", "login_refused", "login_refused", "login"]


def test_a_code_counts_once_and_those_before_it_no_more(
    database: Database, vault: Vault, phone: Phone, at: datetime
) -> None:
    assert come(database, vault, at, phone.code(at + STEP))
    assert not come(database, vault, at, phone.code(at + STEP))
    assert not come(database, vault, at, phone.code(at))
    assert not door.proves(database, vault, "awa", Proof(PASSWORD, phone.code(at)), at, hasher=QUICK)
    later = at + 2 * STEP
    assert door.proves(database, vault, "awa", Proof(PASSWORD, phone.code(later)), later, hasher=QUICK)


def test_a_spare_code_stands_for_the_phone_once(
    database: Database, vault: Vault, awa: str, phone: Phone, at: datetime
) -> None:
    with database.write() as conn:
        first, second, *rest = recovery.draw(conn, awa)
        kept = str(conn.execute(select(recovery_codes)).all())
    assert len({first, second, *rest}) == 8
    assert first.replace("-", "") not in kept
    assert come(database, vault, at, first.lower())
    assert not come(database, vault, at, first)
    assert come(database, vault, at, second.replace("-", " "))
    with database.write() as conn:
        assert recovery.left(conn, awa) == 6
        recovery.draw(conn, awa)
    assert not come(database, vault, at, rest[0])


def test_the_secret_is_sealed_and_shown_again_until_it_is_confirmed(
    database: Database, vault: Vault, awa: str, at: datetime
) -> None:
    with database.write() as conn:
        secret = factors.begin(conn, vault, awa, at)
        assert factors.begin(conn, vault, awa, at) == secret
        assert secret.encode() not in conn.execute(sql("SELECT sealed_secret FROM factors")).scalar_one()
        assert not factors.is_confirmed(conn, awa)
    assert factors.address(secret, "awa").startswith("otpauth://totp/Lasomi:awa?secret=")


def test_a_renewed_key_of_the_roster_seals_it_anew(
    database: Database, vault: Vault, phone: Phone, at: datetime
) -> None:
    with database.read() as conn:
        before = conn.execute(sql("SELECT sealed_secret FROM factors")).scalar_one()
    rotation.renew([database], vault, "roster", at, rest=lambda _: None)
    with database.read() as conn:
        assert conn.execute(sql("SELECT sealed_secret FROM factors")).scalar_one() != before
    assert come(database, vault, at, phone.code(at))


def test_the_eleventh_try_in_fifteen_minutes_fails(
    database: Database, vault: Vault, awa: str, at: datetime
) -> None:
    for n in range(10):
        assert not come(database, vault, at + timedelta(minutes=n), password="wrong")
    assert not come(database, vault, at + timedelta(minutes=14))
    assert not come(database, vault, at + timedelta(minutes=14, seconds=59))
    assert acts(database) == ["login_refused"] * 10 + ["login_locked"]
    assert come(database, vault, at + timedelta(minutes=30))


def test_an_address_has_a_hundred_tries_an_hour(
    database: Database, vault: Vault, awa: str, at: datetime
) -> None:
    for n in range(100):
        assert not come(database, vault, at, login=f"nobody{n}")
    assert not come(database, vault, at)
    assert come(database, vault, at, address="192.0.2.2")
    assert come(database, vault, at + timedelta(hours=1))


def test_strangers_do_not_lock_out_a_browser_that_is_known(
    database: Database, vault: Vault, awa: str, at: datetime
) -> None:
    device = devices.issue(vault, "awa", at)
    for _ in range(11):
        assert not come(database, vault, at, password="wrong")
    assert not come(database, vault, at)
    assert come(database, vault, at, device=device)
    for other in (devices.issue(vault, "sira", at), device[:-1] + "x", "", "..", "a.2026-07-14.b"):
        assert not come(database, vault, at, device=other)
    late = at + devices.LASTS + timedelta(days=1)
    assert devices.known(vault, "awa", device, late) is None
    for _ in range(9):
        assert not come(database, vault, at, password="wrong", device=device)
    assert not come(database, vault, at, device=device)


def test_tries_are_kept_for_an_hour_under_no_name(
    database: Database, vault: Vault, awa: str, at: datetime
) -> None:
    assert not come(database, vault, at, password="wrong", login="+22376000001")
    with database.write() as conn:
        kept = str(conn.execute(sql("SELECT * FROM tries")).all()) + str(acts(database))
        assert "76000001" not in kept
        assert "192.0.2.1" not in kept
        assert tries.purge(conn, at + timedelta(minutes=59)) == 0
        assert tries.purge(conn, at + timedelta(hours=1)) == 2


def test_who_enrols_too_late_asks_again(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        account = accounts.add_account(conn, "awa", PASSWORD, (), (), at, hasher=QUICK, given=True)
    assert come(database, vault, at + timedelta(hours=71))
    assert not come(database, vault, at + timedelta(hours=72))
    with database.write() as conn:
        accounts.reset_factor(conn, account, at + timedelta(hours=80))
    assert come(database, vault, at + timedelta(hours=81))


def test_a_password_that_was_given_opens_for_72_hours(
    database: Database, vault: Vault, awa: str, phone: Phone, at: datetime
) -> None:
    with database.write() as conn:
        accounts.give_password(conn, awa, QUICK.hash(PASSWORD), at)
    for hours, opens in ((71, True), (72, False)):
        later = at + timedelta(hours=hours)
        assert come(database, vault, later, phone.code(later)) is opens
    with database.write() as conn:
        accounts.change_password(conn, awa, QUICK.hash(PASSWORD))
    assert come(database, vault, later, phone.code(later))


def test_whatever_changes_of_an_account_ends_its_logins(
    database: Database, vault: Vault, awa: str, at: datetime
) -> None:
    changes: tuple[Callable[[Connection], Any], ...] = (
        lambda conn: accounts.change_password(conn, awa, QUICK.hash("another sentence")),
        lambda conn: accounts.give_password(conn, awa, QUICK.hash(PASSWORD), at),
        lambda conn: accounts.change_roles(conn, awa, ("analyst",), ("ML",)),
        lambda conn: accounts.reset_factor(conn, awa, at),
        lambda conn: accounts.link(conn, "awa", None),
        lambda conn: accounts.disable_account(conn, "awa"),
    )
    for change in changes:
        with database.write() as conn:
            token = let_in(conn, awa, at)
            assert accounts.account_by_token(conn, token, at)
            change(conn)
            assert accounts.account_by_token(conn, token, at) is None


@pytest.mark.parametrize("keeps", ["admin", "operator"])
@pytest.mark.parametrize("reads", ["verifier", "gbv_focal"])
def test_who_keeps_the_machine_reads_no_words(
    database: Database, vault: Vault, at: datetime, keeps: str, reads: str
) -> None:
    """P44, however it is asked for: one account, two of one person, or one's place on the roster."""
    with database.write() as conn:
        about: Any = {"roles": (reads,), "areas": ("ML07",), "now": at}
        member = roster.add_member(conn, vault, number="+22376000001", name="Awa", **about).id
        one = accounts.add_account(conn, "one", PASSWORD, (keeps,), (), at, hasher=QUICK)
        accounts.add_account(conn, "two", PASSWORD, (reads, "auditor"), (), at, hasher=QUICK)
        for refused in (
            lambda: accounts.add_account(conn, "x", PASSWORD, (keeps, reads), (), at, hasher=QUICK),
            lambda: accounts.change_roles(conn, one, (keeps, reads), ()),
            lambda: accounts.link(conn, "one", member),
            lambda: accounts.add_account(conn, "y", "z", (keeps,), (), at, staff_id=member, hasher=QUICK),
        ):
            with pytest.raises(LasomiError) as raised:
                refused()
            assert raised.value.code == "roles_exclude"


def test_two_accounts_of_one_person_are_one(database: Database, vault: Vault, at: datetime) -> None:
    """Where it takes two persons (P50, P54, P71)."""
    about: Any = {"roles": ("monitor",), "areas": ("ML07",), "now": at}
    with database.write() as conn:
        one, two = (
            roster.add_member(conn, vault, number=f"+2237600000{n}", name="Awa", **about).id for n in (1, 2)
        )
        ids = [
            accounts.add_account(conn, login, "z", (), (), at, staff_id=whose, hasher=QUICK)
            for login, whose in (("a", one), ("b", one), ("c", two), ("d", None), ("e", None))
        ]
        assert accounts.one_person(conn, ids[0], ids[1])
        assert accounts.one_person(conn, "a", ids[1])
        assert accounts.one_person(conn, ids[3], ids[3])
        for other in (ids[2], ids[3], "d"):
            assert not accounts.one_person(conn, ids[0], other)
        assert not accounts.one_person(conn, "d", "e")
