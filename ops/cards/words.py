"""What stands on paper: sentences of the flows and the catalogues, in a language with the French under it."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.country import Country
from core.languages import Say, manner
from core.never import read_never
from core.placenames import normal
from flows.nodes import Flows, Node

PROTECTED = "6"
"""Its codes are on no paper: help for one person is asked for in a call, which keeps nothing (P36)."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: in the language where it may be shown, in official letters, else empty; and in French."""

    own: str
    french: str

    @property
    def first(self) -> str:
        return self.own or self.french

    @property
    def second(self) -> str:
        return self.french if self.own else ""


@dataclass(frozen=True, slots=True)
class Voice:
    """A language of the catalogues, under the rules of a screen (`languages.md` §7): what may not be shown is
    French, and French stands under the rest.
    """

    say: Say
    language: str

    def sentence(self, msgid: str, **values: str) -> Said:
        entry = self.say.catalogue(self.language).entries.get(msgid)
        shown = self.language != "fr" and manner(entry) != "french"
        own = entry.orthographic if entry and shown else ""
        return Said(own.format_map(values), msgid.format_map(values))


@dataclass(frozen=True, slots=True)
class Leaf:
    """All that a card says. `groups`: the keys of the first screen of a report; `codes`: those of an SMS."""

    service_code: str
    place: str
    example: str
    invites: Said
    groups: Mapping[str, Said]
    codes: Mapping[str, Said]
    by_code: Said
    limits: tuple[Said, ...]
    kept: tuple[Said, ...]
    ways_out: tuple[Said, ...]
    unread: bool

    def texts(self) -> tuple[str, ...]:
        """Everything that is printed, line by line."""
        lists = (*self.groups.values(), *self.codes.values(), *self.limits, *self.kept, *self.ways_out)
        said = [text for each in (self.invites, self.by_code, *lists) for text in (each.own, each.french)]
        return tuple(text for text in (self.service_code, self.place, self.example, *said) if text)


def leaf(country: Country, flows: Flows, language: str, place: str) -> Leaf:
    """What the card of a place says. Raises LasomiError `unknown_place`, KeyError for an unknown language."""
    voice = Voice(flows.say, language)
    name = country.gazetteer.located(place).name if place else country.name["fr"]
    codes = {code: voice.sentence(label) for code, label in _codes(flows).items()}
    example = next((code for code in ("22", *codes) if code in codes), "")
    groups = _groups(voice, flows)
    return Leaf(
        service_code=country.settings.service_code,
        place=name,
        example=f"{example} {normal(name).upper()}",
        invites=voice.sentence("Pour signaler, appelez ce code:"),
        groups=groups,
        codes=codes,
        by_code=voice.sentence("Par SMS, un code dit moins que des mots:"),
        limits=_limits(voice, country.settings.operator_name),
        kept=_kept(voice),
        ways_out=_ways_out(voice),
        unread=any(each.own for each in groups.values()),
    )


def never_said(country: Country, one: Leaf) -> tuple[str, ...]:
    """Words of the list of P9 that would be printed; official names of places may be."""
    never = read_never(country.file("words/never.yaml"))
    return tuple(word for text in one.texts() for word in never.found_in(text, except_for=(one.place,)))


def _groups(voice: Voice, flows: Flows) -> dict[str, Said]:
    choices = flows.node("report_incident.category").choices
    return {key: voice.sentence(choice.label) for key, choice in choices.items()}


def _codes(flows: Flows) -> dict[str, str]:
    """The codes of a report and their words, as the screens have them; none of the protected group."""
    nodes: list[Node] = [
        flows.node(choice.goto)
        for key, choice in flows.node("report_incident.category").choices.items()
        if key != PROTECTED
    ]
    found = {
        choice.answers["code"]: choice.label
        for node in nodes
        for choice in node.choices.values()
        if "code" in choice.answers
    }
    return dict(sorted(found.items()))


def _limits(voice: Voice, operator: str) -> tuple[Said, ...]:
    """What nobody can hide, before anything else (P1, P10)."""
    return (
        voice.sentence("Ce n'est pas un numéro d'urgence."),
        voice.sentence("Un SMS ou un appel USSD peut être vu par l'opérateur et par l'État."),
        voice.sentence("Numéro, mots, lieu et heure: nous ne pouvons pas les cacher."),
        voice.sentence(
            "Service de {operator}, gratuit. Certains opérateurs refusent l'appel sans crédit.",
            operator=operator,
        ),
    )


def _kept(voice: Voice) -> tuple[Said, ...]:
    """What is promised, as far as it is true (P2, P26, P56)."""
    return (
        voice.sentence("Ici, votre numéro est fermé à clé; la clé est détruite après 3 jours."),
        voice.sentence("Ce qui est publié compte des groupes, jamais une personne seule."),
    )


def _ways_out(voice: Voice) -> tuple[Said, ...]:
    return (
        voice.sentence("SMS: arrêter (STOP)"),
        voice.sentence("Tout effacer (EFFACER)"),
        voice.sentence("Effacez cet appel de votre téléphone."),
        voice.sentence("Retenez le code, puis rendez cette carte: ne la gardez pas sur vous."),
    )
