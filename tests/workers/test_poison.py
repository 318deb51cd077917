"""One message stops nobody: whatever it does it is kept as poison, within its time, and its neighbours are
done.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text as sql

from ops.worker import HANG_SECONDS
from store import inbox
from store.leases import LEASE_SECONDS, MOST_ATTEMPTS
from tests.workers.bureau import RELAY, STRANGER, Bureau
from workers import intake, pipeline
from workers.drain import drain_once

RESTART_SECONDS = 10
SWEEP_SECONDS = 5
BAD = "bad"


def eats_memory(*_: Any) -> None:
    raise MemoryError


def recurses(*_: Any) -> None:
    recurses()


class Killed(BaseException):
    """What the process itself would see of SIGKILL: nothing after it."""


def dies(*_: Any) -> None:
    raise Killed


def spoiled(monkeypatch: pytest.MonkeyPatch, does: Callable[..., None]) -> None:
    """A stage that does this to the text `bad`, and works on all others."""
    real = pipeline.understand

    def understand(text: str, *args: Any, **more: Any) -> Any:
        if text == BAD:
            does(text)
        return real(text, *args, **more)

    monkeypatch.setattr(intake, "understand", understand)


@pytest.mark.parametrize("does", [eats_memory, recurses])
def test_a_stage_that_fails_makes_poison_and_its_neighbours_are_done(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, does: Callable[..., None]
) -> None:
    spoiled(monkeypatch, does)
    before, bad, after = bureau.sms(RELAY, "22 ANSONGO"), bureau.sms(STRANGER, BAD), bureau.sms(RELAY, "33")
    began = bureau.watch.at
    while bureau.one("SELECT state FROM inbox WHERE id = :id", id=bad)["state"] != "poison":
        bureau.work(after=timedelta(seconds=1))
    assert bureau.watch.at - began <= timedelta(minutes=10)
    assert (bureau.outcome(before), bureau.outcome(after)) == ("report", "report")
    left = bureau.one("SELECT attempts, sealed FROM inbox WHERE id = :id", id=bad)
    assert (left["attempts"], left["sealed"] is not None) == (MOST_ATTEMPTS, True)


def test_a_message_that_kills_its_worker_is_poison_after_five_and_its_neighbours_are_done(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled(monkeypatch, dies)
    neighbours = [bureau.sms(RELAY, f"{code} ANSONGO") for code in (11, 22, 33)]
    bad = bureau.sms(STRANGER, BAD)
    neighbours += [bureau.sms(RELAY, f"{code} ANSONGO") for code in (54, 72)]
    killed = 0
    while state(bureau, bad) != "poison":
        killed += worked(bureau, f"worker {killed}")
    while drain_once(bureau.house, "last"):
        continue
    assert killed == MOST_ATTEMPTS
    assert {state(bureau, row) for row in neighbours} == {"done"}


def worked(bureau: Bureau, owner: str) -> int:
    """A worker's life until it has nothing to do or is killed, which others notice by its leases."""
    try:
        while drain_once(bureau.house, owner):
            continue
    except Killed:
        with bureau.house.database.write() as conn:
            conn.execute(sql("UPDATE inbox SET lease_until = 0 WHERE state = 'leased'"))
        inbox.release_expired(bureau.house.database)
        return 1
    return 0


def state(bureau: Bureau, row: str) -> str:
    return str(bureau.one("SELECT state FROM inbox WHERE id = :id", id=row)["state"])


def test_five_deaths_take_less_than_ten_minutes() -> None:
    one = HANG_SECONDS + RESTART_SECONDS + LEASE_SECONDS + SWEEP_SECONDS
    assert MOST_ATTEMPTS * one <= 10 * 60
