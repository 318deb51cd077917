"""The keys file gives every purpose its own keys, ends each on its date, and survives a crash at any byte."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import LasomiError, Misconfigured
from store import keyslots
from store.keys import FAMILIES, Keys, create_keys, key_ends, open_keys

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("family", "epoch", "ends"),
    [
        ("day", "2026-07-14", datetime(2026, 7, 17, tzinfo=UTC)),
        ("protected", "2026-07-14", datetime(2026, 7, 17, tzinfo=UTC)),
        ("callback", "2026-07-14", datetime(2026, 8, 13, tzinfo=UTC)),
        ("text", "2026-W29", datetime(2026, 10, 11, tzinfo=UTC)),
        ("limit", "2026-07-14", datetime(2026, 7, 16, tzinfo=UTC)),
        ("session", "2026-07-14", datetime(2026, 7, 16, tzinfo=UTC)),
        ("report", "2026-Q3w", datetime(2026, 10, 5, tzinfo=UTC)),
        ("contact", "2026-Q3w", datetime(2026, 10, 5, tzinfo=UTC)),
        ("rating", "2026-Q3", datetime(2026, 10, 8, tzinfo=UTC)),
        ("draw", "2026-Q3", datetime(2026, 10, 8, tzinfo=UTC)),
        ("staff", "1", None),
        ("optout", "1", None),
        ("dedupe", "1", None),
        ("roster", "1", None),
        ("audit", "1", None),
    ],
)
def test_a_key_ends_when_the_page_says(family: str, epoch: str, ends: datetime | None) -> None:
    assert key_ends(family, epoch) == ends


def test_keys_of_the_coming_days_weeks_and_quarters_are_there(keys: Keys, at: datetime) -> None:
    for family in FAMILIES:
        assert len(keys.key(family, keys.epoch(family, at))) in (32, 64)
    for ahead, families in ((3, ("day", "limit", "session", "protected")), (7, ("text",)), (92, ("report",))):
        for family in families:
            keys.key(family, keys.epoch(family, at + ahead * DAY))


def test_no_two_keys_are_equal(keys: Keys, at: datetime) -> None:
    every = [keys.key(family, keys.epoch(family, at + n * DAY)) for family in FAMILIES for n in range(2)]
    assert len({key[:32] for key in every}) == len(
        {(f, keys.epoch(f, at + n * DAY)) for f in FAMILIES for n in (0, 1)}
    )


def test_issuing_adds_and_never_changes(keys: Keys, at: datetime) -> None:
    before = keys.key("day", "2026-07-14")
    assert keys.issue(at) == []
    assert ("day", "2026-07-18") in keys.issue(at + DAY)
    assert keys.key("day", "2026-07-14") == before


def test_a_key_is_destroyed_on_its_date_and_not_before(keys: Keys, at: datetime) -> None:
    assert keys.destroy_due(datetime(2026, 7, 15, 23, 59, tzinfo=UTC)) == []
    over = keys.destroy_due(datetime(2026, 7, 17, tzinfo=UTC))
    assert {("day", "2026-07-14"), ("protected", "2026-07-14"), ("session", "2026-07-14")} <= set(over)
    with pytest.raises(LasomiError) as raised:
        keys.key("day", "2026-07-14")
    assert raised.value.code == "key_gone"


def test_no_slot_holds_a_destroyed_key(keys: Keys, at: datetime) -> None:
    key = keys.key("day", "2026-07-14")
    keys.destroy_due(at + timedelta(hours=72))
    raw = keys.path.read_bytes()
    assert key not in raw
    assert key.hex().encode() not in raw


def test_another_open_file_sees_the_change(keys: Keys, at: datetime) -> None:
    other = open_keys(keys.path)
    assert other.key("day", "2026-07-14") == keys.key("day", "2026-07-14")
    keys.issue(at + 2 * DAY)
    assert other.key("day", "2026-07-19") == keys.key("day", "2026-07-19")
    keys.destroy_due(at + timedelta(hours=72))
    with pytest.raises(LasomiError):
        other.key("day", "2026-07-14")


@pytest.mark.parametrize("written", [0, 1, 40, 60, 4096, keyslots.SLOT_BYTES - 1, keyslots.SLOT_BYTES])
@pytest.mark.parametrize("second", [False, True])
def test_a_write_cut_anywhere_leaves_a_whole_file(
    keys: Keys, at: datetime, written: int, second: bool
) -> None:
    """The power fails after `written` bytes of the first or the second slot."""
    before = keys.path.read_bytes()
    destroyed = keys.key("day", "2026-07-14")
    keys.destroy_due(at + timedelta(hours=72))
    after = keys.path.read_bytes()
    size = keyslots.SLOT_BYTES
    first_slot = after[:size] if second else after[:written] + before[written:size]
    second_slot = after[size : size + written] + before[size + written :] if second else before[size:]
    keys.path.write_bytes(first_slot + second_slot)

    mended = open_keys(keys.path)
    mended.destroy_due(at + timedelta(hours=72))
    assert destroyed.hex().encode() not in keys.path.read_bytes()
    assert mended.key("day", "2026-07-16")


def test_after_a_crash_the_newer_slot_wins_before_anything_is_served(keys: Keys, at: datetime) -> None:
    before = keys.path.read_bytes()
    destroyed = keys.key("day", "2026-07-14").hex().encode()
    keys.destroy_due(at + timedelta(hours=72))
    after = keys.path.read_bytes()
    keys.path.write_bytes(after[: keyslots.SLOT_BYTES] + before[keyslots.SLOT_BYTES :])
    assert destroyed in keys.path.read_bytes()
    open_keys(keys.path)
    assert destroyed not in keys.path.read_bytes()


def test_a_file_without_a_valid_slot_stops_the_start(keys: Keys) -> None:
    keys.path.write_bytes(bytes(len(keys.path.read_bytes())))
    with pytest.raises(Misconfigured, match="no valid slot"):
        open_keys(keys.path)


def test_a_missing_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="LASOMI_KEYS_FILE"):
        open_keys(tmp_path / "nothing")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(keys: Keys, mode: int) -> None:
    keys.path.chmod(mode)
    with pytest.raises(Misconfigured, match="chmod 600"):
        open_keys(keys.path)


def test_a_folder_is_no_keys_file(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="is no file: set LASOMI_KEYS_FILE"):
        open_keys(tmp_path)


def test_keys_do_not_live_in_a_work_tree(tmp_path: Path, at: datetime) -> None:
    (tmp_path / "tree" / ".git").mkdir(parents=True)
    with pytest.raises(Misconfigured, match="work tree"):
        create_keys(tmp_path / "tree" / "secret" / "keys", at)


def test_keys_are_never_made_over_others(keys: Keys, at: datetime) -> None:
    with pytest.raises(FileExistsError):
        create_keys(keys.path, at)


def test_the_file_is_private_and_alone(keys: Keys, at: datetime) -> None:
    keys.destroy_due(at + timedelta(hours=72))
    assert keys.path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(keys.path.parent) == ["keys"]


def test_a_stick_that_was_pulled_out_is_said(keys: Keys) -> None:
    keys.path.unlink()
    with pytest.raises(LasomiError) as raised:
        keys.key("day", "2026-07-14")
    assert (raised.value.code, raised.value.retryable) == ("keys_away", True)


@pytest.mark.parametrize("ask", ["issue", "destroy_due"])
def test_a_stick_that_was_pulled_out_is_no_traceback_for_the_clock_either(
    keys: Keys, at: datetime, ask: str
) -> None:
    keys.path.unlink()
    with pytest.raises(LasomiError, match="put the device with the keys back") as raised:
        getattr(keys, ask)(at)
    assert (raised.value.code, raised.value.retryable) == ("keys_away", True)


def test_a_wall_clock_that_went_back_keeps_the_key_it_seals_with(keys: Keys, at: datetime) -> None:
    keys.issue(at - 5 * DAY)
    now, wall = at, at - 5 * DAY
    assert ("day", "2026-07-09") not in keys.destroy_due(now, wall)
    assert ("day", "2026-07-09") in keys.destroy_due(now, now)
