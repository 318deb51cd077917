"""The one door of writers to SQLite: who waits goes in next, and who is stopped there closes it to nobody."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from store import gate

BUSY, ASKS = "busy", "asks"


def comes_in(door: Path, name: str, seen: list[str], left: threading.Event, times: int) -> None:
    """Goes in again and again, at once; in there it is a moment alone."""
    for _ in range(times):
        if left.is_set():
            return
        with gate.in_turn(door, 20.0) as inside:
            assert inside
            seen.append(name)
            threading.Event().wait(0.003)


def test_nobody_goes_in_twice_while_somebody_waits(tmp_path: Path) -> None:
    door, seen, left = tmp_path / "gate.lock", list[str](), threading.Event()
    with ThreadPoolExecutor(1) as busy:
        busy.submit(comes_in, door, BUSY, seen, left, 10_000)
        for number in range(20):
            seen.append(ASKS)
            comes_in(door, str(number), seen, threading.Event(), 1)
        left.set()
    waits = "".join("b" if one == BUSY else "a" if one == ASKS else "i" for one in seen).split("i")[:-1]
    assert len(waits) == 20
    assert max(wait.partition("a")[2].count("b") for wait in waits) <= 2  # who was inside, who stood there


def test_a_door_at_which_somebody_stands_and_does_not_move_lets_others_pass(tmp_path: Path) -> None:
    door = tmp_path / "gate.lock"
    with gate.held(door.with_suffix(".next"), 0.0) as stopped:
        assert stopped
        for seconds in (0.0, 0.3, 600.0):
            with gate.in_turn(door, seconds) as inside:
                assert inside


def test_who_is_not_let_in_in_time_is_told(tmp_path: Path) -> None:
    door = tmp_path / "gate.lock"
    with gate.in_turn(door, 0.0) as inside:
        assert inside
        with gate.in_turn(door, 0.01) as second:
            assert not second
    with gate.in_turn(door, 0.0) as again:
        assert again
