"""Destroying every key, as the command and the console do it: a phrase, and all is gone (P72)."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.errors import LasomiError
from core.text import strict_key
from gateway.settings import Settings
from store import audit, rings
from store.chain import FAMILY
from store.database import ms, open_database
from store.families import FAMILIES
from store.keyslots import Ring
from store.panic import panic

PHRASE: Final = "detruire toutes les cles"
NOTE_SECONDS: Final = 1.0
"""For the last line of the audit: the keys are gone before, whatever the database does."""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """How many keys there were, how long it took, and whether the audit has a line of it."""

    destroyed: int
    seconds: float
    audited: bool


def sound(settings: Settings, now: datetime, typed: str, by: str, role: str) -> Destroyed:
    """Destroys every key. Raises LasomiError: `phrase`, and nothing happens; `keys_away`."""
    if strict_key(typed) != strict_key(PHRASE):
        raise LasomiError("phrase", PHRASE)
    began, opened = time.monotonic(), settings.keys_file.exists()
    ring = panic(settings.keys_file, now, settings.sealed_keys)
    seconds = time.monotonic() - began
    gone = sum(1 for name in ring if rings.parted(name)[0] in FAMILIES)
    about = {"account": by, "role": role, "action": "panic", "object": "keys", "reason": ""}
    noted = opened and _noted(settings, ring, {"at": ms(now), **about})  # else no key can bind it
    return Destroyed(gone, round(seconds, 3), noted)


def _noted(settings: Settings, ring: Ring, row: dict[str, object]) -> bool:
    """The last row that the destroyed key of the audit binds, where the database takes it in time."""
    done = threading.Event()

    def note() -> None:
        try:
            _append(settings, ring, row)
        except Exception:  # the keys are gone, which was asked for; the answer says it was not noted
            return
        done.set()

    threading.Thread(target=note, daemon=True).start()
    return done.wait(NOTE_SECONDS)


def _append(settings: Settings, ring: Ring, row: dict[str, object]) -> None:
    epoch = rings.standing(ring, FAMILY)[0]
    database = open_database(settings.database, settings.data_dir)
    try:
        with database.write() as conn:
            audit.append(conn, epoch, ring[f"{FAMILY}/{epoch}"], row)
    finally:
        database.close()
