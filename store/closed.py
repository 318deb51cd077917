"""The closed keys file of a house that starts sealed (P29): every key in a box, names and days in clear.

So whoever runs the machine issues and destroys keys as ever, and can open none. Of a day's letters the public
key lies beside the boxed private one. Two custodians open the box of boxes; then the keys are in memory, in
the file of `LASOMI_KEYS_FILE`, until somebody locks or the power goes. The form on disk is that of
`store.keyslots`.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from core.errors import LasomiError
from store import boxes, custody, keyslots, rings
from store.families import FAMILIES
from store.keyslots import Ring

BOX: Final = "box/1"
"""The public key that every key of the house is closed with."""
LETTER: Final = "letter"
PUBLIC: Final = "public"


def make(path: Path, ring: Ring, phrases: list[str]) -> None:
    """A new closed file of these keys. Raises FileExistsError, LasomiError `custody`."""
    private = os.urandom(boxes.KEY_BYTES)
    public = boxes.public_of(private)
    kept = {BOX: public, **custody.shut(private, phrases)}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keyslots.create(path, _joined(kept, ring))


def change(path: Path, make: Callable[[Ring], Ring]) -> tuple[Ring, Ring]:
    """What `make` does to the names of keys that nobody can open here: before and after. Raises OSError."""
    with keyslots.writing(path) as descriptor:
        before = keyslots.read(descriptor) or {}
        if rings.is_panicked(before):
            return before, before
        wanted = make(before)
        kept = {name: it for name, it in before.items() if wanted.get(name) == it}
        after = _joined(kept, {name: key for name, key in wanted.items() if name not in kept})
        if after != before:
            keyslots.write(descriptor, after)
    return before, after


def follow(path: Path, before: Ring, after: Ring) -> None:
    """The closed file of open keys that changed: what is new is boxed, what is gone goes. Raises OSError."""
    fresh = {name: key for name, key in after.items() if before.get(name) != key}
    with keyslots.writing(path) as descriptor:
        there = keyslots.read(descriptor) or {}
        if not rings.is_panicked(there):
            kept = {name: it for name, it in there.items() if name in after or not _is_key(name)}
            keyslots.write(descriptor, _joined(kept, fresh))


def public_key(path: Path, day: str) -> bytes:
    """What letters of a day are closed with. Raises LasomiError `key_gone`, `panic`; OSError."""
    ring = keyslots.found(path) or {}
    if rings.is_panicked(ring):
        raise LasomiError("panic", f"{path}: every key was destroyed", retryable=True)
    key = ring.get(f"{PUBLIC}/{day}")
    if key is None:
        raise LasomiError("key_gone", f"no public key for {day}")
    return key


def letter_days(path: Path) -> set[str] | None:
    """The days whose letters can still be opened by somebody; None where the file does not say: it has no
    valid slot, or there was a panic. Raises OSError.
    """
    ring = keyslots.found(path)
    return None if ring is None or rings.is_panicked(ring) else _days(ring, PUBLIC)


def salt(path: Path) -> bytes:
    """What phrases are stretched with. Raises LasomiError `panic`, OSError."""
    ring = keyslots.found(path) or {}
    if custody.SALT not in ring:
        raise LasomiError("panic", f"{path}: every key was destroyed", retryable=True)
    return ring[custody.SALT]


def unlock(path: Path, open_path: Path, known: Iterable[bytes]) -> str:
    """Puts the open keys where they are read; which two custodians did it: `1+3`.

    Raises LasomiError `phrases`, FileExistsError when they are open already, OSError.
    """
    with keyslots.writing(path) as descriptor:
        ring = keyslots.read(descriptor) or {}
        private, pair = custody.opened(ring, known)
        keys = {name: boxes.open_(private, box, name) for name, box in ring.items() if _is_key(name)}
        open_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyslots.create(open_path, keys)
    return pair


def lock(open_path: Path) -> bool:
    """Takes the open keys away, their bytes overwritten; False when there were none. Raises OSError."""
    try:
        with keyslots.writing(open_path) as descriptor:
            os.pwrite(descriptor, bytes(2 * keyslots.SLOT_BYTES), 0)
            os.fsync(descriptor)
            open_path.unlink()
    except FileNotFoundError:
        return False
    return True


def _joined(kept: Ring, fresh: Ring) -> Ring:
    """What stays as it is and what is new, in boxes; no public key outlives its letters."""
    made = {**kept, **{name: boxes.close(kept[BOX], key, name) for name, key in fresh.items()}}
    made |= {f"{PUBLIC}/{day}": boxes.public_of(fresh[f"{LETTER}/{day}"]) for day in _days(fresh, LETTER)}
    over = _days(made, PUBLIC) - _days(made, LETTER)
    return {name: it for name, it in made.items() if name not in {f"{PUBLIC}/{day}" for day in over}}


def _days(ring: Ring, family: str) -> set[str]:
    return set(rings.standing(ring, family))


def _is_key(name: str) -> bool:
    return rings.parted(name)[0] in FAMILIES
