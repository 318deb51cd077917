"""A secret is shown once and kept as a hash; rows need two persons; who logs in is known by a token."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from core.errors import LasomiError
from store import access
from store.access import Hasher
from store.database import Database
from store.tables import accounts, api_keys, logins
from store.vault import Vault

QUICK = Hasher(memory_kib=64, passes=1)
DAY = timedelta(days=1)
RIGHT, WRONG = access.Proof("a long sentence"), access.Proof("wrong")
COUNTED = text("SELECT (SELECT count(*) FROM tries), (SELECT count(*) FROM audit)")


def test_a_key_opens_until_its_last_day(database: Database, at: datetime) -> None:
    with database.write() as conn:
        id_, secret = access.issue_key(conn, label="analyst", scopes=["figures", "monitor@ML07"], now=at)
        key = access.key_by_secret(conn, secret, at + 89 * DAY)
        assert key is not None
        assert (key.id, key.scopes, key.label) == (id_, ("figures", "monitor@ML07"), "analyst")
        assert access.key_by_secret(conn, secret, at + 90 * DAY) is None
        assert access.api_key_list(conn) == [key]


def test_a_secret_has_its_form_and_is_nowhere_kept(database: Database, at: datetime) -> None:
    with database.write() as conn:
        id_, secret = access.issue_key(conn, label="x", scopes=["public"], now=at)
        name, key, random = secret.split("_", 2)
        assert (name, key, len(random)) == ("lsm", id_, 43)
        (row,) = conn.execute(select(api_keys))
        assert random not in str(tuple(row))
        assert len(row.hash) == 32


@pytest.mark.parametrize(
    "change", [lambda s: s[:-1], lambda s: s + "x", lambda s: "lsm_000000000000_" + s[17:]]
)
def test_a_wrong_secret_opens_nothing(database: Database, at: datetime, change: object) -> None:
    with database.write() as conn:
        _, secret = access.issue_key(conn, label="x", scopes=["public"], now=at)
        assert access.key_by_secret(conn, change(secret), at) is None  # type: ignore[operator]


@pytest.mark.parametrize("secret", ["", "lsm", "lsm__", "lsm_a_b", "Bearer x", "lsm_é_\ud800"])
def test_nonsense_opens_nothing(database: Database, at: datetime, secret: str) -> None:
    with database.read() as conn:
        assert access.key_by_secret(conn, secret, at) is None


def test_a_revoked_key_opens_nothing(database: Database, at: datetime) -> None:
    with database.write() as conn:
        id_, secret = access.issue_key(conn, label="x", scopes=["public"], now=at)
        assert access.revoke_key(conn, id_, at)
        assert not access.revoke_key(conn, id_, at)
        assert access.key_by_secret(conn, secret, at) is None


@pytest.mark.parametrize(
    ("scopes", "more", "code"),
    [
        ([], {}, "wrong_scope"),
        (["everything"], {}, "wrong_scope"),
        (["monitor@"], {}, "wrong_scope"),
        (["monitor@ML 07"], {}, "wrong_scope"),
        (["public"], {"days": 91}, "too_long"),
        (["public"], {"days": 0}, "too_long"),
        (["events"], {}, "two_persons"),
        (["sessions"], {"issued_by": "awa", "approved_by": "awa"}, "two_persons"),
        (["public", "events"], {"approved_by": "awa"}, "two_persons"),
    ],
)
def test_a_key_that_may_not_be_is_refused(
    database: Database, at: datetime, scopes: list[str], more: dict[str, object], code: str
) -> None:
    with database.write() as conn:
        with pytest.raises(LasomiError) as raised:
            access.issue_key(conn, label="x", scopes=scopes, now=at, **more)  # type: ignore[arg-type]
        assert raised.value.code == code


def test_two_persons_open_the_rows(database: Database, at: datetime) -> None:
    with database.write() as conn:
        _, secret = access.issue_key(
            conn, label="x", scopes=["events"], now=at, issued_by="awa", approved_by="binta"
        )
        key = access.key_by_secret(conn, secret, at)
        assert key is not None
        assert (key.issued_by, key.approved_by) == ("awa", "binta")


def test_a_second_person_opens_the_rows_within_a_week(database: Database, at: datetime) -> None:
    with database.write() as conn:
        ids = [
            access.issue_key(conn, label="x", scopes=["sessions"], now=at, issued_by="awa")[0]
            for _ in range(3)
        ]
        access.revoke_key(conn, ids[1], at)
        later, late = at + timedelta(days=6), at + timedelta(days=7)
        for id_, who, now, code in (
            (ids[0], "awa", later, "same_person"),
            (ids[1], "binta", later, "no_key"),
            (ids[2], "binta", late, "no_key"),
            ("nothing", "binta", later, "no_key"),
        ):
            with pytest.raises(LasomiError) as raised:
                access.approve_key(conn, id_, who, now)
            assert raised.value.code == code
        access.approve_key(conn, ids[0], "binta", later)
        with pytest.raises(LasomiError):
            access.approve_key(conn, ids[0], "carla", later)
        key = access.key_by_id(conn, ids[0])
        assert key is not None
        assert (key.approved_by, key.approved_at, key.is_of_two) == ("binta", later, True)
        assert not key.waits(later)


@pytest.fixture
def awa(database: Database, at: datetime) -> Database:
    with database.write() as conn:
        access.add_account(conn, "awa", "a long sentence", ("monitor",), ("ML07",), at, hasher=QUICK)
    return database


def test_who_logs_in_is_known_by_a_token(awa: Database, vault: Vault, at: datetime) -> None:
    token = access.enter(awa, vault, access.Knock("awa", RIGHT), at, hasher=QUICK)
    assert token is not None
    with awa.write() as conn:
        found = access.account_by_token(conn, token, at + timedelta(minutes=29))
        assert found is not None
        assert (found.login, found.roles, found.areas) == ("awa", ("monitor",), ("ML07",))
        assert len(found.csrf) >= 43
        assert access.account_by_token(conn, token[:-1], at) is None
        (row,) = conn.execute(select(logins))
        assert token not in str(tuple(row))


def test_the_password_is_argon2id(awa: Database) -> None:
    with awa.read() as conn:
        assert conn.scalar(select(accounts.c.password)).startswith("$argon2id$")  # type: ignore[union-attr]
    assert Hasher().hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_a_login_ends_after_30_idle_minutes_and_12_hours(awa: Database, vault: Vault, at: datetime) -> None:
    knock = access.Knock("awa", RIGHT)
    idle, busy = (access.enter(awa, vault, knock, at, hasher=QUICK) or "" for _ in range(2))
    with awa.write() as conn:
        assert access.account_by_token(conn, idle, at + timedelta(minutes=30)) is None
        for minutes in range(20, 720, 20):
            assert access.account_by_token(conn, busy, at + timedelta(minutes=minutes)), minutes
        assert access.account_by_token(conn, busy, at + timedelta(hours=12)) is None


def test_who_logs_out_is_nobody(awa: Database, vault: Vault, at: datetime) -> None:
    token = access.enter(awa, vault, access.Knock("awa", RIGHT), at, hasher=QUICK) or ""
    with awa.write() as conn:
        access.logout(conn, token)
        assert access.account_by_token(conn, token, at) is None


class Counting(Hasher):
    """Argon2 as always, and what it was asked to compare with."""

    def __init__(self) -> None:
        super().__init__(memory_kib=64, passes=1)
        self.asked: list[str] = []

    def fits(self, hashed: str, password: str) -> bool:
        self.asked.append(hashed.rpartition("$")[0].rpartition("$")[0])
        return super().fits(hashed, password)


def test_a_name_that_nobody_has_takes_as_long(awa: Database, vault: Vault, at: datetime) -> None:
    """The same work, measured nowhere here: one hash of one strength, one try counted, one line written."""
    hasher, lines = Counting(), {}
    for login in ("awa", "nobody"):
        with awa.read() as conn:
            before = conn.execute(COUNTED).one()
        assert access.enter(awa, vault, access.Knock(login, WRONG, login), at, hasher=hasher) is None
        with awa.read() as conn:
            lines[login] = [
                after - was for after, was in zip(conn.execute(COUNTED).one(), before, strict=True)
            ]
    assert lines["awa"] == lines["nobody"] == [2, 1]
    assert hasher.asked == ["$argon2id$v=19$m=64,t=1,p=1"] * 2


def test_a_name_is_given_once(awa: Database, at: datetime) -> None:
    with awa.write() as conn, pytest.raises(LasomiError, match="awa"):
        access.add_account(conn, "awa", "x", (), (), at, hasher=QUICK)
