"""A country is data: its places, categories, rules and words, read once and checked (`countries/`)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

from core import countryfiles
from core.census import Census, read_census, totals
from core.definitions import Authority, Indicator
from core.errors import Fault, Misconfigured
from core.files import fill, from_file, load_yaml, mapping, uncollected
from core.frameworks import Framework, read_frameworks
from core.hotlines import COUNTRY, Hotline
from core.optout import Choices, read_choices
from core.packs import Pack
from core.placefiles import load_gazetteer
from core.places import Gazetteer, PlaceWords
from core.rules import AlertRules
from core.taxonomy import Taxonomy

COUNTRIES = Path(__file__).resolve().parent.parent / "countries"
MOST_SERVICES = 2
CERCLE = 2

ReplyMode = Literal["silent", "neutral", "conversation"]
ALL = "all"
"""Every channel without a setting of its own."""


@from_file
@dataclass(frozen=True, slots=True)
class Protected:
    """The two choices about codes 61 and 62: publish their one figure, and who reads the locked lane."""

    publish: bool = False
    focal: str | None = None


@from_file
@dataclass(frozen=True, slots=True)
class Agreed:
    """Who decided that a channel converses, and why: a line of the register of processing (P6b)."""

    name: str
    reason: str


@from_file
@dataclass(frozen=True, slots=True)
class CountrySettings:
    """What the deployer decides. `accept_from`: other countries (ISO codes) whose numbers may write.

    `neutral_cercles`: people registered there get the one neutral text on a channel that is silent else (P6).
    `reply_agreed`: who answers for a conversation, by channel, or under `all`.
    """

    operator_name: str
    service_code: str
    reply_mode: ReplyMode = "silent"
    reply_mode_by_channel: Mapping[str, ReplyMode] = field(default_factory=dict)
    neutral_cercles: tuple[str, ...] = ()
    reply_agreed: Mapping[str, Agreed] = field(default_factory=dict)
    accept_from: tuple[str, ...] = ()
    residency: Literal["abroad", "mali"] = "abroad"
    protected: Protected = field(default_factory=Protected)
    regional_scheme: Literal["ecowarn5", "mevap", "au-cews"] = "ecowarn5"

    @property
    def protected_publish(self) -> bool:
        return self.protected.publish

    @property
    def gbv_focal(self) -> str | None:
        """Who reads the locked lane; without it, what arrives there is destroyed at once (P37)."""
        return self.protected.focal

    def replies(self, channel: str) -> ReplyMode:
        """How a channel answers reporters; silence unless the deployer wrote otherwise (P5)."""
        return self.reply_mode_by_channel.get(channel, self.reply_mode)

    def agreed(self, channel: str) -> Agreed | None:
        """Who decided that this channel converses; ALL stands for those without a line of their own."""
        return self.reply_agreed.get(channel) or self.reply_agreed.get(ALL)

    @property
    def register(self) -> Mapping[str, tuple[ReplyMode, Agreed | None]]:
        """What reporters hear on each channel that is set, and under ALL on the others."""
        modes = {ALL: self.reply_mode, **self.reply_mode_by_channel}
        return {
            channel: (mode, self.agreed(channel) if mode == "conversation" else None)
            for channel, mode in modes.items()
        }


@from_file
@dataclass(frozen=True, slots=True)
class UnitWords:
    """What people call a unit below the region, by language: alone, and as a sentence asks for it."""

    adm2: countryfiles.Label
    the_adm2: countryfiles.Label


@from_file
@dataclass(frozen=True, slots=True)
class CountryFacts:
    """What `country.yaml` says beside the settings.

    `languages` are those that a caller may choose; `shares` the files that are another country's too, by its
    code: French is one language on both sides of a border.
    """

    code: str
    name: Mapping[str, str]
    number_region: str
    languages: tuple[str, ...]
    time_zone: str
    edition: str
    unit_words: UnitWords
    place_words: PlaceWords
    attribution: Mapping[str, str]
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Country:
    """Everything that is true of one country. `words` holds, by language, concept → its forms; `choices` the
    words by which a phone asks something about itself; `population` the people of a region or cercle, by
    p-code, and `census` by sex too, where one is on file; `unit_words` what its units are called, by the name
    that stands for them in a sentence (`{the_adm2}`), then by language.

    `attribution` stands on every map and export that holds places; `folder` is where the drawings are.
    """

    facts: CountryFacts
    settings: CountrySettings
    gazetteer: Gazetteer
    taxonomy: Taxonomy
    authorities: Mapping[str, Authority]
    alerts: AlertRules
    indicators: tuple[Indicator, ...]
    frameworks: tuple[Framework, ...]
    hotlines: tuple[Hotline, ...]
    words: Mapping[str, Mapping[str, Any]]
    choices: Choices
    folder: Path
    population: Mapping[str, int]
    census: Census
    unit_words: Mapping[str, Mapping[str, str]]

    @property
    def code(self) -> str:
        return self.facts.code

    @property
    def name(self) -> Mapping[str, str]:
        return self.facts.name

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that a caller may choose, French among them."""
        return self.facts.languages

    @property
    def attribution(self) -> Mapping[str, str]:
        return self.facts.attribution

    def file(self, name: str) -> Path:
        """Where a file of the pack is, be it shared with another country or its own; it may be absent."""
        return Pack(self.folder, self.facts.shares).file(name)

    def indicator(self, key: str) -> Indicator | None:
        return next((each for each in self.indicators if each.id == key), None)

    def services(self, home: str | None, on: date) -> tuple[Hotline, ...]:
        """At most two services that may be named to a person in danger: of the home region, else national.

        Only those called and confirmed within 180 days before `on` (P36, P69).
        """
        named = [each for each in self.numbers(home, on) if each.protected]
        near = [each for each in named if each.area != COUNTRY]
        return tuple((near or named)[:MOST_SERVICES])

    def numbers(self, home: str | None, on: date) -> tuple[Hotline, ...]:
        """Every number confirmed within 180 days before `on`: of the home region, then national (P69)."""
        usable = [each for each in self.hotlines if each.usable(on)]
        units = self.gazetteer.ancestors(home) if home else ()
        near = [each for each in usable if each.area in units]
        return (*near, *(each for each in usable if each.area == COUNTRY))


