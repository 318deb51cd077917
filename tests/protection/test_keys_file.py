"""P24, P72: who is killed while keys are destroyed leaves them whole or gone, and after a start no trace.

Two hundred times each: a child destroys what is due, or everything, and is killed at a moment that chance
picks.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from store import keyslots, rings
from store.keys import Keys, create_keys, open_keys
from store.panic import panic

KILLS = 200
LONGEST = 0.012
"""Seconds: about twice what a destruction takes where the disk is slow."""


def killed(act: Callable[[], object], after: float) -> bool:
    """Whether the child was still at it. It never returns into the test."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    until = time.monotonic() + after
    while time.monotonic() < until:
        continue
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def lies_there(path: Path, keys: dict[str, bytes]) -> list[str]:
    raw = path.read_bytes()
    return [name for name, key in keys.items() if key in raw or key.hex().encode() in raw]


def ring_of(path: Path) -> dict[str, bytes]:
    return dict(keyslots.found(path) or {})


def apart(act: Callable[[Path, datetime], None], folder: Path, at: datetime) -> None:
    """In a process of its own: what a run of the suite has grown to takes longer to fork than to kill."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as hand:
        hand.submit(act, folder, at).result()


def killed_while_shredding(folder: Path, at: datetime) -> None:
    chance, later, hit, done = random.Random(24), at + timedelta(hours=73), 0, 0
    for n in range(KILLS):
        keys = create_keys(folder / f"{n}" / "keys", at)
        before = ring_of(keys.path)
        hit += killed(lambda keys=keys: keys.destroy_due(later), chance.uniform(0, LONGEST))  # type: ignore[misc]
        again = open_keys(keys.path)
        after = ring_of(keys.path)
        gone = {name: key for name, key in before.items() if name not in after}
        done += bool(gone)
        assert after == before or set(gone) == set(before) - set(rings.without_due(before, later, later))
        assert lies_there(keys.path, gone) == []
        again.destroy_due(later)
        assert "day/2026-07-14" not in ring_of(keys.path)
    assert hit
    assert done


def killed_while_panicking(folder: Path, at: datetime) -> None:
    chance, hit, done = random.Random(72), 0, 0
    for n in range(KILLS):
        keys = create_keys(folder / f"{n}" / "keys", at)
        before = ring_of(keys.path)
        hit += killed(lambda path=keys.path: panic(path, at), chance.uniform(0, LONGEST))  # type: ignore[misc]
        gone = Keys(keys.path).panicked
        done += gone
        assert lies_there(keys.path, before) == ([] if gone else list(before))
        assert gone or ring_of(keys.path) == before
    assert hit
    assert 0 < done < KILLS


def test_two_hundred_kills_in_the_midst_of_shredding(tmp_path: Path, at: datetime) -> None:
    apart(killed_while_shredding, tmp_path, at)


def test_two_hundred_kills_in_the_midst_of_panic(tmp_path: Path, at: datetime) -> None:
    """Whole or noise: a reader sees all keys or none, and whoever reads next finishes what was begun."""
    apart(killed_while_panicking, tmp_path, at)


def test_a_panic_that_was_killed_between_the_slots_is_finished_by_whoever_reads(
    keys: Keys, at: datetime
) -> None:
    before, whole = ring_of(keys.path), keys.path.read_bytes()
    panic(keys.path, at)
    size = keyslots.SLOT_BYTES
    keys.path.write_bytes(keys.path.read_bytes()[:size] + whole[size:])
    assert lies_there(keys.path, before)
    assert Keys(keys.path).panicked
    assert lies_there(keys.path, before) == []


def test_who_still_writes_is_left_alone(keys: Keys, at: datetime) -> None:
    whole = keys.path.read_bytes()
    panic(keys.path, at)
    half = keys.path.read_bytes()[: keyslots.SLOT_BYTES] + whole[keyslots.SLOT_BYTES :]
    keys.path.write_bytes(half)
    with keyslots.writing(keys.path):
        assert Keys(keys.path).panicked
        assert keys.path.read_bytes() == half


def test_a_change_leaves_no_other_file(keys: Keys, at: datetime) -> None:
    keys.issue(at + timedelta(days=1))
    keys.destroy_due(at + timedelta(hours=73))
    panic(keys.path, at)
    assert [path.name for path in keys.path.parent.iterdir()] == [keys.path.name]
    assert keys.path.stat().st_size == 2 * keyslots.SLOT_BYTES
