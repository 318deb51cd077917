"""Parts of long messages: every order of two to five, nobody's mixed with another's (`channels.md` §14)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from store import parts
from store.database import Database
from store.keys import Keys
from store.parts import Piece
from store.vault import Vault

A, B = "+22376000001", "+22376000002"


def piece(
    number: int, total: int, at: datetime, *, urn: str = A, text: str = "", reference: int = 7
) -> Piece:
    body = {"urn": urn, "text": text or f"{urn[-1]}{number} ", "recipient": "36000"}
    return Piece("kannel", reference, number, total, body, at)


@pytest.mark.parametrize("total", [2, 3, 4, 5])
def test_every_order_gives_the_same_message(
    total: int, database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        for n, order in enumerate(permutations(range(1, total + 1))):
            kept = [parts.put(conn, vault, piece(i, total, at, reference=n), 0) for i in order]
            assert [word for _, word in kept] == ["waits"] * (total - 1) + ["whole"]
            whole = parts.gather(conn, vault, kept[-1][0])
            assert whole is not None
            assert (whole.text, whole.missing) == ("".join(f"1{i} " for i in range(1, total + 1)), False)
            assert parts.gather(conn, vault, kept[-1][0]) is None


def test_two_senders_with_one_reference(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        for urn in (A, B):
            parts.put(conn, vault, piece(1, 2, at, urn=urn), 0)
        for urn in (B, A):
            mark, word = parts.put(conn, vault, piece(2, 2, at, urn=urn), 0)
            whole = parts.gather(conn, vault, mark)
            assert word == "whole"
            assert whole is not None
            assert whole.text == f"{urn[-1]}1 {urn[-1]}2 "
            assert {body["urn"] for body in whole.bodies} == {urn}


def test_a_part_that_comes_again_and_another_message_under_its_reference(
    database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        parts.put(conn, vault, piece(1, 2, at), 0)
        assert parts.put(conn, vault, piece(1, 2, at), 0)[1] == "again"
        assert parts.put(conn, vault, piece(1, 2, at, text="autre"), 0)[1] == "another"
        mark, _ = parts.put(conn, vault, piece(2, 2, at), 0)
        assert parts.gather(conn, vault, mark) is not None
        assert parts.put(conn, vault, piece(2, 2, at), 0)[1] == "again"
        assert parts.put(conn, vault, piece(2, 2, at, text="autre"), 0)[1] == "another"


def test_a_message_around_midnight(database: Database, keys: Keys, vault: Vault) -> None:
    before = datetime(2026, 7, 14, 23, 59, 50, tzinfo=UTC)
    keys.issue(before)
    with database.write() as conn:
        parts.put(conn, vault, piece(1, 2, before), 0)
        mark, word = parts.put(conn, vault, piece(2, 2, before + timedelta(seconds=20)), 0)
        whole = parts.gather(conn, vault, mark)
    assert word == "whole"
    assert whole is not None
    assert whole.text == "11 12 "


def test_what_is_missing_leaves_a_space_and_what_is_due_is_named(
    database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        parts.put(conn, vault, piece(3, 3, at), 100)
        mark, _ = parts.put(conn, vault, piece(1, 3, at), 900)
        assert (parts.due(conn, 99), parts.due(conn, 100)) == ([], [mark])
        whole = parts.gather(conn, vault, mark)
    assert whole is not None
    assert (whole.text, whole.missing) == ("11  13 ", True)


def test_a_phone_is_forgotten_and_nothing_is_in_clear(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        for urn in (A, B):
            parts.put(conn, vault, piece(1, 2, at, urn=urn, text="canari"), 0)
        held = conn.exec_driver_sql("SELECT * FROM parts").all()
        assert not any(canary in repr(tuple(row)) for row in held for canary in ("canari", A[4:]))
        parts.forget(conn, vault, A)
        assert len(conn.exec_driver_sql("SELECT * FROM parts").all()) == 1
        parts.purge(conn, "2026-07-15")
        assert conn.exec_driver_sql("SELECT * FROM parts").all() == []
