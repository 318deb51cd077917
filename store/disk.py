"""What the disk says when a start fails: some faults a person must mend, others mend themselves."""

import errno
from pathlib import Path
from typing import Final

from core.errors import Fault, LasomiError, Misconfigured

PASSING: Final = frozenset({errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.ENODEV, errno.ESTALE})
"""A disk that fails, is full or was set read-only: the next start may find it well again."""


def fault(path: Path, error: OSError, remedy: str) -> LasomiError:
    """Misconfigured for what no other try mends; LasomiError `disk`, retryable, for the rest."""
    told = Fault(str(path), error.strerror or "cannot be used", remedy)
    if error.errno in PASSING:
        return LasomiError("disk", str(told), retryable=True)
    return Misconfigured(told)
