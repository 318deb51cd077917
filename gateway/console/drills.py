"""Exercises as their page shows them: what was planned, how it goes, and what may be asked now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from core.drills import COORDINATORS, Consent, agreed
from core.forms import day as day_of
from core.languages import Say
from gateway.console.alerts import Action, states
from gateway.console.visitors import Visitor
from gateway.feeds.counts import label
from gateway.house import House
from store import drills
from store.drills import Drill

VERBS: Final = frozenset({"OUI", "VRAI", "FAUX"})
DOES: Final = frozenset({"begin", "end", "pause", "resume", "decide", "purge"})
BY_TWO: Final = frozenset({"begin", "end"})
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """One exercise in words. `asked`: what somebody wants already, and a second person has still to say."""

    number: str
    title: str
    state: str
    status: str
    planned: str
    report: Told
    alerts: Sequence[Told] = ()
    injects: Sequence[Told] = ()
    decided: Sequence[Told] = ()
    asked: str = ""
    actions: Sequence[Action] = field(default_factory=tuple)
    decides: bool = False


def listed(house: House, visitor: Visitor, lang: str) -> list[Shown]:
    """Every exercise, the newest first; what is to be decided of one stands on its own page."""
    with house.database.read() as conn:
        found = drills.listed(conn)
    return [_shown(house, drill, visitor, lang) for drill in found]


def single(house: House, number: str, visitor: Visitor, lang: str) -> Shown | None:
    with house.database.read() as conn:
        drill = drills.get(conn, number)
    return None if drill is None else _shown(house, drill, visitor, lang)


def addressees(say: Say, lang: str) -> list[tuple[str, str]]:
    """Whom a corrective action is for (`indicators.md` §8.1)."""
    return [
        ("cso", say.ui("société civile", lang)),
        ("govt", say.ui("État", lang)),
        ("local_authority", say.ui("autorité locale", lang)),
        ("security_forces", say.ui("forces de sécurité", lang)),
        ("donor", say.ui("partenaire financier", lang)),
        ("regional_body", say.ui("organisation régionale", lang)),
    ]


def _shown(house: House, drill: Drill, visitor: Visitor, lang: str) -> Shown:
    say, report = house.say, drill.report
    return Shown(
        number=drill.number,
        title=drill.title,
        state=drill.state,
        status=_status(say, drill, lang),
        planned=_planned(say, drill, lang),
        report=report,
        alerts=[_alert(house, each, drill, lang) for each in report.get("alerts", ())],
        injects=[_inject(house, each, lang) for each in _injects(drill)],
        decided=[_decision(say, each, lang) for each in drill.actions],
        asked=_asked(say, drill, visitor, lang),
        actions=_actions(say, drill, visitor, lang),
        decides=visitor.coordinates and drill.state in {"ended", "purged"},
    )


def _status(say: Say, drill: Drill, lang: str) -> str:
    return {
        "prepared": say.ui("préparé", lang),
        "released": say.ui("commence", lang),
        "running": say.ui("en cours", lang),
        "paused": say.ui("en pause : une alerte réelle est partie, ou quelqu'un l'a demandé", lang),
        "ending": say.ui("se termine", lang),
        "ended": say.ui("terminé", lang),
        "purging": say.ui("s'efface", lang),
        "purged": say.ui("terminé, effacé : il reste le bilan et les engagements", lang),
    }[drill.state]


def _planned(say: Say, drill: Drill, lang: str) -> str:
    if not drill.script:
        return ""
    count, minutes = len(drill.script["injects"]), drill.script["ends"]
    return say.ui("{n} événements en {minutes} min", lang, n=count, minutes=minutes)


def _injects(drill: Drill) -> Sequence[Told]:
    """As they were played, or are planned."""
    planned = [
        {"number": n, "at": each["at"], "code": each["code"], "place": each["place"], "played": None}
        for n, each in enumerate(drill.script.get("injects", ()), 1)
    ]
    return sorted(drill.report.get("injects") or planned, key=lambda each: int(each["at"]))


def _inject(house: House, each: Told, lang: str) -> Told:
    place = house.country.gazetteer.get(each["place"])
    return {**each, "label": label(house.country, each["code"], lang), "name": place.name if place else ""}


def _alert(house: House, each: Told, drill: Drill, lang: str) -> Told:
    place = house.country.gazetteer.get(each["area"])
    open_ = drill.state in {"running", "paused"} and each["state"] in {"unverified", "corroborated"}
    return {
        **each,
        "label": label(house.country, each["code"], lang),
        "name": place.name if place else each["area"],
        "words": states(house.say, lang)[each["state"]],
        "minutes": [round(seconds / 60, 1) for seconds in each["answered"] if seconds is not None],
        "verbs": [verb for verb in ("OUI", "VRAI", "FAUX") if open_ and _waits(verb, each)],
    }


def _waits(verb: str, each: Told) -> bool:
    return verb != "OUI" or each["status"] == "active"


def _decision(say: Say, each: Told, lang: str) -> Told:
    due = say.ui("pour le {day}", lang, day=day_of(date.fromisoformat(each["due"]), lang))
    return {**each, "when": due}


def _asked(say: Say, drill: Drill, visitor: Visitor, lang: str) -> str:
    """What waits for a second person; a coordinator where the first is none."""
    to = _next(drill)
    said = drill.consents.get(to, ())
    if not said or agreed(said):
        return ""
    if any(one.account == visitor.id for one in said):
        return say.ui("Vous avez dit oui ; une deuxième personne doit le dire aussi.", lang)
    if agreed([*said, Consent(visitor.id, visitor.role)]):
        return say.ui("Une personne a dit oui ; vous pouvez être la deuxième.", lang)
    return say.ui("Une personne a dit oui ; il faut encore un coordinateur.", lang)


def _next(drill: Drill) -> str:
    return {"prepared": "begin", "running": "end", "paused": "end"}.get(drill.state, "")


def _actions(say: Say, drill: Drill, visitor: Visitor, lang: str) -> tuple[Action, ...]:
    coordinates = visitor.role in COORDINATORS
    said = any(one.account == visitor.id for one in drill.consents.get(_next(drill), ()))
    offered = (
        (drill.state == "prepared" and not said, Action("begin", say.ui("Commencer l'exercice", lang))),
        (drill.state == "paused" and coordinates, Action("resume", say.ui("Reprendre", lang))),
        (drill.state == "running" and coordinates, Action("pause", say.ui("Mettre en pause", lang), "plain")),
        (_next(drill) == "end" and not said, Action("end", say.ui("Terminer l'exercice", lang), "false")),
        (
            drill.state == "ended" and coordinates,
            Action("purge", say.ui("Effacer l'exercice", lang), "false"),
        ),
    )
    return tuple(action for wanted, action in offered if wanted)
