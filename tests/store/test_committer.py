"""Works handed in together share a commit, a bad one fails alone, and no answer comes before the disk."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import Connection, func, insert, select, text

from core.errors import LasomiError
from store import inbox
from store.committer import Committer
from store.database import Database, open_database
from store.tables import counters
from store.vault import Vault


@pytest.fixture
def committer(database: Database) -> Iterator[Committer]:
    started = Committer(database)
    started.start()
    yield started
    started.stop()


def count(conn: Connection, name: str) -> str:
    conn.execute(insert(counters).values(name=name, place="ML", period="2026-W29", n=1))
    return name


def seen(database: Database) -> int:
    with database.read() as conn:
        return conn.execute(select(func.count()).select_from(counters)).scalar_one()


def test_an_answer_comes_after_the_commit(committer: Committer, database: Database) -> None:
    assert committer.submit(lambda conn: count(conn, "a")).result(5) == "a"
    other = open_database(database.url, database.data_dir)
    assert seen(other) == 1
    other.close()


def test_works_of_one_moment_share_a_transaction(database: Database) -> None:
    committer = Committer(database, window=0.2)
    committer.start()
    ask = {"sqlite": "SELECT 1", "postgresql": "SELECT txid_current()"}[database.dialect]
    futures = [committer.submit(lambda conn: (id(conn), conn.scalar(text(ask)))) for _ in range(20)]
    assert len({future.result(5) for future in futures}) == 1
    committer.stop()


def test_a_bad_work_fails_alone(committer: Committer, database: Database) -> None:
    def bad(conn: Connection) -> str:
        count(conn, "half")
        raise ValueError("mine")

    good = [committer.submit(lambda conn, n=n: count(conn, f"g{n}")) for n in range(10)]  # type: ignore[misc]
    failing = committer.submit(bad)
    more = [committer.submit(lambda conn, n=n: count(conn, f"h{n}")) for n in range(10)]  # type: ignore[misc]
    assert [future.result(5) for future in good + more]
    with pytest.raises(ValueError, match="mine"):
        failing.result(5)
    assert seen(database) == 20


def test_a_broken_constraint_fails_alone(committer: Committer, database: Database) -> None:
    futures = [committer.submit(lambda conn: count(conn, "same")) for _ in range(3)]
    failed = [future.exception(5) for future in futures]
    assert sum(error is not None for error in failed) == 2
    assert seen(database) == 1


def test_many_threads_are_all_answered(
    committer: Committer, database: Database, vault: Vault, at: datetime
) -> None:
    entries = [
        inbox.seal_entry(vault, channel="x", kind="sms", external_id=str(n % 150), body={}, received_at=at)
        for n in range(300)
    ]
    with ThreadPoolExecutor(16) as threads:
        new = list(
            threads.map(
                lambda one: committer.submit(lambda conn: inbox.accept(conn, one)).result(20), entries
            )
        )
    assert sum(new) == 150


def test_a_cancelled_work_is_not_begun(database: Database) -> None:
    committer = Committer(database)
    committer.start()
    entered, leave = threading.Event(), threading.Event()

    def hold(conn: Connection) -> None:
        entered.set()
        leave.wait(5)

    holding = committer.submit(hold)
    entered.wait(5)
    waiting = committer.submit(lambda conn: count(conn, "late"))
    assert waiting.cancel()
    leave.set()
    holding.result(5)
    committer.stop()
    assert seen(database) == 0


def test_what_was_handed_in_is_committed_before_the_stop(database: Database) -> None:
    committer = Committer(database, window=0.05)
    committer.start()
    futures = [committer.submit(lambda conn, n=n: count(conn, f"n{n}")) for n in range(30)]  # type: ignore[misc]
    committer.stop()
    assert all(future.done() for future in futures)
    assert seen(database) == 30
    with pytest.raises(LasomiError) as raised:
        committer.submit(lambda conn: None)
    assert raised.value.code == "committer.stopped"


def test_an_outage_is_told_to_everybody_at_once(database: Database) -> None:
    def away(conn: Connection) -> None:
        raise LasomiError("store.away", retryable=True)

    committer = Committer(database, window=0.05)
    committer.start()
    futures = [committer.submit(away) for _ in range(3)]
    assert {type(future.exception(5)) for future in futures} == {LasomiError}
    committer.stop()


def test_a_failed_fsync_ends_the_process(database: Database) -> None:
    def broken(conn: Connection) -> None:
        raise LasomiError("store.io", retryable=True)

    left: list[str] = []
    committer = Committer(database, on_io_error=lambda: left.append("exit"))
    committer.start()
    assert committer.submit(broken).exception(5) is not None
    committer.stop()
    assert left == ["exit"]
