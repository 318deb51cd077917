"""Whatever happens to a message, in whatever order and however often: one row, and at most one finish."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from store import inbox
from store.database import Database
from store.inbox import Entry, LeaseLost, Row
from store.spool import Spool
from store.tables import inbox as table
from store.vault import Vault
from tests.examples import many
from tests.store.mailbag import entry

WHICH = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.sampled_from(("accept", "again", "spool", "write")), WHICH),
    st.tuples(st.sampled_from(("lease", "lease two")), WHICH),
    st.tuples(st.sampled_from(("finish", "finish", "fail", "give back", "renew")), WHICH),
    st.tuples(st.sampled_from(("expire", "flush")), WHICH),
)


class Post:
    """Two workers and a spool at one inbox; remembers every finish that was committed."""

    def __init__(self, store: Database, vault: Vault, at: datetime, folder: Path) -> None:
        self.store, self.vault, self.at = store, vault, at
        self.spool = Spool(folder, vault)
        self.spool.check()
        self.known = [entry(vault, at, f"M{n}") for n in range(4)]
        self.accepted: set[bytes] = set()
        self.held: list[Row] = []
        self.finished: Counter[str] = Counter()

    def do(self, step: str, which: int) -> None:
        one = self.known[which]
        if step in {"accept", "again"}:
            self.accept(one if step == "accept" else entry(self.vault, self.at, f"M{which}"))
        elif step in {"spool", "write"}:
            self.spool.write([one], self.at)
            self.accepted.add(one.dedupe)
        elif step == "flush":
            self.spool.flush(self.store)
        elif step == "expire":
            self.expire()
        elif step.startswith("lease"):
            self.at += timedelta(minutes=1)
            self.held += inbox.lease(self.store, step, self.at, limit=which + 1)
        elif self.held:
            self.work(step, self.held[which % len(self.held)])

    def accept(self, one: Entry) -> None:
        known = self.rows(one)
        with self.store.write() as conn:
            assert inbox.accept(conn, one) == (not known)
        self.accepted.add(one.dedupe)

    def work(self, step: str, row: Row) -> None:
        """A lease that was lost changes nothing: that is what a worker relies on."""
        try:
            if step == "finish":
                with self.store.write() as conn:
                    inbox.finish(conn, row, "report")
                self.finished[row.id] += 1
            else:
                {"fail": fail, "give back": inbox.give_back, "renew": inbox.renew}[step](self.store, row)
        except LeaseLost:
            return

    def expire(self) -> None:
        with self.store.write() as conn:
            conn.execute(update(table).where(table.c.state == "leased").values(lease_until=0))
        inbox.release_expired(self.store)

    def rows(self, one: Entry) -> int:
        with self.store.read() as conn:
            return conn.execute(select(func.count()).where(table.c.dedupe == one.dedupe)).scalar_one()

    def end(self) -> None:
        """Everything that waits is worked off."""
        self.spool.flush(self.store)
        self.expire()
        for _ in range(40):
            self.at += timedelta(minutes=1)
            for row in inbox.lease(self.store, "last", self.at):
                self.work("finish", row)


def fail(store: Database, row: Row) -> Any:
    return inbox.fail(store, row, "raised")


@settings(
    max_examples=many(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=40))
def test_one_row_and_at_most_one_finish(
    database: Database, vault: Vault, at: datetime, data_dir: Path, steps: list[tuple[str, int]]
) -> None:
    with database.write() as conn:
        conn.execute(table.delete())
    post = Post(database, vault, at, data_dir / "spool")
    for step, which in steps:
        post.do(step, which)
    post.end()
    with database.read() as conn:
        left = conn.execute(select(table.c.id, table.c.dedupe, table.c.state, table.c.attempts)).all()
    assert {row.dedupe for row in left} == post.accepted
    assert len(left) == len(post.accepted)
    assert {row.id: 1 for row in left if row.state == "done"} == post.finished
    assert all(row.state == "done" or (row.state == "poison" and row.attempts == 5) for row in left)


@pytest.mark.parametrize("times", [2, 5])
def test_a_finish_that_is_repeated_is_refused(
    database: Database, vault: Vault, at: datetime, times: int
) -> None:
    with database.write() as conn:
        assert inbox.accept(conn, entry(vault, at))
    (row,) = inbox.lease(database, "one", at)
    refused = 0
    for _ in range(times):
        try:
            with database.write() as conn:
                inbox.finish(conn, row, "report")
        except LeaseLost:
            refused += 1
    assert refused == times - 1
