"""The keys file: who may be known and what may be read, and until when (P17, P22–P24).

Every key is fresh random bits; none is derived. The clock alone issues and destroys; everybody else reads,
and reads anew when the file has changed. After `lasomi panic` there is no key, and none is made.
"""

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from core.errors import Fault, LasomiError, Misconfigured
from store import closed as boxed
from store import keyslots, rings
from store.families import FAMILIES, FIRST, Family, key_ends, lasts
from store.keyslots import Ring
from store.mounts import MEMORY, file_system

__all__ = ["FAMILIES", "FIRST", "Family", "Keys", "create_keys", "key_ends", "open_keys"]


class _Loaded(NamedTuple):
    """The file as it was read: its keys, and the epochs of each family, the newest first."""

    ring: Ring
    standing: Mapping[str, tuple[str, ...]]


class Keys:
    """An open keys file. Threads may share it."""

    def __init__(self, path: Path, closed: Path | None = None) -> None:
        """`closed`: the keys in boxes, of a house that starts sealed (`store.closed`); `path` is in memory
        then.
        """
        self.path = path
        self.closed = closed
        self.rests = 0.0
        """Seconds for which what was read stands, before the file is looked at again."""
        self._lock = threading.Lock()
        self._until = 0.0
        self._seen: tuple[int, int] | None = None
        self._loaded = _Loaded({}, {})

    def epoch(self, family: str, now: datetime) -> str:
        """The epoch of a family in which a moment lies; the newest one of a key that is renewed by hand."""
        return self.standing(family)[0] if lasts(family) else FAMILIES[family].epoch(now)

    def standing(self, family: str) -> tuple[str, ...]:
        """The epochs of a family whose keys are there, the newest first. Raises LasomiError."""
        return self._found().standing.get(family, (FIRST,))

    def key(self, family: str, epoch: str) -> bytes:
        """Raises LasomiError `key_gone` when the key was destroyed or never issued, `keys_away` without a
        file, `panic` after all of them were destroyed.
        """
        key = self._found().ring.get(f"{family}/{epoch}")
        if key is None:
            raise LasomiError("key_gone", f"no key of {family} for {epoch}")
        return key

    def was_destroyed(self, family: str, epoch: str) -> bool:
        """Whether there was such a key before those that stand, of a family that is renewed by hand."""
        return rings.was_destroyed(self._found().ring, family, epoch)

    def issue(self, now: datetime) -> list[tuple[str, str]]:
        """Makes the keys of now and of the coming days, weeks and quarters that are not there yet.

        Raises LasomiError `keys_away` when the file is gone or cannot be written.
        """
        before, after = self.change(lambda ring: rings.issued(ring, now))
        return [rings.parted(name) for name in after if name not in before]

    def destroy_due(self, now: datetime, wall: datetime | None = None) -> list[tuple[str, str]]:
        """Destroys every key whose time is over; when this returns, no slot of the file holds it.

        `wall`, where it is not believed (`store.steady`), keeps what it still uses. Raises LasomiError
        `keys_away`.
        """
        before, after = self.change(lambda ring: rings.without_due(ring, now, wall or now))
        return [rings.parted(name) for name in before if name not in after]

    def change(self, make: Callable[[Ring], Ring]) -> tuple[Ring, Ring]:
        """Writes the keys that `make` makes of those that are there, as the only writer: before and after.

        After a panic nothing is made of nothing; while sealed, keys are made and destroyed unopened. Raises
        LasomiError `keys_away`.
        """
        if self.closed is not None and not self.path.exists():
            return self._changed_unopened(self.closed, make)
        with self._writing() as descriptor:
            before = keyslots.read(descriptor) or {}
            after = before if rings.is_panicked(before) else make(before)
            if after != before:
                if self.closed is not None:
                    boxed.follow(self.closed, before, after)  # first: it is what a power cut leaves
                keyslots.write(descriptor, after)
        self._until = 0.0
        return before, after

    @property
    def sealed(self) -> bool:
        """Whether the keys are there, and wait for two persons (P29)."""
        if self.closed is None or self.path.exists():
            return False
        return not rings.is_panicked(_boxed(self.closed))

    def _changed_unopened(self, path: Path, make: Callable[[Ring], Ring]) -> tuple[Ring, Ring]:
        try:
            return boxed.change(path, make)
        except OSError as error:
            raise self._away(error.strerror or type(error).__name__) from error

    @property
    def panicked(self) -> bool:
        """Whether every key was destroyed. Raises LasomiError `keys_away`."""
        return rings.is_panicked(self._current().ring)

    def _found(self) -> _Loaded:
        loaded = self._current()
        if rings.PANIC in loaded.standing and rings.is_panicked(loaded.ring):
            raise LasomiError("panic", f"{self.path}: every key was destroyed", retryable=True)
        return loaded

    @contextmanager
    def _writing(self) -> Iterator[int]:
        try:
            with keyslots.writing(self.path) as descriptor:
                yield descriptor
        except OSError as error:
            raise self._away(error.strerror or type(error).__name__) from error

    def _away(self, why: str) -> LasomiError:
        remedy = "put the device with the keys back, or correct LASOMI_KEYS_FILE"
        return LasomiError("keys_away", f"{self.path}: {why}: {remedy}", retryable=True)

    def _current(self) -> _Loaded:
        """Looking costs a call of the system, and whoever calls it waits for all other threads."""
        return self._loaded if time.monotonic() < self._until else self._looked()

    def _looked(self) -> _Loaded:
        with self._lock:
            self._until = 0.0
            try:
                found = os.stat(self.path)
                if self._seen != (found.st_ino, found.st_mtime_ns):
                    ring = self._read()
                    self._loaded = _Loaded(ring, rings.all_standing(ring))
                    self._seen = (found.st_ino, found.st_mtime_ns)
            except OSError as error:
                self._loaded, self._seen = _Loaded({}, {}), None
                if self.closed is not None and isinstance(error, FileNotFoundError):
                    return self._shut(self.closed)
                raise self._away(error.strerror or type(error).__name__) from error
            self._until = time.monotonic() + self.rests
            return self._loaded

    def _shut(self, path: Path) -> _Loaded:
        """Raises LasomiError `sealed`; after a panic there is nothing to open."""
        ring = _boxed(path)
        if rings.is_panicked(ring):
            return _Loaded(ring, rings.all_standing(ring))
        raise LasomiError("sealed", f"{path}: two persons must unlock it: lasomi unlock", retryable=True)

    def _read(self) -> Ring:
        ring = keyslots.found(self.path)
        if ring is None:
            raise self._away("no valid slot")
        if rings.is_panicked(ring):
            keyslots.finish(self.path)
        return ring


