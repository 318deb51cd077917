"""What happened to an event, in order: told, alerted, taken, judged, released; hours, and no name (P66)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from core.forms import day as day_of
from core.languages import Say
from core.reports import Incident
from gateway.console import bands, tellings
from gateway.console.alerts import states
from gateway.drawings import counted
from gateway.house import House
from store import alerts
from store.incidents import release_of
from store.voices import Voice

JUDGED = frozenset({"verified", "false", "unresolved"})


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `at` in words, to the hour."""

    at: str
    what: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands above the tables of an incident; a drawing is "" where nothing can be drawn."""

    moments: Sequence[Moment]
    bands: str
    map: str


def drawn(house: House, conn: Any, incident: Incident, heard: Sequence[Voice], lang: str) -> Drawn:
    told = sorted(_moments(house, conn, incident, heard, lang), key=lambda each: each[0])
    moments = [Moment(_hour(house.say, at, lang), what) for at, what in told]
    return Drawn(moments, _bands(house, heard, lang), _map(house, incident, lang))


def _moments(
    house: House, conn: Any, incident: Incident, heard: Sequence[Voice], lang: str
) -> Iterator[tuple[datetime, str]]:
    say = house.say
    yield incident.opened_at, say.ui("premier message", lang)
    for number, each in enumerate(heard[1:], 2):
        yield each.first, say.ui("source {n} le raconte aussi", lang, n=number)
    for alert in alerts.about(conn, incident.id):
        yield alert.raised_at, say.ui("alerte A{number} lancée", lang, number=alert.number)
        if alert.acked_at:
            yield alert.acked_at, say.ui("A{number} prise par quelqu'un", lang, number=alert.number)
    if incident.state in JUDGED:
        state = states(say, lang)[incident.state]
        yield incident.updated_at, say.ui("dernier changement ; verdict : {state}", lang, state=state)
    if released := release_of(conn, incident.id):
        yield released, say.ui("diffusé aux partenaires", lang)


def _hour(say: Say, at: datetime, lang: str) -> str:
    return say.ui("le {day} vers {hour} h", lang, day=day_of(at, lang), hour=at.hour)


def _bands(house: House, heard: Sequence[Voice], lang: str) -> str:
    if not heard:
        return ""
    words = tellings.kinds(house.say, lang)
    made = [
        bands.Band(
            f"{number} · {', '.join(words[kind] for kind in each.kinds)}",
            each.kinds[0] if each.kinds else "new",
            each.first,
            each.last,
            each.reports,
        )
        for number, each in enumerate(heard, 1)
    ]
    title = house.say.ui("Qui le raconte, heure par heure", lang)
    return Markup(bands.drawn(made, title))  # noqa: S704  escaped as it was drawn  # nosec B704


def _map(house: House, incident: Incident, lang: str) -> str:
    """The communes of its cercle, its own marked; the cercle in its region where no commune is known."""
    mark = incident.adm3 or incident.adm2 or ""
    around = mark[:-2]
    level = {4: 2, 6: 3}.get(len(around))
    if level is None:
        return ""
    units = sorted(
        (unit for unit in house.country.gazetteer.units(level) if unit.code.startswith(around)),
        key=lambda unit: unit.code,
    )
    title = house.say.ui("Où c'est", lang)
    svg = counted.drawn(house.country.folder, units, {mark: 1}, title, mark)
    return Markup(svg)  # noqa: S704  escaped as it was drawn  # nosec B704
