"""The house's own time: it only grows, whoever turns the wall clock, and goes on across a boot."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import elapsed
from store.database import Database
from store.steady import JUMP_MS, STEADY_MS, Belief, believe
from tests.store.mailbag import Machine

HOUR = 3_600_000


@pytest.fixture
def turned(store: Database) -> Database:
    """On the test's own boot clock: PostgreSQL counts by its server's."""
    if store.dialect != "sqlite":
        pytest.skip("the server's clock cannot be turned from here")
    return store


def read(store: Database) -> int:
    with store.read() as conn:
        return elapsed.now(store, conn)


def test_it_grows_from_its_first_reading_on(store: Database, at: datetime) -> None:
    with store.read() as conn:
        _, leases = store.lease_now(conn)
    first = read(store)
    assert 0 <= first - leases < 60_000
    elapsed.advance(store, at)
    assert 0 <= read(store) - first < 60_000
    with store.write() as conn:
        elapsed.skip(store, conn, HOUR)
    assert 0 <= read(store) - first - HOUR < 60_000


@pytest.mark.parametrize("hours", [1, -1, 24 * 365, -24 * 365])
def test_no_wall_clock_turns_it(turned: Database, machine: Machine, at: datetime, hours: int) -> None:
    elapsed.advance(turned, at)
    before = read(turned)
    machine.ms += 5000
    belief = elapsed.advance(turned, at + timedelta(seconds=5, hours=hours))
    assert (read(turned) - before, belief.jumped) == (5000, True)
    assert belief.sure(at + timedelta(seconds=5, hours=hours)) == at + timedelta(seconds=5)


def test_before_it_is_first_written_down_nothing_is_lost(
    turned: Database, machine: Machine, at: datetime
) -> None:
    planned = read(turned)
    machine.ms += 7000
    elapsed.advance(turned, at)
    assert read(turned) - planned == 7000


@pytest.mark.parametrize(
    ("off", "since_boot", "passed"),
    [
        (timedelta(hours=2), 60_000, 2 * HOUR),
        (timedelta(days=40), 60_000, 72 * HOUR),
        (timedelta(days=-20_000), 60_000, 60_000),
        (timedelta(0), 60_000, 60_000),
    ],
    ids=["off for two hours", "off for forty days", "boots in 1970", "a quick boot"],
)
def test_across_a_boot_it_goes_on_by_the_wall_clock_within_bounds(
    turned: Database, machine: Machine, at: datetime, off: timedelta, since_boot: int, passed: int
) -> None:
    elapsed.advance(turned, at)
    before = read(turned)
    machine.boot, machine.ms = "second", since_boot
    assert read(turned) - before == since_boot
    elapsed.advance(turned, at + off)
    assert read(turned) - before == passed
    machine.ms += 5000
    assert read(turned) - before == passed + 5000


def test_a_clock_that_goes_back_on_the_server_stops_nothing(
    turned: Database, machine: Machine, at: datetime
) -> None:
    elapsed.advance(turned, at)
    before = read(turned)
    machine.ms -= 500_000
    assert read(turned) == before
    elapsed.advance(turned, at)
    machine.ms += 1000
    assert read(turned) == before + 1000


def test_the_keeper_is_who_claimed_it_last(store: Database) -> None:
    with store.read() as conn:
        assert elapsed.kept_by(conn) is None
    for keeper in ("a", "b"):
        elapsed.claim(store, keeper)
    with store.read() as conn:
        assert elapsed.kept_by(conn) == "b"


def test_a_jump_is_remembered_by_the_next_process(turned: Database, machine: Machine, at: datetime) -> None:
    elapsed.advance(turned, at)
    wall = at + timedelta(hours=5)
    for _ in range(STEADY_MS // 5000 - 1):
        machine.ms += 5000
        wall += timedelta(seconds=5)
        assert elapsed.advance(turned, wall).sure(wall) == wall - timedelta(hours=5)
    machine.ms += 10_000
    wall += timedelta(seconds=10)
    assert elapsed.advance(turned, wall).sure(wall) == wall


LOOKS = st.lists(st.tuples(st.integers(0, 600_000), st.integers(-(10**9), 10**9)), max_size=40)


@given(LOOKS)
def test_what_is_sure_goes_with_the_house_until_a_new_time_has_lasted(looks: list[tuple[int, int]]) -> None:
    """(what passes in the house, by how much the wall is turned besides): no jump is believed at once."""
    belief = Belief(0, 0)
    for passed, turned in looks:
        before_sure = belief.wall - belief.shift
        seen = believe(belief, belief.ms + passed, belief.wall + passed + turned)
        sure = seen.wall - seen.shift
        if seen.ms - seen.since < STEADY_MS:
            assert abs(sure - before_sure - passed) <= 2 * JUMP_MS
        else:
            assert seen.shift == 0
        belief = seen


def test_a_clock_that_jumped_and_jumped_back_is_where_it_was() -> None:
    there = believe(Belief(0, 0), 5000, 5000 + HOUR)
    back = believe(there, 10_000, 10_000)
    assert (there.shift, back.shift, back.since) == (HOUR, 0, 10_000)


@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("jump", [7, -7, 0])
def test_the_age_of_a_moment_counts_no_jump_of_the_wall_clock(
    turned: Database, machine: Machine, at: datetime, jump: int, seen: bool
) -> None:
    """`seen`: a tick has noticed the jump already. What comes after it is as old as the wall clock says."""
    elapsed.advance(turned, at)
    machine.ms += 60_000
    wall = at + timedelta(hours=jump, minutes=1)
    if seen:
        elapsed.advance(turned, wall)
    then = at - timedelta(hours=8)
    with turned.read() as conn:
        assert elapsed.believed(turned, conn, then, wall) - then == timedelta(hours=8, minutes=1)
        assert elapsed.believed(turned, conn, wall, wall) == wall
