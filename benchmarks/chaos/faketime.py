"""A program whose wall clock is wrong, by libfaketime. Its monotonic and boot clocks stay as they are."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

LIBRARIES: Final = (
    *("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime"),
    *("/usr/lib/arm-linux-gnueabihf/faketime", "/usr/lib/faketime", "/usr/local/lib/faketime"),
)
NAME: Final = "libfaketimeMT.so.1"
PROBE: Final = "import time; print(time.time(), time.clock_gettime(time.CLOCK_BOOTTIME), time.monotonic())"


def library() -> str:
    """Where it lies; "" where it is not installed."""
    return next((path for folder in LIBRARIES if os.path.exists(path := f"{folder}/{NAME}")), "")


def off_by(said: str, argv: Sequence[str]) -> tuple[str, ...]:
    """A command whose clock is off: `+1h`, `-1h`, or `@1970-01-02 00:00:00`."""
    return (*_environ(FAKETIME=said), *argv)


def off_as(file: Path, argv: Sequence[str]) -> tuple[str, ...]:
    """The same by what a file says now: written anew, the clock jumps."""
    return (*_environ(FAKETIME_TIMESTAMP_FILE=str(file), FAKETIME_CACHE_DURATION="1"), *argv)


def why_not() -> str:
    """Why no clock can be moved here; "" when it can, and the clocks that count waits stay alone."""
    if not library():
        return "libfaketime is not installed"
    shifted, plain = _probe(off_by("+1h", ())), _probe(())
    apart = [abs(a - b) for a, b in zip(shifted, plain, strict=True)]
    if apart[0] < 3500:
        return "libfaketime does not move the clock of this interpreter"
    return "libfaketime moves CLOCK_BOOTTIME too" if max(apart[1:]) > 60 else ""


def _environ(**values: str) -> tuple[str, ...]:
    fixed = {"LD_PRELOAD": library(), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return ("env", *(f"{name}={value}" for name, value in (fixed | values).items()))


def _probe(before: Sequence[str]) -> list[float]:
    said = subprocess.run((*before, sys.executable, "-c", PROBE), capture_output=True, text=True, check=True)
    return [float(each) for each in said.stdout.split()]