@uncollected()
def load_country(code: str, root: Path | None = None) -> Country:
    """The pack of a country; Misconfigured says what is wrong in it, where, and what mends it."""
    folder = (root or COUNTRIES) / code
    if not folder.is_dir():
        raise Misconfigured(
            Fault(f"countries/{code}", "the folder", "is missing: name a country that has one")
        )
    facts, settings = _country(folder / "country.yaml", code)
    pack = Pack(folder, facts.shares)
    gazetteer = load_gazetteer(folder, edition=facts.edition, words=facts.place_words)
    _known_cercles(settings.neutral_cercles, gazetteer)
    words = _words(pack, facts.languages)
    census = read_census(folder / "population.csv", gazetteer)
    return Country(
        facts=facts,
        settings=settings,
        gazetteer=gazetteer,
        taxonomy=countryfiles.read_taxonomy(pack.file("taxonomy.yaml")),
        authorities=countryfiles.read_authorities(folder / "authorities.yaml"),
        alerts=countryfiles.read_rules(pack.file("alerts.yaml")),
        indicators=_told(countryfiles.read_indicators(folder / "indicators.yaml"), settings),
        frameworks=read_frameworks(folder / "commitments" / "frameworks.yaml"),
        hotlines=countryfiles.read_hotlines(folder / "hotlines.yaml", gazetteer),
        words=words,
        choices=read_choices(words),
        folder=folder,
        population=totals(census),
        census=census,
        unit_words=asdict(facts.unit_words),
    )


def load_facts(code: str, root: Path | None = None) -> CountryFacts:
    """What `country.yaml` says, for whoever needs no places: the rest of a pack takes a second to read."""
    facts, _ = _country((root or COUNTRIES) / code / "country.yaml", code)
    return facts


def _country(path: Path, code: str) -> tuple[CountryFacts, CountrySettings]:
    content = mapping(load_yaml(path), path.name)
    chosen = {each.name for each in fields(CountrySettings)}
    settings = fill(CountrySettings, {key: content[key] for key in chosen & content.keys()}, path.name)
    facts = fill(CountryFacts, {key: each for key, each in content.items() if key not in chosen}, path.name)
    if facts.code != code:
        raise Misconfigured(
            Fault(path.name, "code", f"is {facts.code!r}: it must be the folder's name, {code!r}")
        )
    if settings.protected_publish and not settings.gbv_focal:
        remedy = "needs the focal organisation that agreed in writing (P41): name it in protected.focal"
        raise Misconfigured(Fault(path.name, "protected.publish", remedy))
    for channel, (mode, agreed) in settings.register.items():
        if mode == "conversation" and (agreed is None or not (agreed.name and agreed.reason)):
            remedy = f"needs the name and the reason of who decided it (P6b): add {channel} to reply_agreed"
            raise Misconfigured(Fault(path.name, "reply_mode", remedy))
    return facts, settings


def _told(indicators: tuple[Indicator, ...], settings: CountrySettings) -> tuple[Indicator, ...]:
    """The figure of the protected lane is there where it may be published, and nowhere else (P41)."""
    return tuple(each for each in indicators if each.formula != "contacts" or settings.protected_publish)


def _known_cercles(codes: tuple[str, ...], gazetteer: Gazetteer) -> None:
    for code in codes:
        place = gazetteer.get(code)
        if place is None or place.level != CERCLE:
            remedy = f"{code} is no cercle of places.csv: correct it"
            raise Misconfigured(Fault("country.yaml", "neutral_cercles", remedy))


def _words(pack: Pack, languages: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
    files = {language: pack.file(f"words/{language}.yaml") for language in languages}
    return {
        language: mapping(load_yaml(path, name=f"words/{path.name}"), f"words/{path.name}")
        for language, path in files.items()
        if path.is_file()
    }
