"""The row of a call keeps what its first request found, says nothing in clear, and ends with its day."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from store import flowversions, sessions
from store.database import Database
from store.sessions import Call, Found, Offer
from store.tables import flow_versions
from store.tables import sessions as table
from store.vault import Vault

FOUND = Found(
    {"last_report": "checking", "general": "g3,g8n"},
    {"alerts": (Offer("2417", {"fr": "2417 S4 11 Ansongo"}),)},
    ("2", "1", "2", "2", "Tessalit"),
)
OLD = {"a.yaml": "flow: a\n", "b.yaml": "flow: é\n"}
NEW = {"a.yaml": "flow: new\n"}


@pytest.fixture
def call(at: datetime) -> Call:
    return Call("s1", "caller", "bm", False, "ML0701", "1", at, "monitor", "s0", FOUND)


def test_a_call_is_what_its_first_request_found(database: Database, vault: Vault, call: Call) -> None:
    changed = Call("s1", "somebody else", "fr", True, None, "2", call.created_at)
    with database.write() as conn:
        assert sessions.find(conn, vault, "s1") is None
        assert sessions.begin(conn, vault, call) == call
        assert sessions.begin(conn, vault, changed) == call
        assert sessions.find(conn, vault, "s0", "s1") == call
        assert sessions.stands(conn, "s1")
        sessions.forget(conn, "s1")
        assert sessions.find(conn, vault, "s1") is None
        assert not sessions.stands(conn, "s1")


def test_what_it_found_is_sealed(database: Database, vault: Vault, call: Call) -> None:
    with database.write() as conn:
        sessions.begin(conn, vault, call)
        (row,) = conn.execute(select(table)).mappings()
    for word in (b"Tessalit", b"checking", b"Ansongo", b"2417", b"g8n"):
        assert word not in row["sealed"]


def test_the_newest_call_of_a_caller(database: Database, vault: Vault, call: Call, at: datetime) -> None:
    with database.write() as conn:
        for n, who in enumerate(["a", "b", "a"]):
            began = at + timedelta(minutes=n)
            sessions.begin(conn, vault, Call(f"s{n}", who, "fr", False, None, "1", began))
        found = sessions.newest(conn, vault, ("a", "c"), at)
        assert found is not None
        assert found.id == "s2"
        assert sessions.newest(conn, vault, ("a",), at + timedelta(minutes=3)) is None
        assert sessions.forget_callers(conn, ("a", "c")) == 2
        assert sessions.newest(conn, vault, ("b",), at) is not None


def test_a_caller_is_known_across_midnight(vault: Vault, at: datetime) -> None:
    late = at.replace(hour=23, minute=59)
    before = sessions.caller_of(vault, "*384#", "+22376000001", late)
    assert before in sessions.callers_of(vault, "*384#", "+22376000001", late + timedelta(minutes=5))
    assert before not in sessions.callers_of(vault, "*385#", "+22376000001", late + timedelta(minutes=5))


def test_old_calls_are_purged(database: Database, vault: Vault, call: Call) -> None:
    with database.write() as conn:
        sessions.begin(conn, vault, call)
        assert sessions.purge(conn, call.created_at) == 0
        assert sessions.purge(conn, call.created_at + timedelta(seconds=1)) == 1


def test_a_version_of_the_flows_is_kept_while_a_call_may_need_it(
    database: Database, vault: Vault, at: datetime
) -> None:
    day = timedelta(days=1)
    with database.write() as conn:
        version = flowversions.keep(conn, OLD, at)
        assert flowversions.keep(conn, OLD, at) == version
        assert flowversions.files(conn, version) == OLD
        assert flowversions.files(conn, "nobody's") is None
        assert flowversions.purge(conn, at + 9 * day) == 0
        flowversions.keep(conn, NEW, at + day)
        sessions.begin(conn, vault, Call("s1", "c", None, True, None, version, at + day))
        assert flowversions.purge(conn, at + 2 * day) == 0
        sessions.forget(conn, "s1")
        assert flowversions.purge(conn, at + 2 * day) == 1
        assert len(conn.execute(select(flow_versions)).all()) == 1
