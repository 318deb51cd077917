"""What people outside the machine must do or know: the heartbeat, the hotlines, the sentences."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from core.errors import LasomiError
from core.hotlines import VERIFIED_DAYS, Hotline
from gateway import pulse
from gateway.checks.base import Check, Scene

SILENT: Final = timedelta(minutes=5)


def heartbeat(scene: Scene) -> Iterator[Check]:
    """Whoever hears it alarms a person when it stops: only so does a dead machine alarm anybody."""
    if not scene.settings.heartbeat_url:
        told = scene.ui("personne n'est prévenu si cette machine s'arrête")
        remedy = scene.ui("mettez dans LASOMI_HEARTBEAT_URL un service qui alerte après 5 min de silence")
        yield Check("heartbeat", "down", told, remedy)
        return
    last = pulse.last(scene.settings.data_dir)
    if last is not None and scene.now - last <= SILENT:
        yield Check("heartbeat", "ok", scene.ui("entendu à {at} UTC", at=f"{last:%H:%M}"))
        return
    heard = f"{last:%Y-%m-%d %H:%M}" if last else scene.ui("jamais")
    told = scene.ui("le service de LASOMI_HEARTBEAT_URL n'a pas répondu depuis: {heard}", heard=heard)
    remedy = scene.ui("vérifiez que l'horloge tourne et que la machine atteint ce service")
    yield Check("heartbeat", "down", told, remedy, last)


def audit(scene: Scene) -> Iterator[Check]:
    """A chain that nobody outside has the end of does not show what was cut off (P53)."""
    if scene.settings.auditor_mail:
        yield Check("audit", "ok", scene.ui("la tête du journal part chaque heure"))
        return
    told = scene.ui("la tête du journal ne quitte pas la machine")
    yield Check(
        "audit", "degraded", told, scene.ui("mettez dans LASOMI_AUDITOR_MAIL l'adresse de l'auditeur")
    )


def hotlines(scene: Scene) -> Iterator[Check]:
    """A number that nobody has called for half a year is not shown (P69)."""
    if isinstance(scene.country, LasomiError):
        return
    lapsed = [one.id for one in scene.country.hotlines if _lapsed(one, scene)]
    shown = sum(one.usable(scene.now.date()) for one in scene.country.hotlines)
    remedy = scene.ui("appelez ces services, puis mettez à jour countries/*/hotlines.yaml")
    if lapsed or not shown:
        told = scene.ui(
            "{shown} services montrés; pas appelés depuis 180 jours: {lapsed}",
            shown=shown,
            lapsed=", ".join(lapsed) or scene.ui("tous"),
        )
        yield Check("hotlines", "degraded", told, remedy)
    else:
        yield Check("hotlines", "ok", scene.ui("{shown} services montrés", shown=shown))


def files(scene: Scene) -> Iterator[Check]:
    """The country and the sentences: read without a fault, or the start is stopped."""
    parts = {"country": scene.country, "catalogues": scene.say}
    for name, part in parts.items():
        if isinstance(part, LasomiError):
            told, _, more = part.sentence.partition("\n")
            yield Check(name, "down", told, scene.ui("corrigez le fichier nommé") if more or told else "")
        else:
            yield Check(name, "ok", scene.ui("lu sans faute"))


def _lapsed(line: Hotline, scene: Scene) -> bool:
    return line.verified_at is not None and (scene.now.date() - line.verified_at).days > VERIFIED_DAYS
