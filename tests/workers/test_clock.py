"""What time brings, it brings once: freed leases, spooled messages, new keys, and the end of old ones."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, repeat

import pytest

from core.errors import LasomiError
from store import elapsed
from store.inbox import lease, seal_entry
from store.spool import Spool
from tests.workers.bureau import REPORTER, Bureau, moment
from workers.clock import run, tick
from workers.duties import MINUTE, Duty, Tick


def spooled(bureau: Bureau) -> Spool:
    spool = Spool(bureau.house.settings.spool_dir, bureau.house.vault)
    spool.check()
    return spool


def states(bureau: Bureau) -> list[str]:
    return [row["state"] for row in bureau.rows("SELECT state FROM inbox ORDER BY seq")]


def test_the_spool_is_moved_into_the_inbox_once(bureau: Bureau) -> None:
    body = {"urn": REPORTER, "text": "22 ANSONGO", "origin": "token", "foreign": False}
    entry = seal_entry(
        bureau.house.vault,
        channel="africastalking",
        kind="sms",
        external_id="1",
        body=body,
        received_at=bureau.watch.at,
    )
    spool = spooled(bureau)
    for _ in range(2):
        spool.write([entry], bureau.watch.at)
        tick(bureau.house, bureau.watch.at)
    assert states(bureau) == ["new"]
    assert spool.bytes() == 0


def test_a_lease_that_ran_out_is_free_again(bureau: Bureau) -> None:
    bureau.sms(REPORTER, "22 ANSONGO")
    lease(bureau.house.database, "died", bureau.watch.at, seconds=-1)
    assert states(bureau) == ["leased"]
    tick(bureau.house, bureau.watch.at)
    assert states(bureau) == ["new"]


def test_after_72_hours_bodies_and_minutes_are_gone(bureau: Bureau) -> None:
    bureau.sms(REPORTER, "attaque a Ansongo ce matin", "14:07")
    bureau.work()
    bureau.watch.at += timedelta(hours=73)
    for _ in range(2):
        tick(bureau.house, bureau.watch.at)
    left = bureau.one("SELECT sealed, received_at FROM inbox")
    assert (left["sealed"], left["received_at"] % 3_600_000) == (None, 0)
    assert bureau.one("SELECT received_at FROM reports")["received_at"] % 3_600_000 == 0
    with pytest.raises(LasomiError, match="no key"):
        bureau.house.keys.key("day", "2026-07-14")


def test_a_machine_that_was_off_drains_before_it_shreds(bureau: Bureau) -> None:
    row = bureau.sms(REPORTER, "22 ANSONGO")
    bureau.watch.at += timedelta(days=4)
    tick(bureau.house, bureau.watch.at)
    bureau.work()
    assert bureau.outcome(row) == "report"


def test_at_the_next_ten_minutes_it_shreds_whatever_waits(bureau: Bureau) -> None:
    bureau.sms(REPORTER, "22 ANSONGO")
    started = bureau.watch.at + timedelta(days=4)
    log = tick(bureau.house, started)
    log = tick(bureau.house, started + timedelta(seconds=5), log)
    assert states(bureau) == ["new"]
    tick(bureau.house, started + timedelta(minutes=10), log)
    assert states(bureau) == ["shredded_unread"]


def test_keys_of_the_coming_days_are_there_before_they_are_needed(bureau: Bureau) -> None:
    later = bureau.watch.at + timedelta(days=30)
    tick(bureau.house, later)
    assert bureau.house.keys.key("day", "2026-08-16")


class Machine:
    """A boot clock that goes with the watch of the bureau."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.began = bureau.watch.at

    def __call__(self) -> tuple[str, int]:
        return "boot", (self.bureau.watch.at - self.began) // timedelta(milliseconds=1)


def away(*_: object, **__: object) -> Iterator[bool]:
    raise LasomiError("store.away", retryable=True)


