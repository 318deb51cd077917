"""`lasomi panic`: a phrase is typed, and no key is left."""

import threading
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from core.errors import LasomiError
from core.text import strict_key
from gateway.clock import open_clock
from gateway.settings import Settings
from ops.wording import wording
from store import audit, rings
from store.chain import FAMILY
from store.database import ms, open_database
from store.keyslots import Ring
from store.panic import panic

PHRASE: Final = "detruire toutes les cles"
NOTE_SECONDS: Final = 1.0
"""For the last line of the audit: the keys are gone before, whatever the database does."""


def alarm(settings: Settings, typed: str, by: str) -> Mapping[str, Any]:
    """Destroys every key; in how many seconds, and whether the audit has a line of it. Raises LasomiError."""
    if strict_key(typed) != strict_key(PHRASE):
        sentence = wording().ui("la phrase n'est pas celle-ci: «{phrase}»; rien n'est détruit", phrase=PHRASE)
        raise LasomiError("phrase", sentence)
    began, now = time.monotonic(), open_clock(settings)()
    ring = panic(settings.keys_file, now)
    seconds = time.monotonic() - began
    gone = sum(1 for name in ring if rings.parted(name)[0] != rings.PANIC)
    return {"destroyed": gone, "seconds": round(seconds, 3), "audited": _noted(settings, ring, now, by)}


def _noted(settings: Settings, ring: Ring, now: datetime, by: str) -> bool:
    """The last row that the destroyed key of the audit binds, where the database takes it in time."""
    done = threading.Event()

    def note() -> None:
        try:
            _append(settings, ring, now, by)
        except Exception:  # the keys are gone, which was asked for; the answer says it was not noted
            return
        done.set()

    threading.Thread(target=note, daemon=True).start()
    return done.wait(NOTE_SECONDS)


def _append(settings: Settings, ring: Ring, now: datetime, by: str) -> None:
    epochs = rings.standing(ring, FAMILY)
    if not epochs:
        return
    about = {"account": by, "role": "operator", "action": "panic", "object": "keys", "reason": ""}
    database = open_database(settings.database, settings.data_dir)
    try:
        with database.write() as conn:
            audit.append(conn, epochs[0], ring[f"{FAMILY}/{epochs[0]}"], {"at": ms(now), **about})
    finally:
        database.close()
