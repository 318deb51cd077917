"""The database and Redis: whether they answer, whether they keep what they acknowledge; and what of the
figures is held back.
"""

from collections.abc import Iterator
from typing import Final

from core.errors import LasomiError
from gateway.checks.base import Check, Scene
from gateway.queue import NO_ANSWER

KEEPS_ALL: Final = "noeviction"
MOST: Final = 5
"""Names in one line."""


def database(scene: Scene) -> Iterator[Check]:
    away = next((one for one in (scene.database, scene.vitals) if isinstance(one, LasomiError)), None)
    remedy = scene.ui("les messages vont dans le spool; vérifiez LASOMI_DATABASE_URL")
    if away is not None or isinstance(scene.database, LasomiError):
        code = away.code if away else ""
        yield Check("database", "down", _told(scene, away, code), remedy)
        return
    try:
        told = scene.database.proven()
    except LasomiError as error:
        yield Check("database", "down", _told(scene, error, error.code), remedy)
        return
    yield Check("database", "ok", told)


def redis(scene: Scene) -> Iterator[Check]:
    """Only a doorbell: without it work is found within 2 s."""
    facts = scene.queue.facts()
    slower = scene.ui("les agents regardent la base toutes les 2 s")
    if facts is None:
        yield Check("redis", "ok", scene.ui("aucun: les agents regardent la base toutes les 2 s"))
    elif facts == NO_ANSWER:
        told = scene.ui("pas de réponse: {slower}", slower=slower)
        yield Check("redis", "degraded", told, scene.ui("vérifiez LASOMI_REDIS_URL"))
    elif facts["policy"] != KEEPS_ALL:
        told = scene.ui(
            "maxmemory-policy {policy}: la sonnette peut perdre des coups", policy=facts["policy"]
        )
        remedy = scene.ui("CONFIG SET maxmemory-policy noeviction, et dans redis.conf")
        yield Check("redis", "degraded", told, remedy)
    else:
        kept = "AOF" if facts["aof"] == "1" else scene.ui("sans AOF")
        yield Check("redis", "ok", f"{facts['version']}, {KEEPS_ALL}, {kept}")


def figures(scene: Scene) -> Iterator[Check]:
    """A period that is closed and held back is read by nobody, and nobody else would miss it (P58)."""
    if isinstance(scene.vitals, LasomiError) or not scene.vitals.blocked:
        return
    told = scene.ui(
        "retenus, car ils trahiraient quelqu'un: {names}", names=", ".join(scene.vitals.blocked[:MOST])
    )
    remedy = scene.ui("rien à forcer: ils paraîtront quand leur contrôle passera; prévenez l'analyste")
    yield Check("figures", "degraded", told, remedy)


def _told(scene: Scene, error: LasomiError | None, code: str) -> str:
    """Our sentence, never the driver's: it may quote the address with its password."""
    said = (error.sentence if error else "").partition("\n")[0]
    return f"{code}: {said}" if said else scene.ui("{code}: la base ne répond pas", code=code)
