"""The words of the console for commitments: states, evidence, addressees."""

from collections.abc import Mapping

from core.languages import Say


def states(say: Say, lang: str) -> Mapping[str, str]:
    """In the order of the board."""
    return {
        "not_started": say.ui("pas commencé", lang),
        "planned": say.ui("prévu", lang),
        "under_way": say.ui("en cours", lang),
        "partly": say.ui("fait en partie", lang),
        "done": say.ui("fait", lang),
        "abandoned": say.ui("abandonné", lang),
        "unknown": say.ui("on ne sait pas", lang),
    }


def evidence(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "visit": say.ui("une visite sur place", lang),
        "minutes": say.ui("un procès-verbal", lang),
        "budget": say.ui("une ligne de budget", lang),
        "decision": say.ui("une décision ou un arrêté", lang),
        "photo": say.ui("une photo", lang),
        "community": say.ui("les habitants le disent", lang),
        "other": say.ui("autre chose", lang),
    }


def addressees(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "govt": say.ui("gouvernement", lang),
        "local_authority": say.ui("autorité locale", lang),
        "security_forces": say.ui("forces de sécurité", lang),
        "cso": say.ui("société civile", lang),
        "donor": say.ui("partenaire financier", lang),
        "regional_body": say.ui("organisation régionale", lang),
    }


def refusals(say: Say, lang: str) -> Mapping[str, str]:
    """Why an update or its verification was refused."""
    return {
        "not_an_entry": say.ui("Choisissez l'état, l'avancement et ce qui le montre.", lang),
        "contradicts": say.ui("L'état et l'avancement se contredisent.", lang),
        "not_a_day": say.ui("La date doit se situer entre le début de l'engagement et aujourd'hui.", lang),
        "same_role": say.ui("Un autre rôle, et une autre personne, doit vérifier.", lang),
        "tied": say.ui("Vous êtes lié à une autorité de ce lieu : une autre personne doit vérifier.", lang),
        "verified_already": say.ui("C'est déjà vérifié.", lang),
    }
