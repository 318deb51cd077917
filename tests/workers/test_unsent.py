"""A text of several alerts that could not leave tells, when it does, of nothing that stands no more."""

from datetime import timedelta

import pytest

from core.contacts import Member
from core.errors import SendFailed
from store import alerts, elapsed, switches, windows, withdrawal
from tests.workers.bureau import CHANNEL, MONITOR, Bureau
from tests.workers.storm import Storm
from workers.failover import fail_over

WINDOW = 300
DOWN = SendFailed("down", retryable=True)


@pytest.fixture
def storm(bureau: Bureau) -> Storm:
    return Storm(bureau)


@pytest.fixture
def three(storm: Storm) -> list[str]:
    """One alert has left; two wait in one text, written while the provider is down."""
    storm.person(MONITOR, "monitor", "ML07")
    raised = [storm.raises(), storm.raises(3, code="12"), storm.raises(3, code="15")]
    storm.stuck = True
    storm.passes(WINDOW)
    assert storm.bureau.one("SELECT COUNT(*) AS n FROM grouped")["n"] == 2
    return raised


def aside(storm: Storm, incident_id: str) -> None:
    """Nobody tells of it any more, for whatever reason."""
    with storm.bureau.house.database.write() as conn:
        withdrawal.empty(conn, incident_id)


def left(storm: Storm) -> list[str]:
    storm.bureau.work()
    return storm.bureau.told(MONITOR)


def test_as_it_was_written_where_all_of_it_stands(storm: Storm, three: list[str]) -> None:
    (text,) = left(storm)
    lines = ", ".join(
        f"A{storm.number(id_)} S3 {code} ML0701" for id_, code in zip(three[1:], ("12", "15"), strict=True)
    )
    assert text == f"2 ALERTES {lines}. OUI no=recu AIDE"


def test_what_is_left_alone_is_told_in_its_own_words(storm: Storm, three: list[str]) -> None:
    aside(storm, three[1])
    (text,) = left(storm)
    assert text.startswith(f"A{storm.number(three[2])} S3 15 ML0701 NON VERIFIE 1 src")
    assert storm.number(three[1]) not in text


def test_nothing_leaves_where_nothing_stands(storm: Storm, three: list[str]) -> None:
    for incident_id in three[1:]:
        aside(storm, incident_id)
    assert left(storm) == []
    assert storm.bureau.one("SELECT state FROM outbox WHERE cause LIKE 'group:%'")["state"] == "expired"
    assert storm.bureau.rows("SELECT * FROM grouped") == []


def test_whoever_never_heard_of_it_is_spared_that_it_was_false(storm: Storm, three: list[str]) -> None:
    storm.calls_off(three[1])
    (text,) = left(storm)
    assert text.startswith(f"A{storm.number(three[2])} S3")
    storm.passes(2 * WINDOW)
    assert left(storm) == [text]


def test_whoever_may_have_heard_of_it_reads_that_it_was_false(storm: Storm, three: list[str]) -> None:
    """A try has failed before: nobody knows who has read what."""
    storm.bureau.failures[:] = [DOWN]
    assert left(storm) == []
    storm.calls_off(three[1])
    storm.bureau.work(after=timedelta(seconds=30))
    (text,) = storm.bureau.told(MONITOR)
    lines = f"A{storm.number(three[2])} S3 15 ML0701, A{storm.number(three[1])} FAUX"
    assert text == f"2 ALERTES {lines}. OUI no=recu AIDE"


def test_a_line_that_was_dropped_stays_so_at_the_next_try(storm: Storm, three: list[str]) -> None:
    aside(storm, three[1])
    storm.bureau.failures[:] = [DOWN]
    assert left(storm) == []
    storm.bureau.work(after=timedelta(seconds=30))
    (text,) = storm.bureau.told(MONITOR)
    assert storm.number(three[1]) not in text


@pytest.mark.parametrize("tried", [False, True])
def test_of_a_cercle_whose_switch_is_on_nothing_leaves_and_no_other_is_hidden(
    storm: Storm, tried: bool
) -> None:
    """P71, and §7: a severity 4 of elsewhere does not stay away with it."""
    storm.person(MONITOR, "monitor", "ML07")
    storm.raises()
    shut, open_ = storm.raises(3, code="12"), storm.raises(4, "ML0702", code="14")
    storm.stuck = True
    storm.passes(WINDOW)
    if tried:
        storm.bureau.failures[:] = [DOWN]
        assert left(storm) == []
    with storm.bureau.house.database.write() as conn:
        switches.turn_on(conn, "ML0701", "somebody", storm.bureau.watch.at)
    storm.bureau.work(after=timedelta(seconds=30))
    (text,) = storm.bureau.told(MONITOR)
    assert text.startswith(f"A{storm.number(open_)} S4 14 ML0702 NON VERIFIE")
    assert storm.number(shut) not in text


def test_a_copy_for_the_next_channel_is_looked_at_too(storm: Storm, three: list[str]) -> None:
    """It was made before the line was dropped from the text that it is a copy of."""
    house, box = storm.bureau.house, storm.bureau.one("SELECT id FROM outbox WHERE cause LIKE 'group:%'")
    storm.bureau.watch.at += timedelta(seconds=31)
    assert fail_over(house, ("rested", CHANNEL)) == 1
    aside(storm, three[1])
    storm.bureau.failures[:] = [DOWN]
    assert left(storm) == []
    with house.database.write() as conn:
        conn.exec_driver_sql(f"UPDATE outbox SET channel = '{CHANNEL}', due_at = 0 WHERE id != '{box['id']}'")
        conn.exec_driver_sql(f"UPDATE outbox SET state = 'failed' WHERE id = '{box['id']}'")
    (text,) = left(storm)
    assert text.startswith(f"A{storm.number(three[2])} S3 15")


def test_an_update_in_the_line_of_a_rung_outlives_the_acknowledgement(storm: Storm) -> None:
    """It was corroborated while a higher rung waited with it; somebody then answered (`alerts.md` §7)."""
    member = _both(storm)
    first = storm.raises()
    storm.grows(first, 3)
    _rung(storm, member, first)
    storm.answers(first)
    storm.passes(WINDOW)
    assert [f"A{storm.number(first)} S4 11 ML0701 CORROBORE 3 src" in text for text in storm.to(member)] == [
        False,
        True,
    ]
    assert "SANS REPONSE" not in storm.to(member)[-1]


@pytest.mark.parametrize("update_first", [True, False])
def test_in_whatever_order_they_came(storm: Storm, update_first: bool) -> None:
    member = _both(storm)
    first = storm.raises()
    for act in (1, 0) if update_first else (0, 1):
        storm.grows(first, 3) if act else _rung(storm, member, first)
    storm.answers(first)
    storm.passes(WINDOW)
    assert "CORROBORE" in storm.to(member)[-1]


def test_a_rung_without_news_is_dropped_when_somebody_has_answered(storm: Storm) -> None:
    member = _both(storm)
    first = storm.raises()
    _rung(storm, member, first)
    storm.answers(first)
    storm.passes(WINDOW)
    assert len(storm.to(member)) == 1


def _both(storm: Storm) -> Member:
    """Somebody who is on two rungs."""
    return storm.person(MONITOR, "monitor", "ML07")


def _rung(storm: Storm, member: Member, incident_id: str) -> None:
    """A higher rung is to tell them; their window is open."""
    house = storm.bureau.house
    with house.database.write() as conn:
        alert = alerts.of_incident(conn, incident_id)
        assert alert is not None
        clock = elapsed.now(house.database, conn)
        windows.hold(conn, member.id, alert.id, 1, clock, alert.accepted_at)
