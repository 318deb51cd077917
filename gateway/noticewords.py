"""A notice in words, for the console and for the mail of coordinators: codes, counts and places only."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.forms import day
from core.languages import Say
from store.notices import Notice

Told = Mapping[str, Any]


def title(say: Say, notice: Notice, lang: str) -> str:
    return {
        "anomaly": say.ui("Série inhabituelle", lang),
        "silence": say.ui("Relais silencieux", lang),
        "drop": say.ui("Données insuffisantes", lang),
        "integrity": say.ui("Afflux suspect", lang),
        "doubt": say.ui("Alerte diffusée, et contestée", lang),
    }[notice.kind]


def sentence(say: Say, notice: Notice, lang: str) -> str:
    """What the notice rests on; what it does not tell is left out as `?`."""
    words = {
        "anomaly": _anomaly,
        "silence": _silence,
        "drop": _drop,
        "integrity": _integrity,
        "doubt": _doubt,
    }
    return words[notice.kind](say, notice.told, lang)


def uncounted(say: Say, notice: Notice, lang: str) -> str:
    """A series for whom no count below k is: that it left its habit, and by which methods (P56)."""
    told = notice.told
    return say.ui(
        "Catégorie {series}, {period} : hors de l'habitude ({methods}).",
        lang,
        series=told["series"],
        period=_period(told["period"], lang),
        methods=", ".join(told["methods"]),
    )


def _anomaly(say: Say, told: Told, lang: str) -> str:
    methods = ", ".join(
        say.ui("{method} {value} (d'habitude {baseline})", lang, method=name, value=value, baseline=usual)
        for name, (usual, value) in told["methods"].items()
    )
    return say.ui(
        "Catégorie {series}, {period} : {n} incidents. {methods}.",
        lang,
        series=told["series"],
        period=_period(told["period"], lang),
        n=told["x"],
        methods=methods,
    )


def _period(period: str, lang: str) -> str:
    """A day as it is written, a week by its number."""
    return period if "-W" in period else day(date.fromisoformat(period), lang)


def _silence(say: Say, told: Told, lang: str) -> str:
    return say.ui("Rien reçu depuis plus de {n} jours.", lang, n=told["days"])


def _drop(say: Say, told: Told, lang: str) -> str:
    return say.ui(
        "{week} : {n} relais sur {all} ont écrit. Coupure du réseau, ou intimidation ?",
        lang,
        week=told["week"],
        n=told["reporting"],
        all=told["expected"],
    )


def _integrity(say: Say, told: Told, lang: str) -> str:
    return say.ui(
        "{n} téléphones, dont {new} nouveaux, en {minutes} min.",
        lang,
        n=told.get("phones", "?"),
        new=told.get("new", "?"),
        minutes=told.get("window", "?"),
    )


def _doubt(say: Say, told: Told, lang: str) -> str:
    return say.ui(
        "A{number}, catégorie {code} : quelqu'un de l'équipe répond FAUX par SMS. Rien n'a changé : "
        "le verdict se tourne sur la page Événements.",
        lang,
        number=told["alert"],
        code=told["code"],
    )
