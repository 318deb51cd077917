"""A channel never carries more than its rate, whoever sends, and every message of a day is counted."""

import threading

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import spending
from store.database import Database
from store.spending import Rate
from tests.examples import many
from tests.store.mailbag import Machine

SLOW, QUICK = Rate("twilio", 1), Rate("simulator", 100)


def granted(database: Database, moment: tuple[str, int], rate: Rate, most: int = 99) -> int:
    with database.write() as conn:
        n = spending.allowed(conn, moment, rate, most)
        spending.take(conn, moment, rate, n)
        return n


def test_a_slow_channel_carries_one_a_second(database: Database) -> None:
    assert [granted(database, ("b", at), SLOW) for at in (0, 1, 999, 1000, 1001, 9000)] == [1, 0, 0, 1, 0, 1]


def test_a_quick_one_saves_up_a_tenth_of_a_second(database: Database) -> None:
    assert [granted(database, ("b", at), QUICK) for at in (0, 0, 10, 35, 5000)] == [10, 0, 1, 2, 10]


def test_no_more_is_taken_than_there_is_to_send(database: Database) -> None:
    assert [granted(database, ("b", 0), QUICK, most) for most in (3, 0, 4, 99)] == [3, 0, 4, 3]


def test_channels_do_not_wait_for_one_another(database: Database) -> None:
    assert (granted(database, ("b", 0), SLOW), granted(database, ("b", 0), Rate("email", 1))) == (1, 1)


def test_another_boot_counts_anew(database: Database) -> None:
    assert [granted(database, (boot, 0), SLOW) for boot in "abb"] == [1, 1, 0]


def test_whoever_must_wait_is_told_how_long(store: Database, machine: Machine) -> None:
    if store.dialect == "sqlite":
        granted(store, (machine.boot, machine.ms), SLOW)
        with store.read() as conn:
            assert spending.wait(store, conn, SLOW) == 1000
            machine.ms += 999
            assert spending.wait(store, conn, SLOW) == 1
            machine.ms += 1
            assert spending.wait(store, conn, SLOW) == 0
    with store.read() as conn:
        assert spending.wait(store, conn, Rate("never used", 1)) == 0


def test_a_provider_that_asks_for_patience_stops_its_whole_channel(database: Database) -> None:
    for rate in (SLOW, QUICK):
        with database.write() as conn:
            spending.pause(conn, ("b", 0), rate, 7)
            spending.pause(conn, ("b", 0), rate, 2)
        assert [granted(database, ("b", at), rate, 1) for at in (0, 3000, 6999, 7000)] == [0, 0, 0, 1]


@settings(max_examples=many(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    a_second=st.sampled_from([0.2, 1, 3, 10, 50, 200]),
    asked=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 40)), max_size=30),
)
def test_no_second_carries_more_than_the_rate_and_a_tenth(
    database: Database, a_second: float, asked: list[tuple[int, int]]
) -> None:
    rate, clock, left = Rate(f"r{a_second}", a_second), 0, list[tuple[int, int]]()
    boot = str(len(asked)) + str(asked)[:30]
    for pause, most in asked:
        clock += pause
        left.append((clock, granted(database, (boot, clock), rate, most)))
    for start, _ in left:
        within = sum(n for at, n in left if start <= at < start + 1000)
        assert within <= a_second + rate.depth + 0.001


def test_two_processes_share_one_rate(database: Database) -> None:
    got: list[int] = []

    def ask() -> None:
        got.extend(granted(database, ("b", 0), QUICK, 4) for _ in range(3))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == 10


def test_a_day_adds_up_by_channel(database: Database) -> None:
    with database.write() as conn:
        assert [spending.spend(conn, "twilio", "2026-07-14", n) for n in (1, 2)] == [1, 3]
        spending.spend(conn, "email", "2026-07-14", 1)
        spending.spend(conn, "twilio", "2026-07-15", 5)
        assert spending.spent(conn, "2026-07-14") == {"twilio": 3, "email": 1}
        assert spending.spent(conn, "2026-07-16") == {}
