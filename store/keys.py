"""The keys file: who may be known and what may be read, and until when (P17, P22–P24).

Every key is fresh random bits; none is derived. The clock alone issues and destroys; everybody else reads,
and reads anew when the file has changed.
"""

import os
import secrets
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.errors import Fault, LasomiError, Misconfigured
from core.periods import day, end_of, iso_week, quarter, week_quarter
from store import keyslots

SEAL_BYTES = 64
MARK_BYTES = 32
FIRST = "1"
AFTERWARDS = timedelta(hours=1)
"""How long a day lasts that the wall clock has gone back to, before its new key may go."""


@dataclass(frozen=True, slots=True)
class Family:
    """Keys of one purpose: how long an epoch is, and how long its key outlives it (None: until rotated)."""

    size: int
    epoch: Callable[[datetime], str]
    kept: timedelta | None
    ahead: tuple[timedelta, ...]


def _rotated(_at: datetime) -> str:
    return FIRST


_DAYS = tuple(timedelta(days=n) for n in range(4))
_WEEKS = (timedelta(0), timedelta(days=7))
_QUARTERS = (timedelta(0), timedelta(days=92))
_NOW = (timedelta(0),)

FAMILIES: Mapping[str, Family] = {
    "day": Family(SEAL_BYTES, day, timedelta(hours=48), _DAYS),
    "callback": Family(SEAL_BYTES, day, timedelta(days=29), _DAYS),
    "protected": Family(SEAL_BYTES, day, timedelta(hours=48), _DAYS),
    "text": Family(SEAL_BYTES, iso_week, timedelta(days=83), _WEEKS),
    "roster": Family(SEAL_BYTES, _rotated, None, _NOW),
    "cursor": Family(SEAL_BYTES, _rotated, None, _NOW),
    "report": Family(MARK_BYTES, week_quarter, timedelta(days=7), _QUARTERS),
    "rating": Family(MARK_BYTES, quarter, timedelta(days=7), _QUARTERS),
    "draw": Family(MARK_BYTES, quarter, timedelta(days=7), _QUARTERS),
    "contact": Family(MARK_BYTES, week_quarter, timedelta(days=7), _QUARTERS),
    "limit": Family(MARK_BYTES, day, timedelta(hours=24), _DAYS),
    "session": Family(MARK_BYTES, day, timedelta(hours=24), _DAYS),
    "copy": Family(MARK_BYTES, day, timedelta(hours=48), _DAYS),
    "staff": Family(MARK_BYTES, _rotated, None, _NOW),
    "optout": Family(MARK_BYTES, _rotated, None, _NOW),
    "dedupe": Family(MARK_BYTES, _rotated, None, _NOW),
    "audit": Family(MARK_BYTES, _rotated, None, _NOW),
    "backup": Family(SEAL_BYTES, _rotated, None, _NOW),
}


class Keys:
    """An open keys file. Threads may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._ring: keyslots.Ring = {}

    def epoch(self, family: str, now: datetime) -> str:
        """The epoch of a family in which a moment lies."""
        return FAMILIES[family].epoch(now)

    def key(self, family: str, epoch: str) -> bytes:
        """Raises LasomiError `key_gone` when the key was destroyed or never issued, `keys_away` without a
        file.
        """
        key = self._current().get(f"{family}/{epoch}")
        if key is None:
            raise LasomiError("key_gone", f"no key of {family} for {epoch}")
        return key

    def issue(self, now: datetime) -> list[tuple[str, str]]:
        """Makes the keys of now and of the coming days, weeks and quarters that are not there yet.

        Raises LasomiError `keys_away` when the file is gone or cannot be written.
        """
        with self._writing() as descriptor:
            ring = dict(keyslots.read(descriptor) or {})
            fresh = [name for name in _due(now) if "/".join(name) not in ring]
            if fresh:
                keyslots.write(descriptor, ring | _made(fresh))
        return fresh

    def destroy_due(self, now: datetime, wall: datetime | None = None) -> list[tuple[str, str]]:
        """Destroys every key whose time is over; when this returns, no slot of the file holds it.

        `wall`, where it is not believed (`store.steady`), keeps what it still uses. Raises LasomiError
        `keys_away`.
        """
        with self._writing() as descriptor:
            ring = keyslots.read(descriptor) or {}
            over = [name for name in ring if _is_over(name, now) and not _in_use(name, wall or now)]
            if over:
                keyslots.write(descriptor, {name: key for name, key in ring.items() if name not in over})
        return [_split(name) for name in over]

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

    def _current(self) -> keyslots.Ring:
        with self._lock:
            try:
                found = os.stat(self.path)
                if self._seen != (found.st_ino, found.st_mtime_ns):
                    self._ring = self._read()
                    self._seen = (found.st_ino, found.st_mtime_ns)
            except OSError as error:
                raise self._away(error.strerror or type(error).__name__) from error
            return self._ring

    def _read(self) -> keyslots.Ring:
        descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            ring = keyslots.read(descriptor)
        finally:
            os.close(descriptor)
        if ring is None:
            raise self._away("no valid slot")
        return ring


def create_keys(path: Path, now: datetime) -> Keys:
    """A new keys file, 0600, with the keys of now and of the coming days.

    Raises Misconfigured when the place is not fit, FileExistsError when there is one already.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _outside_git(path)
    keyslots.create(path, _made(_due(now)))
    return Keys(path)


def open_keys(path: Path) -> Keys:
    """Opens the file after mending what a crash left behind.

    Raises Misconfigured when it is missing, readable by others, not ours, or inside a git work tree.
    """
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
    return Keys(path)


def key_ends(family: str, epoch: str) -> datetime | None:
    """When the key of an epoch is to be destroyed; None for the keys that are rotated by hand."""
    kept = FAMILIES[family].kept
    return None if kept is None else end_of(epoch) + kept


def _due(now: datetime) -> list[tuple[str, str]]:
    return [
        (name, epoch)
        for name, family in FAMILIES.items()
        for epoch in dict.fromkeys(family.epoch(now + step) for step in family.ahead)
    ]


def _made(names: list[tuple[str, str]]) -> dict[str, bytes]:
    return {f"{family}/{epoch}": secrets.token_bytes(FAMILIES[family].size) for family, epoch in names}


def _is_over(name: str, now: datetime) -> bool:
    ends = key_ends(*_split(name))
    return ends is not None and now >= ends


def _in_use(name: str, wall: datetime) -> bool:
    """Whether a clock that is not believed may still be sealing under this key."""
    return wall < end_of(_split(name)[1]) + AFTERWARDS


def _split(name: str) -> tuple[str, str]:
    family, _, epoch = name.partition("/")
    return family, epoch


def _outside_git(path: Path) -> None:
    for folder in path.absolute().resolve().parents:
        if (folder / ".git").exists():
            raise Misconfigured(
                Fault(str(path), f"inside the git work tree {folder}", "keep the keys elsewhere")
            )
