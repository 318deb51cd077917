"""What the machine itself must offer: room, a spool to write into, keys that nobody else reads, a clock."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from core.built import BUILT
from core.errors import LasomiError
from gateway.checks.base import Check, Scene
from store.closed import LETTER, public_key
from store.keys import Keys
from store.letters import Letters
from store.mounts import COPYING, file_system

FULL: Final = {"degraded": 0.85, "down": 0.95}


def disk(scene: Scene) -> Iterator[Check]:
    share = disk_share(scene.settings.data_dir)
    told = scene.ui("disque des données plein à {percent} %", percent=f"{share * 100:.0f}")
    remedy = scene.ui("libérez de la place, ou déplacez LASOMI_DATA_DIR")
    if share >= FULL["down"]:
        yield Check("disk", "down", told, remedy)
    elif share >= FULL["degraded"]:
        yield Check("disk", "degraded", told, remedy)
    else:
        yield Check("disk", "ok", told)


def disk_share(folder: Path) -> float:
    """How full the disk of a folder is for us, 0 to 1; of the nearest one that is there."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    found = shutil.disk_usage(there)
    return found.used / (found.used + found.free)


def spool(scene: Scene) -> Iterator[Check]:
    folder, remedy = scene.settings.spool_dir, scene.ui("libérez de la place, vérifiez LASOMI_DATA_DIR")
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
            os.fsync(probe.fileno())
    except OSError as error:
        told = scene.ui("on ne peut pas écrire dans le spool: {reason}", reason=error.strerror or "")
        yield Check("spool", "down", told, remedy)
        return
    waiting, corrupt = (scene.spool.bytes(), scene.spool.corrupt()) if scene.spool else (0, 0)
    if corrupt:
        told = scene.ui("{count} fichiers du spool ne s'ouvrent pas", count=corrupt)
        yield Check("spool", "degraded", told, scene.ui("gardez les fichiers .corrupt et demandez de l'aide"))
    elif waiting:
        told = scene.ui("{bytes} octets attendent la base dans le spool", bytes=waiting)
        yield Check(
            "spool", "degraded", told, scene.ui("vérifiez la base; l'horloge les y met toutes les 5 s")
        )
    else:
        yield Check("spool", "ok", scene.ui("on peut écrire dans le spool, et il est vide"))


def keys(scene: Scene) -> Iterator[Check]:
    """Without the key of the day nothing can be sealed, and so nothing accepted."""
    found = scene.keys
    if isinstance(found, Keys) and found.closed is not None and found.sealed:
        yield from _sealed(scene, found, found.closed)
        return
    if isinstance(found, Keys):
        found = _key_of_the_day(scene, found)
    if isinstance(found, LasomiError):
        remedy = scene.ui("lancez l'horloge, vérifiez LASOMI_KEYS_FILE")
        yield Check("keys", "down", f"{found.code}: {_first_line(found)}", remedy)
        return
    mode = found.path.stat()
    if mode.st_mode & 0o077 or mode.st_uid != os.geteuid():
        told = scene.ui("d'autres que nous peuvent lire les clés ({mode})", mode=stat.filemode(mode.st_mode))
        yield Check("keys", "down", told, f"chmod 600 {found.path}")
    else:
        yield Check("keys", "ok", scene.ui("la clé du jour est là, et pour nous seuls"))


def keys_place(scene: Scene) -> Iterator[Check]:
    """Where they lie (P23): a thief of the data should not have the keys, and a destroyed key no old copy."""
    path, told = scene.settings.keys_file, []
    if not path.exists():
        return
    if path.stat().st_dev == _nearest(scene.settings.data_dir).stat().st_dev:
        told.append(scene.ui("les clés sont sur le même disque que les données"))
    if (kind := file_system(path)) in COPYING:
        told.append(scene.ui("les clés sont sur {kind}, qui garde d'anciennes copies", kind=kind))
    remedy = scene.ui("mettez LASOMI_KEYS_FILE sur une clé USB ou une petite partition ext4")
    if told:
        yield Check("keys_place", "degraded", "; ".join(told), remedy)
    else:
        yield Check("keys_place", "ok", scene.ui("les clés sont ailleurs que les données"))


def clock(scene: Scene) -> Iterator[Check]:
    remedy = scene.ui("réglez l'heure de la machine (NTP), puis relancez")
    if scene.now < BUILT and scene.settings.demo_clock is None:
        yield Check("clock", "down", scene.ui("l'horloge est avant la date de Lasomi"), remedy)
        return
    shift = timedelta(0) if isinstance(scene.vitals, LasomiError) else scene.vitals.shift
    if shift:
        minutes = round(shift.total_seconds() / 60)
        told = scene.ui("l'horloge a sauté de {minutes} min; rien n'est détruit pour 30 min", minutes=minutes)
        yield Check("clock", "degraded", told, remedy)
    else:
        yield Check("clock", "ok", f"{scene.now:%Y-%m-%d %H:%M} UTC")


def _sealed(scene: Scene, keys: Keys, path: Path) -> Iterator[Check]:
    """Closed keys take letters in, and nothing leaves (P29)."""
    try:
        public_key(path, keys.epoch(LETTER, scene.now))
    except (LasomiError, OSError) as error:
        yield Check("keys", "down", str(error), scene.ui("lancez l'horloge, vérifiez LASOMI_KEYS_FILE"))
    count = Letters(scene.settings.letters_dir, keys).count()
    told = scene.ui("FERMÉ À CLÉ: rien n'est lu, rien ne part; {count} lettres attendent", count=count)
    remedy = scene.ui("deux gardiens, chacun sa phrase: lasomi unlock, ou /console")
    yield Check("sealed", "down", told, remedy)


def _key_of_the_day(scene: Scene, found: Keys) -> Keys | LasomiError:
    try:
        found.key("day", found.epoch("day", scene.now))
    except LasomiError as error:
        return error
    return found


def _nearest(folder: Path) -> Path:
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())


def _first_line(error: LasomiError) -> str:
    return (error.sentence or error.code).partition("\n")[0]
