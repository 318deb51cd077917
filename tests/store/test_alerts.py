"""An alert is raised once, has a number that nobody had for 90 days, and the first answer is the one that
counts.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from core.alerts import Alert
from core.errors import LasomiError
from store import alerts, drills, incidents, outbox
from store.database import Database, ms
from store.tables import alerts as table
from store.tables import drills as exercises
from store.vault import Vault
from tests.store.test_reports import event


def alert(at: datetime, id_: str = "a1", number: str = "2417", **more: object) -> Alert:
    raised = Alert(
        id=id_,
        number=number,
        rule="incident",
        incident="e1",
        code="11",
        severity=4,
        area="ML0701",
        state="unverified",
        sources=1,
        raised_at=at,
        accepted_at=at - timedelta(seconds=3),
        expires_at=at + timedelta(hours=24),
        seen="VU",
        when="auj.",
    )
    return replace(raised, **more)  # type: ignore[arg-type]


@pytest.fixture
def store(database: Database, at: datetime) -> Database:
    with database.write() as conn:
        incidents.save(conn, event(at))
        assert alerts.raise_(conn, alert(at), "ML07", "ML0701")
    return database


def test_one_rule_raises_one_level_of_an_incident_once(store: Database, at: datetime) -> None:
    with store.write() as conn:
        assert not alerts.raise_(conn, alert(at, "a2", "9999"), "ML07", "ML0701")
        assert alerts.raise_(conn, alert(at, "a2", "9999", level=1), "ML07", "ML0701")
        assert alerts.get(conn, "a1") == alerts.by_number(conn, "2417") == alert(at)
        assert alerts.of_incident(conn, "e1") == alert(at, "a2", "9999", level=1)


def test_a_number_is_free_again_after_90_days(store: Database, at: datetime) -> None:
    with store.read() as conn:
        moments = [at + timedelta(days=days) for days in (0, 89, 91)]
        assert [len(alerts.free(conn, later)) for later in moments] == [9999, 9999, 10_000]
        drawn = [alerts.free_number(conn, later, lambda numbers: numbers[2417]) for later in moments]
        assert drawn == ["2418", "2418", "2417"]


@pytest.mark.parametrize("begun", [None, 0])
def test_a_number_of_an_exercise_is_drawn_for_nothing_else(
    store: Database, at: datetime, begun: int | None
) -> None:
    with store.write() as conn:
        drill = drills.prepare(conn, number="E9", title="Essai", script={}, now=at)
        values = {"numbers": "0001 0002", "begun_at": None if begun is None else ms(at)}
        conn.execute(update(exercises).where(exercises.c.id == drill.id).values(values))
        assert alerts.free_number(conn, at, lambda numbers: numbers[1]) == "0003"
        rested = alerts.free_number(conn, at + timedelta(days=91), lambda numbers: numbers[1])
        assert rested == ("0003" if begun is None else "0001")


def test_the_newest_bearer_of_a_number_answers_to_it(store: Database, at: datetime) -> None:
    later = at + timedelta(days=100)
    with store.write() as conn:
        alerts.raise_(conn, alert(later, "a2", level=1), "ML07", "ML0701")
        found = alerts.by_number(conn, "2417")
        assert found is not None
        assert found.id == "a2"


def test_the_first_answer_counts(store: Database, at: datetime) -> None:
    with store.write() as conn:
        assert alerts.acknowledge(conn, "a1", "m1", at + timedelta(minutes=15))
        assert not alerts.acknowledge(conn, "a1", "m2", at + timedelta(minutes=16))
        assert not alerts.acknowledge(conn, "none", "m2", at)
        (listed,) = alerts.listing(conn, areas=["ML07"])
        assert (listed.alert.status, listed.alert.acked_by, listed.ack_seconds) == (
            "acknowledged",
            "m1",
            900.0,
        )
        assert listed.alert.acked_at == at + timedelta(minutes=15)
        assert alerts.active(conn) == []


def test_a_cancelled_alert_stays_cancelled_when_answered(store: Database, at: datetime) -> None:
    with store.write() as conn:
        alerts.write_line(conn, alert(at, state="false"), status="cancelled")
        assert alerts.acknowledge(conn, "a1", "m1", at)
        found = alerts.get(conn, "a1")
        assert found is not None
        assert (found.status, found.state, found.acked_by) == ("cancelled", "false", "m1")


def test_the_delay_runs_from_acceptance_to_the_first_attempt(store: Database, at: datetime) -> None:
    with store.write() as conn:
        assert alerts.mark_first_sent(conn, "a1", at + timedelta(seconds=1)) == 4.0
        assert alerts.mark_first_sent(conn, "a1", at + timedelta(seconds=9)) is None
        assert alerts.mark_first_sent(conn, "none", at) is None
        (listed,) = alerts.active(conn)
        assert (listed.alert_seconds, listed.first_sent_at) == (4.0, at + timedelta(seconds=1))


def test_only_who_was_written_to_is_addressed(store: Database, vault: Vault, at: datetime) -> None:
    with store.write() as conn:
        outbox.add(
            conn,
            vault,
            cause="alert:a1",
            recipient="m1",
            step=0,
            urn="+22376000003",
            text="x",
            purpose="alert",
            channel="africastalking",
            now=at,
            alert_id="a1",
            expires_at=at + timedelta(hours=1),
        )
        assert alerts.addressed(conn, "a1", "m1")
        assert not alerts.addressed(conn, "a1", "m2")
        assert not alerts.addressed(conn, "a2", "m1")


def test_an_update_changes_its_line(store: Database, at: datetime) -> None:
    with store.write() as conn:
        line = alert(at, state="corroborated", sources=2, when="en cours")
        alerts.write_line(conn, line)
        assert alerts.get(conn, "a1") == line


def test_partners_read_what_a_person_released(store: Database, at: datetime) -> None:
    with store.write() as conn:
        assert alerts.listing(conn, released=True) == []
        assert alerts.release(conn, "a1", "u1", at)
        assert not alerts.release(conn, "a1", "u2", at)
        (listed,) = alerts.listing(conn, released=True)
        assert (listed.released_at, listed.released_by) == (at, "u1")
        assert alerts.listing(conn, areas=["ML0702"]) == []
        assert len(alerts.listing(conn, areas=["ML"])) == 1


def test_when_every_number_is_taken_it_says_so(store: Database, at: datetime) -> None:
    with store.write() as conn:
        row = dict(conn.execute(select(table)).mappings().one())
        taken = [{"id": f"x{n}", "number": f"{n:04d}", "level": n + 1} for n in range(10_000)]
        conn.execute(insert(table), [row | one for one in taken])
        with pytest.raises(LasomiError, match="10,000"):
            alerts.free_number(conn, at, lambda free: free[0])
