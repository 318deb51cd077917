"""Elapsed time that nobody can turn: which boot this is, and how long it has lasted."""

import functools
import subprocess
import sys
import time
from pathlib import Path

_LINUX_BOOT = Path("/proc/sys/kernel/random/boot_id")


def boot_clock() -> tuple[str, int]:
    """The id of this boot and the milliseconds since it, sleep included."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)  # macOS: CLOCK_MONOTONIC goes on during sleep
    return _boot_id(), time.clock_gettime_ns(time.CLOCK_MONOTONIC if clock is None else clock) // 1_000_000


@functools.cache
def _boot_id() -> str:
    if sys.platform == "darwin":
        asked = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    return _LINUX_BOOT.read_text(encoding="ascii").strip()
