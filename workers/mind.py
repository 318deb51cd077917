"""What understanding needs of a country pack, read and indexed once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.country import Country
from core.files import load_yaml, mapping
from core.optout import Choices
from core.placenames import joined
from core.taxonomy import Taxonomy
from core.text import strict_key
from workers.classify import leaning_of
from workers.frequencies import Frequencies
from workers.geotag import Geotagger
from workers.languagemodel import LanguageModel, open_language
from workers.lexicon import Lexicon
from workers.mentions import Mentions
from workers.persons import Around, read_names
from workers.placewords import read_gates
from workers.redact import Redactor
from workers.topics import Topics, open_topics
from workers.wordrules import Rules, load_rules


@dataclass(frozen=True, slots=True)
class Mind:
    """The words, rules, names and places of one country, ready to read messages with.

    `language` and `topics` are None when their models are refused: `lasomi doctor` says why, and words alone
    decide. `leaning`: what the gravest codes count more.
    """

    lexicon: Lexicon
    rules: Rules
    language: LanguageModel | None
    topics: Topics | None
    redactor: Redactor
    geotagger: Geotagger
    taxonomy: Taxonomy
    leaning: Mapping[str, float]
    choices: Choices


def open_mind(country: Country) -> Mind:
    """Reads `words/` of the pack; Misconfigured names what is wrong in it, and what mends it."""
    names = read_names(_read(country, "words/names.yaml"))
    common = _read(country, "words/common.yaml")
    gates = read_gates(country.words, common)
    frequencies = Frequencies(_read(country, "words/frequent.yaml"))
    known = country.gazetteer.names
    levels = country.facts.place_words.levels
    mentions = Mentions(country.gazetteer, names.all, levels, frequencies)
    vocabulary = frozenset(key for text in _texts(country.words) for key in strict_key(text).split())
    around = Around(
        lambda name: joined(name) in known,
        lambda key: key in vocabulary or frequencies.spelt(key),
        gates["fr"].before,
    )
    rules = country.file("words/rules.yaml")
    concepts = {concept for content in country.words.values() for concept in content.get("concepts", {})}
    return Mind(
        lexicon=Lexicon(country.words),
        rules=load_rules(rules, concepts, lent=country.folder not in rules.parents),
        language=open_language(country.folder / "model"),
        topics=open_topics(country.folder / "model"),
        redactor=Redactor(names, frozenset(country.taxonomy.codes()), around),
        geotagger=Geotagger(country.gazetteer, gates, mentions),
        taxonomy=country.taxonomy,
        leaning=leaning_of(country.taxonomy),
        choices=country.choices,
    )


def _read(country: Country, name: str) -> Mapping[str, Any]:
    return mapping(load_yaml(country.file(name), name=name), name)


def _texts(content: Any) -> Iterator[str]:
    """Every text of the word files: none of their words is somebody's name."""
    if isinstance(content, str):
        yield content
    for part in (
        content.values()
        if isinstance(content, Mapping)
        else content
        if isinstance(content, list | tuple)
        else ()
    ):
        yield from _texts(part)
