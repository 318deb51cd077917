"""On what kind of disk a path lies: locks, and the end of a destroyed key, depend on it."""

from pathlib import Path
from typing import Final

ELSEWHERE: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.sshfs"})
"""Disks of another machine: their locks and their fsync promise too little for SQLite."""
COPYING: Final = frozenset({"btrfs", "zfs", "bcachefs"})
"""File systems that keep the old bytes of a file that is written anew."""
MEMORY: Final = frozenset({"tmpfs", "ramfs"})
"""What is gone with the power."""
_MOUNTS: Final = Path("/proc/self/mountinfo")


def file_system(path: Path, mounts: Path = _MOUNTS) -> str:
    """The kind of file system on which a path lies, or would lie; "" where the system does not say."""
    try:
        listed = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    real, best, kind = path.resolve(), -1, ""
    for line in listed:
        before, _, after = line.partition(" - ")
        point = _unescaped(before.split()[4])
        if real.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split()[0]
    return kind


def _unescaped(point: str) -> Path:
    r"""The kernel writes a space as \040, a tab as \011, a line end as \012, a backslash as \134."""
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, sign)
    return Path(point)
