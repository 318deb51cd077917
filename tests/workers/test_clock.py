"""What time brings, it brings once: freed leases, spooled messages, new keys, and the end of old ones."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, repeat

import pytest

from core.errors import LasomiError
from store.inbox import lease, seal_entry
from store.spool import Spool
from tests.workers.bureau import REPORTER, Bureau
from workers.clock import run, tick


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
    tick(bureau.house, started)
    tick(bureau.house, started + timedelta(seconds=5), since=started)
    assert states(bureau) == ["new"]
    tick(bureau.house, started + timedelta(minutes=10), since=started)
    assert states(bureau) == ["shredded_unread"]


def test_keys_of_the_coming_days_are_there_before_they_are_needed(bureau: Bureau) -> None:
    later = bureau.watch.at + timedelta(days=30)
    tick(bureau.house, later)
    assert bureau.house.keys.key("day", "2026-08-16")


def test_keys_come_and_go_while_the_store_is_away(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> int:
        raise LasomiError("store.away", retryable=True)

    def stops(_seconds: float) -> bool:
        monkeypatch.setattr(Spool, "flush", away)
        bureau.watch.at += timedelta(hours=1)
        return bureau.watch.at > began + timedelta(days=5)

    began = bureau.watch.at
    run(bureau.house, stops)
    with pytest.raises(LasomiError, match="no key"):
        bureau.house.keys.key("day", "2026-07-14")
    assert bureau.house.keys.key("day", bureau.house.keys.epoch("day", bureau.watch.at))


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
