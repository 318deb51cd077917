"""The keys that no day destroys, in a file of their own: what opens a backup on a machine that has none.

A copy of the whole file would keep the keys of the day past their end, and with them every word (P24).
"""

import os
from pathlib import Path

from store import keyslots
from store.families import FAMILIES, lasts


def copy_lasting(source: Path, target: Path) -> int:
    """Writes a new keys file, 0600; how many keys. Raises FileExistsError, OSError."""
    descriptor = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    try:
        ring = keyslots.read(descriptor) or {}
    finally:
        os.close(descriptor)
    lasting = {name: key for name, key in ring.items() if _lasts(name)}
    keyslots.create(target, lasting)
    return len(lasting)


def _lasts(name: str) -> bool:
    family = name.partition("/")[0]
    return family in FAMILIES and lasts(family)
