"""The keys of a house that starts sealed: what can be done without them, and what is said instead (P29)."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.errors import LasomiError, Misconfigured
from store import closed, keyslots
from store.keys import Keys, create_keys, open_keys
from store.panic import panic
from tests.protection.sealing import MEMORY, open_house_of

DAY = timedelta(days=1)


@pytest.fixture
def opened(tmp_path: Path, at: datetime) -> Iterator[Keys]:
    with TemporaryDirectory(dir=MEMORY) as memory:
        yield open_house_of(at, Path(memory), tmp_path / "keys")


@pytest.fixture
def shut(opened: Keys) -> Keys:
    """The same, locked."""
    closed.lock(opened.path)
    return opened


def boxed(keys: Keys) -> dict[str, bytes]:
    assert keys.closed is not None
    return dict(keyslots.found(keys.closed) or {})


def test_who_asks_is_told_that_two_persons_must_come(shut: Keys) -> None:
    assert shut.sealed
    with pytest.raises(LasomiError, match="two persons must unlock it") as raised:
        shut.key("day", "2026-07-14")
    assert (raised.value.code, raised.value.retryable) == ("sealed", True)


def test_an_open_house_is_not_sealed_nor_is_one_without_custodians(opened: Keys, keys: Keys) -> None:
    assert not opened.sealed
    assert not keys.sealed
    keys.path.unlink()
    assert not keys.sealed


def test_keys_come_and_go_in_their_boxes_unopened(shut: Keys, at: datetime) -> None:
    assert ("day", "2026-07-18") in shut.issue(at + DAY)
    assert "day/2026-07-18" in boxed(shut)
    assert ("day", "2026-07-14") in shut.destroy_due(at + timedelta(hours=72))
    assert "day/2026-07-14" not in boxed(shut)
    assert shut.sealed


def test_what_open_keys_become_the_boxes_become_too(opened: Keys, at: datetime) -> None:
    opened.issue(at + DAY)
    assert "day/2026-07-18" in boxed(opened)
    opened.destroy_due(at + timedelta(hours=72))
    assert "day/2026-07-14" not in boxed(opened)


def test_boxes_that_are_away_are_said(shut: Keys, at: datetime) -> None:
    assert shut.closed is not None
    shut.closed.unlink()
    for ask in (lambda: shut.issue(at), lambda: shut.panicked):
        with pytest.raises(LasomiError) as raised:
            ask()
        assert raised.value.retryable
    assert shut.sealed


def test_after_a_panic_nobody_is_awaited_and_nothing_is_made(shut: Keys, at: datetime) -> None:
    assert shut.closed is not None
    panic(shut.closed, at)
    assert shut.panicked
    assert not shut.sealed
    assert shut.issue(at + DAY) == []
    with pytest.raises(LasomiError, match="every key was destroyed") as raised:
        shut.key("day", "2026-07-14")
    assert (raised.value.code, raised.value.retryable) == ("panic", True)


def test_after_a_panic_of_open_keys_too(keys: Keys, at: datetime) -> None:
    assert not keys.panicked
    panic(keys.path, at)
    assert keys.panicked
    assert keys.issue(at + DAY) == keys.destroy_due(at + DAY) == []
    with pytest.raises(LasomiError) as raised:
        keys.key("day", "2026-07-14")
    assert raised.value.code == "panic"


def test_open_keys_of_a_sealed_house_lie_on_no_disk(shut: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.keys.file_system", lambda _: "ext4")
    with pytest.raises(Misconfigured, match="lies on a disk"):
        open_keys(shut.path, shut.closed)


def test_a_sealed_house_starts_without_open_keys_and_not_without_boxes(shut: Keys) -> None:
    assert open_keys(shut.path, shut.closed).sealed
    with pytest.raises(Misconfigured, match="the keys file"):
        open_keys(shut.path, shut.path.parent / "nothing")


def test_slots_that_were_spoilt_while_the_house_runs_are_said(keys: Keys) -> None:
    keys.path.write_bytes(bytes(2 * keyslots.SLOT_BYTES))
    with pytest.raises(LasomiError, match="no valid slot") as raised:
        keys.key("day", "2026-07-14")
    assert raised.value.code == "keys_away"


def test_more_keys_than_a_slot_has_room_for_change_nothing(keys: Keys) -> None:
    before = keys.path.read_bytes()
    many = {f"day/{n}": bytes(32) for n in range(keyslots.SLOT_BYTES // 64)}
    with pytest.raises(OverflowError, match="do not fit"):
        keys.change(lambda ring: {**ring, **many})
    assert keys.path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_keys_of_another_user_are_refused(keys: Keys) -> None:
    os.chown(keys.path, 65534, -1)
    with pytest.raises(Misconfigured, match="owned by another user"):
        open_keys(keys.path)


def test_keys_are_made_in_a_folder_of_their_own(tmp_path: Path, at: datetime) -> None:
    made = create_keys(tmp_path / "a" / "b" / "keys", at)
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert made.path.stat().st_mode & 0o777 == 0o600
