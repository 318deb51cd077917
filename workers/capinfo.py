"""What a CAP document says of an alert, in each language: built from codes and places only (P9, P67)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core import capwords
from core.alerts import Alert
from core.cap import Info
from core.country import Country
from core.disclosure import at_least
from core.languages import Say
from core.places import Place
from store.cap import Audience

LANGUAGES: Final = ("fr", "en")
RECALLED: Final = "recalled"
"""The state of a line of which nothing stands any more."""
_VOWEL = re.compile(r"\b(de) (?=[AEIOUÀÂÉÈÊÎÔ])")


@dataclass(frozen=True, slots=True)
class Telling:
    """One alert, for one audience. Outside the circle the place is the cercle until somebody has verified it,
    and sources are counted roughly (P61, P66). `recalled`: whatever was said of it stands no more.
    """

    country: Country
    say: Say
    alert: Alert
    audience: Audience
    expires: datetime
    exercise: str = ""
    recalled: bool = False

    @property
    def state(self) -> str:
        """Of what was recalled nobody can say whether it is true."""
        return "unresolved" if self.recalled else self.alert.state

    @property
    def place(self) -> Place | None:
        gazetteer = self.country.gazetteer
        place = gazetteer.get(self.alert.area)
        fine = self.audience == "circle" or self.alert.state == "verified"
        return place if fine or place is None or place.adm2 is None else gazetteer.get(place.adm2)

    @property
    def sources(self) -> int:
        return self.alert.sources if self.audience == "circle" else at_least(self.alert.sources)

    @property
    def line(self) -> tuple[str | int, ...]:
        """What it tells, as far as it is worth another message."""
        alert = self.alert
        state = RECALLED if self.recalled else alert.state
        told = (state, alert.severity, alert.code, alert.seen, alert.when)
        return (*told, capwords.sources_step(self.sources))


def infos(telling: Telling) -> tuple[Info, ...]:
    return tuple(_info(telling, lang) for lang in LANGUAGES)


def _info(telling: Telling, lang: str) -> Info:
    alert, country, place = telling.alert, telling.country, telling.place
    category = country.taxonomy.get(alert.code)
    maps = category.maps if category else {}
    sector = maps.get("ecowarn")
    where = area(telling, place, lang)
    event = category.label.get(lang, category.label["fr"]) if category else alert.code
    return Info(
        language=lang,
        categories=tuple(maps.get("cap", ("Other",))),
        event=event,
        urgency=capwords.urgency(alert),
        severity=capwords.severity(alert),
        certainty=capwords.CERTAINTY[telling.state],
        codes=(
            (f"lasomi-taxonomy-{country.taxonomy.version}", alert.code),
            *([(country.settings.regional_scheme, sector)] if sector else []),
        ),
        expires=telling.expires,
        sender_name=f"Lasomi {country.name.get(lang, country.name['fr'])}",
        headline=_headline(telling, place, lang),
        description=f"{event}. {where}. {_state(telling, lang)}.",
        parameters=_parameters(telling),
        area=where,
        place=place.code if place else alert.area,
    )


def area(telling: Telling, place: Place | None, lang: str) -> str:
    """The unit and those it lies in, in words: *Cercle d'Ansongo, région de Gao*."""
    if place is None:
        return telling.alert.area
    ui, units = telling.say.ui, telling.country.gazetteer
    adm2 = telling.country.unit_words["adm2"]
    words = (ui("commune", lang), adm2.get(lang) or adm2["fr"], ui("région", lang))
    named = zip(words, (place.adm3, place.adm2, place.adm1), strict=True)
    form = ui("{unit} de {name}", lang)
    found = [
        form.format(unit=word, name=unit.name) for word, code in named if code and (unit := units.get(code))
    ]
    text = ", ".join(found)
    text = _VOWEL.sub("d'", text) if lang == "fr" else text
    return text[:1].upper() + text[1:]


def _headline(telling: Telling, place: Place | None, lang: str) -> str:
    alert, say = telling.alert, telling.say
    name = place.name if place else alert.area
    told = say.ui(
        "Alerte {number}: code {code}, {name}", lang, number=alert.number, code=alert.code, name=name
    )
    return f"{say.ui('EXERCICE', lang)}. {told}" if telling.exercise else told


def _state(telling: Telling, lang: str) -> str:
    ui = telling.say.ui
    states = {
        "unverified": ui("non vérifié", lang),
        "corroborated": ui("corroboré", lang),
        "verified": ui("vérifié", lang),
        "false": ui("faux, alerte annulée", lang),
        "unresolved": ui("resté sans vérification", lang),
    }
    said = ui("alerte retirée", lang) if telling.recalled else states[telling.state]
    return ui("Gravité {n} sur 4, {state}", lang, n=telling.alert.severity, state=said)


def _parameters(telling: Telling) -> tuple[tuple[str, str], ...]:
    alert = telling.alert
    return (
        ("state", telling.state),
        ("basis", capwords.BASIS[alert.seen]),
        ("occurred", capwords.OCCURRED[alert.when]),
        ("sources", str(telling.sources)),
    )
