"""A commitment's history is only added to, and can be asked as it was known on a day."""

from datetime import date, datetime
from typing import Any

from core.frameworks import Framework
from core.tracker import implementation
from store import commitments, progress
from store.database import Database

MARCH, APRIL, MAY, JULY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1), date(2026, 7, 14)
PLAN = Framework("nap_wps", "2019-2023", {"fr": "Plan"}, "essai", date(2019, 1, 1), date(2023, 12, 31))


def add(conn: Any, code: str, now: datetime, **more: Any) -> None:
    values: dict[str, Any] = {"framework": "ccs_avis", "text": {"fr": "Un puits"}, "addressee_type": "govt"}
    commitments.add(conn, code=code, addressee_unit="ML07", due=None, now=now, **(values | more))


def say(conn: Any, code: str, on: date, done: float, **more: Any) -> int:
    values: dict[str, Any] = {"state": "under_way", "progress": done, "role": "monitor"}
    return commitments.report(conn, code, on=on, **(values | more))


def rate(conn: Any, on: date, known: date | None = None) -> float | None:
    found = progress.tracked(conn, [PLAN], known=known)
    return implementation((each.promise for each in found), on).value


def test_last_years_answer_is_asked_again(database: Database, at: datetime) -> None:
    with database.write() as conn:
        add(conn, "C1", at, since=MARCH)
        first = say(conn, "C1", MARCH, 0.25, by="moussa")
        assert rate(conn, JULY) == 0.0
        assert commitments.verify(conn, first, on=APRIL, role="regional", by="fanta")
        assert not commitments.verify(conn, first, on=MAY, role="analyst", by="ada")
        before = [rate(conn, day) for day in (MARCH, APRIL, MAY)]
        say(conn, "C1", MAY, 0.75, verified_by_role="analyst")
        assert [rate(conn, day) for day in (MARCH, APRIL)] == before[:2] == [0.0, 0.25]
        assert rate(conn, MAY) == 0.75


def test_what_is_learnt_late_is_left_out_where_it_is_asked(database: Database, at: datetime) -> None:
    with database.write() as conn:
        add(conn, "C1", at, since=MARCH)
        say(conn, "C1", MARCH, 0.5, recorded=date(2026, 7, 20), verified_by_role="regional")
        assert rate(conn, APRIL) == 0.5
        assert rate(conn, APRIL, known=JULY) == 0.0
        assert rate(conn, APRIL, known=date(2026, 7, 13)) is None  # the house had never heard of it
        assert rate(conn, APRIL, known=date(2026, 7, 20)) == 0.5


def test_the_same_role_verifies_nothing(database: Database, at: datetime) -> None:
    with database.write() as conn:
        add(conn, "C1", at, since=MARCH)
        seq = say(conn, "C1", MARCH, 1.0, verified_by_role="monitor")
        assert rate(conn, JULY) == 0.0
        waits = progress.unverified(conn, seq)
        assert waits == progress.Said(seq, "C1", "monitor", "", None)
        (kept,) = progress.tracked(conn)
        assert kept.waiting == waits
        commitments.verify(conn, seq, on=JULY, role="regional")
        assert progress.unverified(conn, seq) is None
        assert progress.tracked(conn)[0].waiting is None
        assert progress.unverified(conn, -1) is None


def test_a_framework_that_is_over_and_the_houses_own(database: Database, at: datetime) -> None:
    with database.write() as conn:
        add(conn, "N1", at, framework="nap_wps", version="2019-2023", since=date(2019, 1, 1))
        add(conn, "A1", at, framework="tabletop_aar")
        assert [each.commitment.code for each in progress.tracked(conn)] == ["N1"]
        assert [each.commitment.code for each in progress.tracked(conn, internal=True)] == ["A1", "N1"]
        assert rate(conn, date(2022, 1, 1)) == 0.0
        assert rate(conn, JULY) is None


def test_the_newest_day(database: Database, at: datetime) -> None:
    with database.write() as conn:
        assert progress.changed(conn, JULY) is None
        add(conn, "C1", at)
        seq = say(conn, "C1", MARCH, 0.5)
        assert progress.changed(conn, JULY) == MARCH
        commitments.verify(conn, seq, on=MAY, role="regional")
        assert progress.changed(conn, APRIL) == MARCH
        assert progress.changed(conn, JULY) == MAY


def test_an_equal_day_goes_by_the_order_of_saying(database: Database, at: datetime) -> None:
    with database.write() as conn:
        add(conn, "C1", at, since=MARCH)
        for done in (0.75, 0.25):
            say(conn, "C1", MARCH, done, verified_by_role="regional")
        assert rate(conn, MARCH) == 0.25
