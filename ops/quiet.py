"""A process that keeps its mouth shut: no core of it is ever written, whatever kills it (P30)."""

import resource
from typing import Final

NO_CORE: Final = 1
"""Bytes. Below the smallest core, so no file; and the one value at which Linux starts no collector either
(fs/coredump.c): at 0 a pipe in `core_pattern` is still handed the whole memory.
"""


def keep_quiet() -> None:
    """From here on, for this process and all that it starts. Where less is allowed already, that stands."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    most = NO_CORE if hard == resource.RLIM_INFINITY else min(NO_CORE, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
