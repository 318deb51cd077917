# ruff: noqa: ARG002 – what the kernel says and is not needed
"""A file system that can lose its power, over FUSE: `python -m benchmarks.chaos.powercut MOUNT IMAGE`.

It begins with what lies in IMAGE. Creating `/.cut` freezes it, writes what is durable to IMAGE and ends the
process in the same moment. While there is a file `/.eio`, every write and fsync fails; while there is
`/.eio-sync`, every fsync; while there is `/.read-only`, nothing can be changed. Locks and memory maps are the
kernel's: mounted with threads and without `direct_io`, as SQLite's `-shm` needs it.
"""

import argparse
import errno
import os
import stat
import sys
import threading
from pathlib import Path
from typing import Any, Final

import mfusepy

from benchmarks.chaos.durable import CUT, EIO, READ_ONLY, SWITCHES, Disk, File
from ops.kin import end_with_parent

BLOCK: Final = 4096
BLOCKS: Final = 1 << 18


def _fault(number: int) -> OSError:
    fault: OSError = mfusepy.FuseOSError(number)
    return fault


class PowerCut(mfusepy.Operations):  # type: ignore[misc]  # the binding is untyped
    """What the kernel asks, answered from a `Disk`. One lock: the kernel asks by several threads."""

    use_ns = True

    def __init__(self, disk: Disk, image: Path) -> None:
        self._disk = disk
        self._image = image
        self._lock = threading.RLock()
        self._open: dict[int, File] = {}
        self._last = 0

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        owner = {"st_uid": os.getuid(), "st_gid": os.getgid()}
        with self._lock:
            if path in self._disk.folders:
                return {"st_mode": stat.S_IFDIR | self._disk.folders[path], "st_nlink": 2, **owner}
            file = self._file(path, fh)
            times = dict.fromkeys(("st_mtime", "st_ctime", "st_atime"), file.changed_ns)
            size = {"st_size": len(file.volatile), "st_blocks": len(file.volatile) // 512 + 1}
            return {"st_mode": stat.S_IFREG | file.mode, "st_nlink": 1, **size, **times, **owner}

    def readdir(self, path: str, fh: int) -> list[str]:
        with self._lock:
            return [".", "..", *self._disk.names(path)]

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        with self._lock:
            if path == CUT:
                self._disk.save(self._image)
                os._exit(0)
            self._changes(path)
            self._disk.files[path] = File(mode & 0o777)
            return self._opened(self._disk.files[path])

    def open(self, path: str, flags: int) -> int:
        with self._lock:
            file = self._file(path, None)
            if flags & os.O_TRUNC:
                file.truncate(0)
            return self._opened(file)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        with self._lock:
            return self._open[fh].read(size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        with self._lock:
            self._changes(path)
            if EIO in self._disk.files:
                raise _fault(errno.EIO)
            return self._open[fh].write(data, offset)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        with self._lock:
            self._changes(path)
            self._file(path, fh).truncate(length)
            return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        with self._lock:
            if self._fails():
                self._open[fh].fail_sync()
                raise _fault(errno.EIO)
            self._open[fh].sync()
            return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        with self._lock:
            if self._fails():
                raise _fault(errno.EIO)
            return 0

    def release(self, path: str, fh: int) -> int:
        with self._lock:
            del self._open[fh]
            return 0

    def unlink(self, path: str) -> int:
        with self._lock:
            self._changes(path)
            self._file(path, None)
            del self._disk.files[path]
            return 0

    def rename(self, old: str, new: str) -> int:
        with self._lock:
            self._changes(new)
            try:
                self._disk.rename(old, new)
            except KeyError:
                raise _fault(errno.ENOENT) from None
            return 0

    def mkdir(self, path: str, mode: int) -> int:
        with self._lock:
            self._changes(path)
            self._disk.folders[path] = mode & 0o777
            return 0

    def rmdir(self, path: str) -> int:
        with self._lock:
            if self._disk.names(path):
                raise _fault(errno.ENOTEMPTY)
            del self._disk.folders[path]
            return 0

    def chmod(self, path: str, mode: int) -> int:
        with self._lock:
            if path in self._disk.folders:
                self._disk.folders[path] = mode & 0o777
            else:
                self._file(path, None).mode = mode & 0o777
            return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        with self._lock:
            used = sum(len(file.volatile) // BLOCK + 1 for file in self._disk.files.values())
        free = dict.fromkeys(("f_bfree", "f_bavail"), BLOCKS - used)
        return {"f_bsize": BLOCK, "f_frsize": BLOCK, "f_blocks": BLOCKS, "f_namemax": 255, **free}

    def _file(self, path: str, fh: int | None) -> File:
        found = self._open.get(fh) if fh is not None else None
        found = found or self._disk.files.get(path)
        if found is None:
            raise _fault(errno.ENOENT)
        return found

    def _opened(self, file: File) -> int:
        self._last += 1
        self._open[self._last] = file
        return self._last

    def _changes(self, path: str) -> None:
        """Raises EROFS while nothing may be changed but the switch itself."""
        if READ_ONLY in self._disk.files and path not in SWITCHES:
            raise _fault(errno.EROFS)

    def _fails(self) -> bool:
        return any(switch in self._disk.files for switch in SWITCHES)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos.powercut", description=__doc__)
    parser.add_argument("mount", type=Path)
    parser.add_argument("image", type=Path)
    parser.add_argument("--tied", action="store_true", help="end with the supervisor that holds our input")
    asked = parser.parse_args()
    if asked.tied:
        end_with_parent()
    disk = Disk()
    disk.load(asked.image)
    mfusepy.FUSE(
        PowerCut(disk, asked.image),
        str(asked.mount),
        foreground=True,
        nothreads=False,
        kernel_cache=True,
        fsname="powercut",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
