"""`lasomi keys seal`, `lasomi unlock`, `lasomi lock`: keys that only two persons open (P29)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.errors import Fault, LasomiError, Misconfigured
from core.ports import Clock
from gateway import opening
from gateway.settings import Settings
from ops.desk import Desk
from ops.wording import wording
from store import closed, custody, keyslots
from store.keys import create_keys, open_keys


def seal(settings: Settings, clock: Clock, phrases: Sequence[str], source: Path | None) -> Mapping[str, Any]:
    """Makes the closed file: of the keys in `source`, which is destroyed, or of new ones; the house is open
    then.

    Raises LasomiError, Misconfigured, FileExistsError.
    """
    if settings.sealed_keys is None:
        remedy = wording().ui("donnez le fichier des clés fermées, et mettez LASOMI_KEYS_FILE en mémoire")
        raise Misconfigured(Fault("LASOMI_SEALED_KEYS", "", remedy))
    if source is not None:
        open_keys(source)
        ring = keyslots.found(source) or {}
        settings.keys_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyslots.create(settings.keys_file, ring)
    else:
        create_keys(settings.keys_file, clock())
    try:
        closed.make(settings.sealed_keys, keyslots.found(settings.keys_file) or {}, list(phrases))
    except (LasomiError, OSError):
        closed.lock(settings.keys_file)
        raise
    open_keys(settings.keys_file, settings.sealed_keys)
    if source is not None:
        closed.lock(source)
    return {"closed": str(settings.sealed_keys), "custodians": len(phrases), "state": "open"}


def unlock(desk: Desk, phrases: Sequence[str]) -> Mapping[str, Any]:
    """Two persons, each with a phrase. Raises LasomiError."""
    salt = closed.salt(opening.closed_file(desk.settings))
    words = wording()
    try:
        pair = opening.unlock(desk, [custody.stretched(phrase, salt) for phrase in phrases])
    except FileExistsError:
        raise LasomiError("open", words.ui("les clés sont déjà ouvertes")) from None
    except LasomiError as error:
        if error.code != "phrases":
            raise
        raise LasomiError("phrases", words.ui("ce ne sont pas les phrases de deux gardiens")) from None
    return {"state": "open", "custodians": pair}


def lock(desk: Desk, by: str) -> Mapping[str, Any]:
    """One person, at once. Raises LasomiError."""
    return {"state": "closed", "before": "open" if opening.lock(desk, by) else "closed"}
