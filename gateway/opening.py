"""Opening and closing the keys of a house that starts sealed: never without a line in the audit (P29)."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from core.errors import LasomiError
from core.ports import Clock
from gateway.settings import Settings
from store import audit, closed
from store.database import Database
from store.vault import Vault

BY: Final = "custodians"
"""In the audit: two persons whom their phrases name, as their numbers; no account can be looked up before."""


class Place(Protocol):
    """A house, or the part of one that a command opens."""

    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def database(self) -> Database: ...
    @property
    def vault(self) -> Vault: ...


def closed_file(settings: Settings) -> Path:
    """Raises LasomiError `not_sealed` where keys are open from the start."""
    if settings.sealed_keys is None:
        raise LasomiError("not_sealed", "LASOMI_SEALED_KEYS")
    return settings.sealed_keys


def unlock(place: Place, known: Iterable[bytes]) -> str:
    """Which two custodians opened the keys, by their phrases, stretched. What cannot be noted is not done.

    Raises LasomiError `phrases`, `not_sealed`, or what the store raises; FileExistsError when they are open.
    """
    path = place.settings.keys_file
    pair = closed.unlock(closed_file(place.settings), path, known)
    try:
        _note(place, "unlocked", pair, place.clock())
    except LasomiError:
        closed.lock(path)
        raise
    return pair


def lock(place: Place, by: str) -> bool:
    """Takes the keys out of memory; False when they were closed. Raises LasomiError."""
    closed_file(place.settings)
    if not place.settings.keys_file.exists():
        return False
    _note(place, "locked", by, place.clock())
    return closed.lock(place.settings.keys_file)


def _note(place: Place, action: str, reason: str, at: datetime) -> None:
    about = {"account": BY, "role": "operator", "action": action, "object": "keys", "reason": reason}
    with place.database.write() as conn:
        audit.write(conn, place.vault, at=at, **about)
