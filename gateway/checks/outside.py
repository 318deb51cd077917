"""What people outside the machine must do or know: the heartbeat, the hotlines, the sentences."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from core.errors import LasomiError
from core.hotlines import VERIFIED_DAYS, Hotline
from gateway import pulse
from gateway.checks.base import Check, Scene
from store import accounts, people

FOCAL: Final = "gbv_focal"
PHONE: Final = "android"
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


def gateway_phone(scene: Scene) -> Iterator[Check]:
    """A phone that serves as gateway keeps every SMS and number that it receives (P14)."""
    if PHONE not in {scene.settings.channel, *scene.settings.hook_tokens}:
        return
    told = scene.ui("un téléphone sert de passerelle et garde chaque SMS et chaque numéro")
    remedy = scene.ui("disque chiffré, code PIN, effacement en 24 h, mode local: docs/protection.md le dit")
    yield Check("gateway_phone", "degraded", told, remedy)


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
    elif soon := [one.id for one in scene.country.hotlines if one.lapses_soon(scene.now.date())]:
        told = scene.ui(
            "{shown} services montrés; à rappeler avant 30 jours, sinon plus montrés: {soon}",
            shown=shown,
            soon=", ".join(soon),
        )
        yield Check("hotlines", "degraded", told, remedy)
    else:
        yield Check("hotlines", "ok", scene.ui("{shown} services montrés", shown=shown))


def focal(scene: Scene) -> Iterator[Check]:
    """What is kept for a focal person needs one who can open it, and hears that it waits (P37, P39). Nothing
    where country.yaml names none, or while the database is away.
    """
    if isinstance(scene.country, LasomiError) or not scene.country.settings.gbv_focal:
        return
    if isinstance(scene.database, LasomiError) or isinstance(scene.vitals, LasomiError):
        return
    with scene.database.read() as conn:
        opens = any(FOCAL in account.roles for account, active in accounts.account_list(conn) if active)
        hears = any(FOCAL in member.roles for member in people.members(conn))
    if opens and hears:
        yield Check("focal", "ok", scene.ui("un point focal peut lire ce qui l'attend"))
        return
    told = scene.ui("country.yaml nomme un point focal, et personne n'a ce rôle dans la console et l'équipe")
    remedy = scene.ui("lasomi user add … --role gbv_focal et lasomi member add …, ou protected.focal: null")
    yield Check("focal", "degraded", told, remedy)


def census(scene: Scene) -> Iterator[Check]:
    """Nothing is broken without one: what leans on it is empty, and never guessed (E1, §5.3)."""
    if isinstance(scene.country, LasomiError):
        return
    if not scene.country.population:
        told = scene.ui(
            "population.csv est vide: ni taux E1 ni notes pondérées, tant qu'un recensement n'y est pas"
        )
    else:
        told = scene.ui("{n} unités avec leur population", n=len(scene.country.population))
    yield Check("census", "ok", told)


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
