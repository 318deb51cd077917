"""A disk with two copies of every file: what the programs see, and what a power cut leaves.

`write` and `truncate` change the volatile copy, `sync` brings it to the durable one, `rename` and `unlink`
move and remove both, `-shm` is never durable. Harsher than a kernel, which writes back by itself within half
a minute; torn and reordered sectors it does not know (`reliability.md` §9).
"""

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

NEVER_DURABLE: Final = "-shm"
ROOT: Final = "/"
CUT: Final = "/.cut"
EIO: Final = "/.eio"
EIO_SYNC: Final = "/.eio-sync"
READ_ONLY: Final = "/.read-only"
SWITCHES: Final = (EIO, EIO_SYNC, READ_ONLY)


@dataclass(slots=True)
class File:
    """`dirty` are the stretches (from, to) that `sync` still has to bring to the durable copy."""

    mode: int
    volatile: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    dirty: list[tuple[int, int]] = field(default_factory=list)
    changed_ns: int = field(default_factory=time.time_ns)

    def read(self, size: int, offset: int) -> bytes:
        return bytes(self.volatile[offset : offset + size])

    def write(self, data: bytes, offset: int) -> int:
        if offset > len(self.volatile):
            self.truncate(offset)
        self.volatile[offset : offset + len(data)] = data
        self._touched(offset, offset + len(data))
        return len(data)

    def truncate(self, length: int) -> None:
        before = len(self.volatile)
        if length < before:
            del self.volatile[length:]
        else:
            self.volatile.extend(bytes(length - before))
        self._touched(*sorted((before, length)))

    def sync(self) -> None:
        """What was written is durable from here on."""
        length = len(self.volatile)
        del self.durable[length:]
        self.durable.extend(bytes(length - len(self.durable)))
        for begin, end in self.dirty:
            self.durable[begin : min(end, length)] = self.volatile[begin : min(end, length)]
        self.dirty.clear()

    def fail_sync(self) -> None:
        """As Linux does after a failed write-back: the pages count as clean, so the next `sync` succeeds and
        brings nothing of this to the disk.
        """
        self.dirty.clear()

    def _touched(self, begin: int, end: int) -> None:
        self.changed_ns = time.time_ns()
        if self.dirty and self.dirty[-1][1] == begin:
            self.dirty[-1] = (self.dirty[-1][0], end)
        else:
            self.dirty.append((begin, end))


@dataclass(slots=True)
class Disk:
    """Files and folders by their path from the root. Nothing here is locked: the caller does."""

    files: dict[str, File] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=lambda: {ROOT: 0o700})

    def names(self, folder: str) -> list[str]:
        """What lies directly in a folder."""
        start = folder.rstrip("/") + "/"
        inside = (path[len(start) :] for path in (*self.files, *self.folders) if path.startswith(start))
        return [name for name in inside if name and "/" not in name]

    def rename(self, old: str, new: str) -> None:
        """Both copies of a file; a folder with all that is in it. Raises KeyError for no such path."""
        if old in self.files:
            self.files[new] = self.files.pop(old)
            return
        self.folders[new] = self.folders.pop(old)
        for kept in (self.files, self.folders):
            for path in [path for path in kept if path.startswith(f"{old}/")]:
                kept[new + path[len(old) :]] = kept.pop(path)  # type: ignore[assignment]

    def load(self, image: Path) -> None:
        """Reads an image: all of it is durable."""
        for path in sorted(image.rglob("*")):
            name, mode = f"/{path.relative_to(image)}", path.stat().st_mode & 0o777
            if path.is_dir():
                self.folders[name] = mode
            else:
                content = path.read_bytes()
                self.files[name] = File(mode, bytearray(content), bytearray(content))

    def save(self, image: Path) -> None:
        """Writes what is durable in place of whatever was there."""
        shutil.rmtree(image, ignore_errors=True)
        for folder, mode in sorted(self.folders.items()):
            _below(image, folder).mkdir(mode=mode, parents=True)
        for name, file in self.files.items():
            if not name.endswith(NEVER_DURABLE):
                path = _below(image, name)
                path.write_bytes(file.durable)
                path.chmod(file.mode & 0o777)


def _below(image: Path, name: str) -> Path:
    return image / name.lstrip("/")
