"""The alerts of somebody's areas, as the page shows them: codes, places and states, no word of a report."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.forms import day as day_of
from core.languages import Say
from gateway.console.visitors import Visitor
from gateway.console.why import why
from gateway.feeds.counts import label
from gateway.house import House
from store import alerts, offices, steps

MOST_SHOWN = 100
GRAVEST = 4


@dataclass(frozen=True, slots=True)
class Action:
    verb: str
    label: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """One alert in words. Its hour is the finest time a monitor is shown (P66). `grave`: a tone is due."""

    number: str
    code: str
    label: str
    severity: int
    place: str
    area: str
    received: str
    state: str
    sources: int
    status: str
    delays: str
    why: str
    incident: str
    grave: bool = False
    alarm: str = ""
    actions: Sequence[Action] = field(default_factory=tuple)


def listed(house: House, visitor: Visitor, lang: str) -> list[ShownAlert]:
    """Those of the visitor's own areas that concern no authority of theirs: first what nobody has answered
    and nobody else will be told of, then the newest.
    """
    with house.database.read() as conn:
        found = alerts.listing(conn, areas=sorted(visitor.areas), released=False)
        unanswered = steps.unanswered(conn)
        member = offices.member_of(conn, visitor.id)
    if member is not None:
        found = [each for each in found if not member.is_party(each.alert.code, (each.alert.area,))]
    newest = sorted(found, key=lambda each: (each.alert.raised_at, each.alert.id), reverse=True)
    ordered = sorted(newest, key=lambda each: each.alert.id not in unanswered)
    shown = ordered[:MOST_SHOWN]
    return [_shown(house, each, visitor, lang, each.alert.id in unanswered) for each in shown]


def mark(shown: Sequence[ShownAlert]) -> str:
    """Another one where anything of what is shown is another."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _shown(house: House, each: alerts.Listed, visitor: Visitor, lang: str, unanswered: bool) -> ShownAlert:
    alert, say = each.alert, house.say
    place = house.country.gazetteer.get(alert.area)
    return ShownAlert(
        number=alert.number,
        code=alert.code,
        label=label(house.country, alert.code, lang),
        severity=alert.severity,
        place=place.name if place else alert.area,
        area=alert.area,
        received=say.ui(
            "lancée le {day} vers {hour} h",
            lang,
            day=day_of(alert.raised_at, lang),
            hour=alert.raised_at.hour,
        ),
        state=states(say, lang)[alert.state],
        sources=alert.sources,
        status=status(say, each, lang),
        delays=_delays(say, each, lang),
        why=why(say, house.country.alerts, alert, lang),
        incident=alert.incident,
        grave=alert.severity == GRAVEST and alert.status == "active",
        alarm=say.ui("Personne n'a répondu. Aucun autre SMS ne partira.", lang) if unanswered else "",
        actions=_actions(say, each, visitor, lang),
    )


def states(say: Say, lang: str) -> dict[str, str]:
    return {
        "unverified": say.ui("non vérifié", lang),
        "corroborated": say.ui("corroboré", lang),
        "verified": say.ui("vérifié", lang),
        "false": say.ui("faux", lang),
        "unresolved": say.ui("sans verdict", lang),
    }


def status(say: Say, each: alerts.Listed, lang: str) -> str:
    words = {
        "active": say.ui("en attente de réponse", lang),
        "acknowledged": say.ui("reçue", lang),
        "cancelled": say.ui("annulée", lang),
    }
    released = say.ui("diffusée", lang)
    return f"{words[each.alert.status]}, {released}" if each.released_at else words[each.alert.status]


def reasons(say: Say, lang: str) -> dict[str, str]:
    """Why an event leaves the circle of staff: the words are those of the audit."""
    return {
        "protect": say.ui("protéger des habitants", lang),
        "prepare": say.ui("préparer les secours", lang),
        "asked": say.ui("un partenaire l'a demandé", lang),
        "deny": say.ui("démentir une rumeur", lang),
    }


def _delays(say: Say, each: alerts.Listed, lang: str) -> str:
    told = [
        say.ui("alerte partie en {seconds} s", lang, seconds=round(each.alert_seconds))
        if each.alert_seconds
        else "",
        say.ui("reçue en {minutes} min", lang, minutes=round(each.ack_seconds / 60))
        if each.ack_seconds
        else "",
    ]
    return " · ".join(part for part in told if part)


def _actions(say: Say, each: alerts.Listed, visitor: Visitor, lang: str) -> tuple[Action, ...]:
    alert, open_ = each.alert, each.alert.state in {"unverified", "corroborated"}
    offered = (
        (alert.status == "active", Action("OUI", say.ui("Accuser réception", lang), "plain")),
        (open_, Action("VRAI", say.ui("VRAI", lang))),
        (open_, Action("FAUX", say.ui("FAUX", lang), "false")),
        (
            alert.state == "verified" and each.released_at is None and visitor.coordinates,
            Action("RELEASE", say.ui("Diffuser aux partenaires", lang)),
        ),
    )
    return tuple(action for wanted, action in offered if wanted)
