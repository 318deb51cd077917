"""The alerts of somebody's areas, as the page shows them: codes, places and states, no word of a report."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.forms import day as day_of
from core.languages import Say
from gateway.console import countdowns
from gateway.console.visitors import Visitor
from gateway.console.why import why
from gateway.feeds.counts import label
from gateway.house import House
from store import alerts, judgements, offices, steps
from store.judgements import Judgement

ACTIVE, TAKEN, SETTLED = STANDINGS = ("active", "acknowledged", "settled")
"""Nobody has answered; somebody has; judged, or called off."""
KEYS: Mapping[str, str] = {"OUI": "o", "VRAI": "v", "FAUX": "f", "UNDO": "u"}
"""The letter by which a keyboard presses a button."""
MOST_SHOWN = 100
GRAVEST = 4
UNDECIDED = frozenset({"unverified", "corroborated"})


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
    standing: str = ACTIVE
    next: str = ""
    grave: bool = False
    alarm: str = ""
    actions: Sequence[Action] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Beside:
    """What else the page says of an alert: by alert who is told next, by incident one's own last verdict."""

    unanswered: frozenset[str]
    rungs: Mapping[str, str]
    said: Mapping[str, Judgement]


def listed(house: House, visitor: Visitor, lang: str) -> list[ShownAlert]:
    """Those of the visitor's own areas that concern no authority of theirs: first what nobody has answered
    and nobody else will be told of, then the newest.
    """
    with house.database.read() as conn:
        found = alerts.listing(conn, areas=sorted(visitor.areas), released=False)
        member = offices.member_of(conn, visitor.id)
        beside = _beside(house, conn, {visitor.id, member.id if member else visitor.id}, lang)
    if member is not None:
        found = [each for each in found if not member.is_party(each.alert.code, (each.alert.area,))]
    newest = sorted(found, key=lambda each: (each.alert.raised_at, each.alert.id), reverse=True)
    ordered = sorted(newest, key=lambda each: each.alert.id not in beside.unanswered)
    return [_shown(house, each, visitor, lang, beside) for each in ordered[:MOST_SHOWN]]


def _beside(house: House, conn: Any, mine: set[str], lang: str) -> Beside:
    said = judgements.of_people(conn, mine, house.clock())
    return Beside(frozenset(steps.unanswered(conn)), countdowns.rungs(house, conn, lang), said)


def by_standing(
    say: Say, shown: Sequence[ShownAlert], only: str, lang: str
) -> list[tuple[str, list[ShownAlert]]]:
    """The board: what nobody has answered first; `only` one of the three columns where it is named."""
    words = standings(say, lang)
    kept = [name for name in STANDINGS if only in {"", name}]
    columns = [(words[name], [each for each in shown if each.standing == name]) for name in kept]
    return [(title, found) for title, found in columns if found]


def standings(say: Say, lang: str) -> dict[str, str]:
    return {
        ACTIVE: say.ui("À prendre", lang),
        TAKEN: say.ui("Reçues, à vérifier", lang),
        SETTLED: say.ui("Jugées", lang),
    }


def _standing(each: alerts.Listed) -> str:
    if each.alert.status == "active":
        return ACTIVE
    open_ = each.alert.status == "acknowledged" and each.alert.state in UNDECIDED
    return TAKEN if open_ else SETTLED


def mark(shown: Sequence[ShownAlert]) -> str:
    """Another one where anything of what is shown is another."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _shown(house: House, each: alerts.Listed, visitor: Visitor, lang: str, beside: Beside) -> ShownAlert:
    alert, say = each.alert, house.say
    alarm = say.ui("Personne n'a répondu. Aucun autre SMS ne partira.", lang)
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
        standing=_standing(each),
        next=beside.rungs.get(alert.id, "") if alert.status == "active" else "",
        alarm=alarm if alert.id in beside.unanswered else "",
        actions=(*_actions(say, each, visitor, lang), *_undo(house, each, beside, lang)),
    )


def _undo(house: House, each: alerts.Listed, beside: Beside, lang: str) -> tuple[Action, ...]:
    said = beside.said.get(each.alert.incident)
    if said is None or each.released_at or said.state != each.alert.state:
        return ()
    return (Action("UNDO", countdowns.undo(house.say, said, house.clock(), lang), "plain"),)


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
    alert, open_ = each.alert, each.alert.state in UNDECIDED
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
