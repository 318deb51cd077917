"""The disk of the power cut: only what was synced is left."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.chaos.durable import Disk, File

WRITES = st.tuples(st.just("write"), st.binary(max_size=40), st.integers(0, 60))
CUTS = st.tuples(st.just("truncate"), st.just(b""), st.integers(0, 80))
STEPS = st.lists(st.one_of(WRITES, CUTS), max_size=20)


def play(file: File, steps: list[tuple[str, bytes, int]]) -> None:
    for what, data, at in steps:
        if what == "write":
            file.write(data, at)
        else:
            file.truncate(at)


@given(STEPS, STEPS)
def test_a_sync_makes_all_that_was_written_durable_and_nothing_later(
    before: list[tuple[str, bytes, int]], after: list[tuple[str, bytes, int]]
) -> None:
    file = File(0o600)
    play(file, before)
    file.sync()
    kept = bytes(file.volatile)
    assert file.durable == kept
    play(file, after)
    assert file.durable == kept
    file.sync()
    assert file.durable == file.volatile


def test_after_a_failed_sync_the_next_one_succeeds_and_brings_nothing() -> None:
    file = File(0o600)
    file.write(b"lost", 0)
    file.fail_sync()
    file.sync()
    assert bytes(file.volatile) == b"lost"
    assert bytes(file.durable) == bytes(4)


def test_an_image_holds_what_was_synced_and_no_shared_memory(tmp_path: Path) -> None:
    disk = Disk()
    for name in ("/a", "/b", "/x-shm"):
        disk.files[name] = File(0o600)
        disk.files[name].write(b"one", 0)
    disk.files["/a"].sync()
    disk.files["/x-shm"].sync()
    disk.save(tmp_path / "image")
    left = {path.name: path.read_bytes() for path in (tmp_path / "image").iterdir()}
    assert left == {"a": b"one", "b": b""}


def test_what_is_renamed_has_the_content_that_was_synced(tmp_path: Path) -> None:
    disk = Disk()
    disk.folders["/spool"] = 0o700
    disk.files["/spool/batch.part"] = File(0o600)
    disk.files["/spool/batch.part"].write(b"batch", 0)
    disk.rename("/spool/batch.part", "/spool/batch")
    disk.rename("/spool", "/kept")
    disk.save(tmp_path / "image")
    assert (tmp_path / "image" / "kept" / "batch").read_bytes() == b""
    assert disk.names("/kept") == ["batch"]
    with pytest.raises(KeyError):
        disk.rename("/spool", "/other")


def test_the_next_disk_begins_with_the_image(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "x").write_bytes(b"12")
    disk = Disk()
    disk.load(tmp_path)
    assert bytes(disk.files["/data/x"].durable) == b"12"
    assert disk.names("/") == ["data"]
