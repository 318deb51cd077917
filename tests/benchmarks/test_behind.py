"""How far a house is behind is never said to be less than it was."""

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.chaos.behind import Look, bound, watched
from store import inbox
from store.database import Database
from store.inbox import seal_entry
from store.keys import Keys
from store.vault import Vault

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("looks", "seconds"),
    [
        ([], None),
        ([(0, None)], None),
        ([(0, None), (1, None)], 1),
        ([(0, None), (1, 1), (2, 1), (3, None)], 2),
        ([(0, None), (1, 0.5), (40, 39.5), (41, None)], 39.5),
        ([(0, None), (1, 0.5), (33, 0.5)], 32.5),
    ],
    ids=["none", "one", "nothing waits", "one that waits", "a look too late", "still there"],
)
def test_a_message_is_as_old_as_it_may_have_become(
    looks: list[tuple[float, float | None]], seconds: float | None
) -> None:
    assert bound([Look(at, oldest, int(oldest is not None)) for at, oldest in looks]) == seconds


def test_the_oldest_without_an_outcome_is_what_counts(database: Database, keys: Keys) -> None:
    """One that is done counts no more; one that a failure has put off does."""
    vault = Vault(keys)
    for age, state in ((90, "done"), (40, "new"), (5, "leased")):
        at = NOON - timedelta(seconds=age)
        entry = seal_entry(
            vault, channel="c", kind="sms", external_id=state, body={}, received_at=at, due_at=NOON
        )
        with database.write() as conn:
            inbox.accept(conn, entry)
            conn.exec_driver_sql(f"UPDATE inbox SET state = '{state}' WHERE id = '{entry.id}'")
    with watched(database, NOON.timestamp) as behind:
        pass
    figures = behind.figures()
    assert (figures["behind_s"], figures["behind_seen_s"], figures["behind_rows"]) == (40, 40, 2)
    assert figures["behind_looks_missed"] == 0
