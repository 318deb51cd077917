"""Two fixed-size slots in one file: the form in which keys lie on disk (P24).

A change is written to the older slot, fsynced, then to the other, fsynced; no temporary file, no rename. So a
crash leaves at least one valid slot, and a destroyed key in neither once `settle` has run.
"""

import fcntl
import hashlib
import json
import os
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import Fault, Misconfigured
from store import durable

Ring = Mapping[str, bytes]
"""`family/epoch` → key."""

SLOT_BYTES = 64 * 1024
_HEAD = struct.Struct(">8sQI32s")
_MAGIC = b"lasomi\x00\x01"


@contextmanager
def writing(path: Path) -> Iterator[int]:
    """The file, open for the one writer."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def create(path: Path, ring: Ring) -> None:
    """A new file of mode 0600. Raises FileExistsError: keys are never overwritten by accident."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.pwrite(descriptor, bytes(2 * SLOT_BYTES), 0)
        write(descriptor, ring)
    finally:
        os.close(descriptor)
    durable.sync(path.parent)


def write(descriptor: int, ring: Ring) -> None:
    """Both slots, the older first, each on disk before the next step."""
    sequences = [found[0] if found else -1 for found in _slots(descriptor)]
    sequence = max(*sequences, 0) + 1
    for slot in sorted((0, 1), key=lambda number: sequences[number]):
        _write_slot(descriptor, slot, sequence, ring)
    now = time.time_ns()  # finer than the kernel's tick: readers see a change
    os.utime(descriptor, ns=(now, now))


def read(descriptor: int) -> Ring | None:
    """The newest valid slot; None when there is none."""
    valid = [found for found in _slots(descriptor) if found]
    return max(valid, key=lambda found: found[0])[1] if valid else None


def found(path: Path) -> Ring | None:
    """The same of a file that is not open. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return read(descriptor)
    finally:
        os.close(descriptor)


def settle(path: Path) -> None:
    """Makes both slots equal after a crash. Raises Misconfigured when neither is valid."""
    with writing(path) as descriptor:
        if not _made_equal(descriptor):
            raise Misconfigured(
                Fault(str(path), "no valid slot", "put the right keys file back; do not create another")
            )


def finish(path: Path) -> None:
    """The same for whoever reads what somebody else was killed at; who is at it still is left alone."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _made_equal(descriptor)
    finally:
        os.close(descriptor)


def _made_equal(descriptor: int) -> bool:
    """False when there is no valid slot."""
    ring = read(descriptor)
    first, second = _slots(descriptor)
    if ring is not None and (first is None or second is None or first[0] != second[0]):
        write(descriptor, ring)
    return ring is not None


def _slots(descriptor: int) -> tuple[tuple[int, Ring] | None, tuple[int, Ring] | None]:
    return _slot(descriptor, 0), _slot(descriptor, 1)


def _slot(descriptor: int, number: int) -> tuple[int, Ring] | None:
    raw = os.pread(descriptor, SLOT_BYTES, number * SLOT_BYTES)
    if len(raw) != SLOT_BYTES:
        return None
    magic, sequence, length, checksum = _HEAD.unpack_from(raw)
    payload = raw[_HEAD.size : _HEAD.size + length]
    if magic != _MAGIC or checksum != _checksum(sequence, payload):
        return None
    return sequence, {name: bytes.fromhex(key) for name, key in json.loads(payload).items()}


def _write_slot(descriptor: int, number: int, sequence: int, ring: Ring) -> None:
    payload = json.dumps({name: key.hex() for name, key in sorted(ring.items())}).encode("ascii")
    head = _HEAD.pack(_MAGIC, sequence, len(payload), _checksum(sequence, payload))
    slot = (head + payload).ljust(SLOT_BYTES, b"\x00")
    if len(slot) != SLOT_BYTES:
        raise OverflowError(f"{len(ring)} keys do not fit into a slot")
    os.pwrite(descriptor, slot, number * SLOT_BYTES)
    os.fsync(descriptor)


def _checksum(sequence: int, payload: bytes) -> bytes:
    return hashlib.sha256(sequence.to_bytes(8, "big") + payload).digest()
