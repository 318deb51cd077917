"""The keys of the feed as their page shows them: whose, for what, until when, and who stands for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.languages import Say
from gateway.console.visitors import Visitor
from gateway.house import House
from store import access
from store.access import ApiKey


@dataclass(frozen=True, slots=True)
class Line:
    """One key. `approves`: this visitor may be its second person; `ends`: it can still be revoked."""

    id: str
    label: str
    scopes: str
    reason: str
    by: str
    state: str
    until: str
    approves: bool
    ends: bool


def listed(house: House, visitor: Visitor, lang: str) -> list[Line]:
    """Those that wait first, then the newest."""
    now, why = house.clock(), reasons(house.say, lang)
    with house.database.read() as conn:
        found = access.api_key_list(conn)
    found.sort(key=lambda key: (not key.waits(now), -key.created_at.timestamp(), key.id))
    return [_line(key, visitor, why, _state(house.say, lang, key, now), now) for key in found]


def _line(key: ApiKey, visitor: Visitor, why: Mapping[str, str], state: str, now: datetime) -> Line:
    return Line(
        key.id,
        key.label,
        " ".join(key.scopes),
        why.get(key.reason or "", ""),
        " + ".join(filter(None, (key.issued_by, key.approved_by))),
        state,
        f"{key.expires_at:%d/%m/%Y}",
        approves=key.waits(now) and key.issued_by != visitor.name,
        ends=key.is_alive(now),
    )


def _state(say: Say, lang: str, key: ApiKey, now: datetime) -> str:
    if key.revoked_at:
        return say.ui("révoquée", lang)
    if key.expires_at <= now:
        return say.ui("expirée", lang)
    if key.waits(now):
        return say.ui("attend une deuxième personne", lang)
    if access.ROWS & set(key.scopes) and not key.is_of_two:
        return say.ui("personne ne l'a approuvée à temps : n'ouvre aucune ligne", lang)
    return say.ui("valable", lang)


def reasons(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "study": say.ui("une étude", lang),
        "response": say.ui("préparer une aide", lang),
        "check": say.ui("vérifier nos chiffres", lang),
        "asked": say.ui("un partenaire l'a demandé", lang),
    }


def scopes(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "public": say.ui("chiffres publics, par région", lang),
        "figures": say.ui("chiffres des partenaires", lang),
        "alerts": say.ui("alertes diffusées", lang),
        "events": say.ui("événements, ligne par ligne : deux personnes", lang),
        "sessions": say.ui("notes, ligne par ligne : deux personnes", lang),
    }


def refusals(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "same_person": say.ui("Il faut une deuxième personne : c'est vous qui l'avez demandée.", lang),
        "no_key": say.ui("Cette clé n'attend pas, ou n'attend plus.", lang),
        "not_clear": say.ui("Il manque à qui, ou pour quoi.", lang),
        "wrong_scope": say.ui("Choisissez ce que la clé ouvre.", lang),
    }