@pytest.mark.parametrize("lost", ["write", "singleton"])
def test_keys_come_and_go_while_the_store_is_away_from_the_start(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """The process cannot write, or cannot even be the only one."""

    def stops(_seconds: float) -> bool:
        bureau.watch.at += timedelta(minutes=5)
        return bureau.watch.at > began + timedelta(hours=73)

    began = bureau.watch.at
    monkeypatch.setattr(type(bureau.house.database), lost, away)
    run(bureau.house, stops, boot=Machine(bureau))
    with pytest.raises(LasomiError, match="no key"):
        bureau.house.keys.key("day", "2026-07-14")
    assert bureau.house.keys.key("day", bureau.house.keys.epoch("day", bureau.watch.at))


def test_without_a_store_no_clock_is_believed_at_once(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process starts on a machine whose date is four days ahead, and waits half an hour."""
    machine, day = Machine(bureau), timedelta(days=1)
    waits: Iterator[bool] = chain(repeat(False, 5), repeat(True))
    bureau.watch.at += 4 * day

    def stops(_seconds: float) -> bool:
        bureau.watch.at += timedelta(minutes=5)
        return next(waits)

    monkeypatch.setattr(type(bureau.house.database), "write", away)
    run(bureau.house, stops, boot=machine)
    assert bureau.house.keys.key("day", "2026-07-14")


def test_one_duty_that_fails_stops_no_other(bureau: Bureau, capsys: pytest.CaptureFixture[str]) -> None:
    """It is tried again at each tick, and said once when it begins and once when it ends."""
    done: list[str] = []
    faults = [RuntimeError("a number: +22376000001"), LasomiError("store.busy", retryable=True)]

    def fails(_tick: Tick) -> None:
        if faults:
            raise faults.pop()
        done.append("first")

    table = (Duty("first", MINUTE, fails), Duty("second", MINUTE, lambda _: done.append("second")))
    log = None
    for seconds in (0, 5, 10, 15, 60):
        log = tick(bureau.house, bureau.watch.at + timedelta(seconds=seconds), log, table=table)
    assert done == ["second", "first", "first", "second"]
    said = capsys.readouterr().err
    assert [said.count(word) for word in ("duty_fails", "duty_recovered", "+223")] == [1, 1, 0]


def test_a_clock_that_was_superseded_stops(bureau: Bureau) -> None:
    """Its lock was lost with its connection, and another clock put its name down."""
    ticks: list[float] = []

    def stops(seconds: float) -> bool:
        ticks.append(seconds)
        if len(ticks) == 1:
            elapsed.claim(bureau.house.database, "another")
            return False
        return True

    began = bureau.watch.at
    run(bureau.house, stops)
    with bureau.house.database.read() as conn:
        assert elapsed.kept_by(conn) == "another"
    assert (len(ticks), bureau.watch.at) == (2, began)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_wall_clock_that_is_turned_destroys_no_key_early_and_none_late(
    bureau: Bureau, hours: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key of the 14th dies on the 17th at midnight; a minute before, the wall jumps by an hour."""
    midnight = moment("00:00", "2026-07-17")
    log = tick(bureau.house, midnight - timedelta(minutes=1))
    tick(bureau.house, midnight - timedelta(minutes=1) + timedelta(hours=hours), log)
    assert "clock_jumped" in capsys.readouterr().err
    assert bureau.house.keys.key("day", "2026-07-14")
    for minutes in range(0, 25, 5):
        bureau.counted = bureau.watch.at = midnight + timedelta(minutes=minutes)
        house_passes(bureau, timedelta(minutes=5))
        tick(bureau.house, bureau.watch.at + timedelta(hours=hours), log)
    with pytest.raises(LasomiError, match="no key"):
        bureau.house.keys.key("day", "2026-07-14")
    assert bureau.house.keys.key("day", bureau.house.keys.epoch("day", bureau.watch.at))


def house_passes(bureau: Bureau, time: timedelta) -> None:
    with bureau.house.database.write() as conn:
        elapsed.skip(bureau.house.database, conn, time // timedelta(milliseconds=1))


def test_the_clock_is_alone_and_survives_a_store_that_does_not_answer(bureau: Bureau) -> None:
    waits: Iterator[bool] = chain(repeat(False, 2), repeat(True))
    hidden = bureau.house.keys.path.rename(bureau.house.keys.path.with_name("hidden"))
    seconds: list[float] = []

    def stops(for_seconds: float) -> bool:
        seconds.append(for_seconds)
        if len(seconds) == 2:
            hidden.rename(bureau.house.keys.path)
        return next(waits)

    run(bureau.house, stops)
    assert seconds == [5.0, 5.0, 5.0]
    assert bureau.house.keys.key("day", "2026-07-17")


def test_a_second_clock_waits_for_the_first(bureau: Bureau) -> None:
    asked = threading.Event()

    def stops(_seconds: float) -> bool:
        asked.set()
        return True

    bureau.sms(REPORTER, "22 ANSONGO")
    lease(bureau.house.database, "died", bureau.watch.at, seconds=-1)
    with bureau.house.database.singleton("clock") as alone:
        assert alone
        run(bureau.house, stops)
    assert asked.is_set()
    assert states(bureau) == ["leased"]
