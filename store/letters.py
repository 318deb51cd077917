"""What was accepted while the keys were closed: one file a letter, in a box, on disk before the answer (P29).

The name holds when it came, its id, the day of its key and its channel; the box opens under that name alone.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from core.errors import LasomiError
from store import boxes, closed, durable
from store.database import from_ms, ms
from store.keys import Keys
from store.rows import new_id

ENDING: Final = ".letter"
NAME: Final = re.compile(rf"(\d{{15}})-\d{{6}}_([0-9a-f]{{32}})_(\d{{4}}-\d\d-\d\d)_([a-z]+){ENDING}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A letter as it lies there."""

    path: Path
    at: datetime
    id: str
    day: str
    channel: str

    @property
    def is_order(self) -> bool:
        """Whether it must be opened before all others, and tells nothing of its own."""
        return ms(self.at) == 0


class Letters:
    """A folder of mode 0700 on a local disk. Threads may share it."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder = folder
        self._keys = keys
        self._turn = itertools.count()  # of one moment: what a call told later is opened later

    def put(self, plain: bytes, channel: str, now: datetime, *, first: bool = False) -> None:
        """On disk when this returns. Raises LasomiError `spool.failed`, or what the keys raise."""
        if self._keys.closed is None:
            raise LasomiError("key_gone", "no closed keys file")
        day = self._keys.epoch(closed.LETTER, now)
        moment = f"{0 if first else ms(now):015d}-{next(self._turn) % 10**6:06d}"
        name = f"{moment}_{new_id()}_{day}_{channel}{ENDING}"
        try:
            box = boxes.close(closed.public_key(self._keys.closed, day), plain, name)
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            durable.write(self.folder / name, box)
        except OSError as error:
            raise LasomiError("spool.failed", error.strerror or "", retryable=True) from error

    def waiting(self) -> Iterator[Sealed]:
        """The oldest first; what a crash left half written is removed before."""
        durable.sweep(self.folder)
        for path in sorted(self.folder.glob(f"*{ENDING}")):
            if named := NAME.fullmatch(path.name):
                yield Sealed(path, from_ms(int(named[1])), named[2], named[3], named[4])

    def dead(self) -> list[Sealed]:
        """Those whose key was destroyed while all was closed: nobody opens them any more. Raises OSError."""
        days = None if self._keys.closed is None else closed.letter_days(self._keys.closed)
        return [] if days is None else [one for one in self.waiting() if one.day not in days]

    def count(self) -> int:
        return sum(1 for _ in self.folder.glob(f"*{ENDING}"))

    def opened(self, one: Sealed) -> bytes:
        """Raises LasomiError `sealed`, `key_gone` after 72 h, `seal_broken`."""
        return boxes.open_(self._keys.key(closed.LETTER, one.day), one.path.read_bytes(), one.path.name)

    def drop(self, one: Sealed) -> None:
        """It lies in the inbox now."""
        one.path.unlink(missing_ok=True)
        durable.sync(self.folder)
