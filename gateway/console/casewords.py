"""The words of the console for what cases are made of: what is asked, what is answered, how it ends."""

from collections.abc import Iterable, Mapping

from core.country import Country
from core.languages import Say
from core.referrals import Office, office_of
from gateway.feeds.counts import label


def asks(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "visit": say.ui("aller voir sur place", lang),
        "protect": say.ui("protéger les habitants", lang),
        "mediate": say.ui("faire une médiation", lang),
        "inquire": say.ui("vérifier les faits", lang),
        "serve": say.ui("rétablir un service", lang),
        "answer": say.ui("répondre aux habitants", lang),
    }


def responses(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "seen": say.ui("nous nous en occupons", lang),
        "visit": say.ui("une visite a eu lieu", lang),
        "measure": say.ui("une mesure est prise", lang),
        "transfer": say.ui("transmis à un autre service", lang),
        "refusal": say.ui("nous ne donnons pas suite", lang),
    }


def ends(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "settled": say.ui("réglé", lang),
        "partly": say.ui("réglé en partie", lang),
        "unfounded": say.ui("rien à régler", lang),
        "beyond": say.ui("hors de nos moyens", lang),
    }


def withdrawals(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "mistake": say.ui("confiée par erreur", lang),
        "protect": say.ui("pour protéger des personnes", lang),
        "double": say.ui("déjà confiée ailleurs", lang),
        "elsewhere": say.ui("une autre autorité est compétente", lang),
        "aside": say.ui("l'afflux est mis de côté", lang),
        "emptied": say.ui("plus aucun message", lang),
    }


def place_name(country: Country, code: str | None) -> str:
    """The name of a place or of the country, its code where it has none."""
    if code == country.gazetteer.country:
        return country.name["fr"]
    place = country.gazetteer.get(code) if code else None
    return place.name if place else code or ""


def office_name(country: Country, office: Office, lang: str, *, whole: bool = False) -> str:
    """`Maire, commune · Bara`; the `whole` of it has what Bara lies in, where two bear one name."""
    position = country.authorities.get(str(office.authority))
    words = position.label if position else {}
    lies_in = country.gazetteer.ancestors(office.unit)[:-1] if whole else ()  # the last is the country
    where = ", ".join(place_name(country, code) for code in lies_in or (office.unit,))
    return f"{words.get(lang) or words.get('fr', '')} · {where}"


def served(country: Country, areas: Iterable[str], lang: str) -> str:
    """Areas and offices of an account, in one line."""
    known = {area: office_of(area) for area in areas}
    return ", ".join(
        office_name(country, office, lang) if office else place_name(country, area)
        for area, office in known.items()
    )


def subject(country: Country, say: Say, code: str | None, indicator: str | None, lang: str) -> str:
    """What a case is about, in general words."""
    if code:
        return f"{code} {label(country, code, lang)}"
    if indicator:
        found = country.indicator(indicator)
        return found.name.get(lang) or found.name["fr"] if found else indicator
    return say.ui("un engagement", lang)


def offices_for(country: Country, place: str) -> list[Office]:
    """Every position in the units that hold a place: its commune, its cercle, and above that its region."""
    units = [unit for code in country.gazetteer.ancestors(place) if (unit := country.gazetteer.get(code))]
    return [
        Office(int(key), unit.code)
        for unit in units
        for key, position in country.authorities.items()
        if unit.level == position.level or (unit.level == 1 and position.level == 2)
    ]
