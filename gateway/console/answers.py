"""The form of a correction: its choices in words, and what came back in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.country import Country
from core.labels import BASES, INCIDENT, INTENTS, LANGUAGES, OCCURRED, Answer, is_valid
from core.languages import Say
from core.places import DOUBTFUL
from core.reports import Located
from gateway.feeds.counts import label

MOST_PLACES: Final = 5
Fields = Mapping[str, str]
"""The values of the form by name, as they stand in it."""
Options = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Given:
    """A form as it came back: an answer, or what is still to be said (`place`, `form`) and the places that
    the name may mean.
    """

    answer: Answer | None = None
    fault: str = ""
    places: tuple[Located, ...] = ()


def read(sent: Fields, country: Country) -> Given:
    """The answer in a form; the place is found by its name, and asked for where the name means several."""
    places = _places(sent, country)
    if sent.get("place", "").strip() and (len(places) != 1 or places[0].how in DOUBTFUL):
        return Given(fault="place", places=places)
    try:
        answer = _answer(sent, places[0].code if places else None)
    except ValueError:
        return Given(fault="form")
    if not (answer.protected(country) or is_valid(answer, country)):
        return Given(fault="form")
    return Given(answer)


def fields_of(answer: Answer, place: str) -> dict[str, str]:
    """The form filled in with an answer; `place` is the name of its place."""
    told = {
        "language": answer.language,
        "intent": answer.intent,
        "code": answer.code or "",
        "place": place,
        "place_was": place,
        "place_code": answer.place or "",
        "occurred": answer.occurred,
        "basis": answer.basis,
    }
    counts = {"killed": answer.killed, "injured": answer.injured}
    return told | {name: "" if count is None else str(count) for name, count in counts.items()}


def blank() -> dict[str, str]:
    """The form of a report whose answer the verifier is not to see."""
    return fields_of(Answer(language="", intent=""), "")


def options(say: Say, country: Country, lang: str) -> Options:
    """The choices of each closed field, in words."""
    general = [each.code for each in country.taxonomy.general()]
    return {
        "language": list(zip(LANGUAGES, _languages(say, lang), strict=True)),
        "intent": [(intent, _intents(say, lang)[intent]) for intent in INTENTS],
        "code": [(code, f"{code} {label(country, code, lang)}") for code in general],
        "occurred": [(when, _occurred(say, lang)[when]) for when in OCCURRED],
        "basis": [(basis, _bases(say, lang)[basis]) for basis in BASES],
    }


def _places(sent: Fields, country: Country) -> tuple[Located, ...]:
    name, code = sent.get("place", "").strip(), sent.get("place_code", "")
    if not name:
        return ()
    if name == sent.get("place_was", "") and country.gazetteer.get(code):
        return (country.gazetteer.located(code),)
    return tuple(country.gazetteer.find(name[:80])[:MOST_PLACES])


def _answer(sent: Fields, place: str | None) -> Answer:
    """Raises ValueError for a number that is none."""
    intent = sent.get("intent", "")
    return Answer(
        language=sent.get("language", ""),
        intent=intent,
        code=(sent.get("code") or None) if intent == INCIDENT else None,
        place=place,
        occurred=sent.get("occurred", ""),
        basis=sent.get("basis", ""),
        killed=_count(sent.get("killed", "")),
        injured=_count(sent.get("injured", "")),
    )


def _count(told: str) -> int | None:
    return int(told) if told.strip() else None


def _languages(say: Say, lang: str) -> tuple[str, ...]:
    return (
        say.ui("français", lang),
        say.ui("bambara", lang),
        say.ui("tamasheq", lang),
        say.ui("plusieurs langues mêlées", lang),
        say.ui("une autre langue", lang),
    )


def _intents(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "incident": say.ui("raconte un événement", lang),
        "rating": say.ui("note une autorité", lang),
        "question": say.ui("pose une question", lang),
        "thanks": say.ui("remercie", lang),
        "chatter": say.ui("parle d'autre chose", lang),
        "optout": say.ui("ne veut plus de messages", lang),
        "help": say.ui("demande comment faire", lang),
        "language": say.ui("demande une langue", lang),
        "operator_spam": say.ui("message d'un opérateur", lang),
        "gbv": say.ui("aide à une femme ou à un enfant (voie protégée : le message sort d'ici)", lang),
    }


def _occurred(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "now": say.ui("en ce moment", lang),
        "today": say.ui("aujourd'hui", lang),
        "yesterday": say.ui("hier", lang),
        "earlier": say.ui("avant", lang),
        "unknown": say.ui("pas dit", lang),
    }


def _bases(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "eyewitness": say.ui("l'a vu", lang),
        "victim": say.ui("l'a subi", lang),
        "hearsay": say.ui("l'a entendu dire", lang),
        "unknown": say.ui("pas dit", lang),
    }