def _boxed(path: Path) -> Ring:
    """The names of the keys in their boxes; nothing, where the boxes are away too."""
    return keyslots.found(path) or {} if path.exists() else {}


def create_keys(path: Path, now: datetime) -> Keys:
    """A new keys file, 0600, with the keys of now and of the coming days.

    Raises Misconfigured when the place is not fit, FileExistsError when there is one already.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _outside_git(path)
    keyslots.create(path, rings.issued({}, now))
    return Keys(path)


def open_keys(path: Path, closed: Path | None = None) -> Keys:
    """Opens the file after mending what a crash left behind; of a house that starts sealed, the closed one.

    Raises Misconfigured when it is missing, readable by others, not ours, or inside a git work tree; when
    keys that may be on no disk would lie on one.
    """
    if closed is not None:
        _fit(closed)
        _in_memory(path)
    if closed is None or path.exists():
        _fit(path)
    return Keys(path, closed)


def _in_memory(path: Path) -> None:
    if file_system(path) not in {*MEMORY, ""}:
        remedy = "while sealed mode is on, LASOMI_KEYS_FILE is a file in memory: /run/lasomi/keys, /dev/shm/…"
        raise Misconfigured(Fault(str(path), "lies on a disk", remedy))


def _fit(path: Path) -> None:
    try:
        found = path.stat()
    except OSError as error:
        raise Misconfigured(
            Fault(str(path), "the keys file", f"{error.strerror}: set LASOMI_KEYS_FILE")
        ) from error
    if not stat.S_ISREG(found.st_mode):
        raise Misconfigured(Fault(str(path), "the keys file", "is no file: set LASOMI_KEYS_FILE"))
    if found.st_mode & 0o077:
        raise Misconfigured(Fault(str(path), "readable by others", f"chmod 600 {path}"))
    if found.st_uid != os.geteuid():
        raise Misconfigured(Fault(str(path), "owned by another user", "give it to the user who runs Lasomi"))
    _outside_git(path)
    keyslots.settle(path)


def _outside_git(path: Path) -> None:
    for folder in path.absolute().resolve().parents:
        if (folder / ".git").exists():
            raise Misconfigured(
                Fault(str(path), f"inside the git work tree {folder}", "keep the keys elsewhere")
            )
