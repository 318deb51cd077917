"""The file of keys, byte by byte: two slots, numbered by their changes, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from store import keyslots

RING = {"day/2026-07-14": b"k" * 32}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    keyslots.create(tmp_path / "keys", RING)
    return tmp_path / "keys"


def numbers(file: Path) -> list[int]:
    """The change by which each slot was written."""
    raw = file.read_bytes()
    return [int.from_bytes(raw[at + 8 : at + 16]) for at in (0, keyslots.SLOT_BYTES)]


def test_a_new_file_is_two_slots_of_the_first_change(file: Path) -> None:
    assert file.stat().st_size == 2 * keyslots.SLOT_BYTES
    assert numbers(file) == [1, 1]
    assert keyslots.found(file) == RING


def test_each_change_has_the_next_number_in_both(file: Path) -> None:
    for change in (2, 3):
        with keyslots.writing(file) as descriptor:
            keyslots.write(descriptor, RING)
        assert numbers(file) == [change, change]


def test_no_program_that_is_started_meanwhile_has_the_file(file: Path) -> None:
    held = "import os, sys; os.fstat(int(sys.argv[1]))"
    with keyslots.writing(file) as descriptor:
        assert not os.get_inheritable(descriptor)
        tried = subprocess.run(
            (sys.executable, "-c", held, str(descriptor)), close_fds=False, check=False, capture_output=True
        )
    assert b"Bad file descriptor" in tried.stderr
