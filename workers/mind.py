"""What understanding needs of a country pack, read and indexed once."""

from dataclasses import dataclass

from core.country import Country
from core.files import load_yaml, mapping
from core.placenames import joined
from core.taxonomy import Taxonomy
from workers.frequencies import Frequencies
from workers.geotag import Geotagger
from workers.lexicon import Lexicon
from workers.mentions import Mentions
from workers.optout import Choices, read_choices
from workers.persons import read_names
from workers.placewords import read_gates
from workers.redact import Redactor
from workers.wordrules import Rules, load_rules


@dataclass(frozen=True, slots=True)
class Mind:
    """The words, rules, names and places of one country, ready to read messages with."""

    lexicon: Lexicon
    rules: Rules
    frequencies: Frequencies
    redactor: Redactor
    geotagger: Geotagger
    taxonomy: Taxonomy
    choices: Choices


def open_mind(country: Country) -> Mind:
    """Reads `words/` of the pack; Misconfigured names what is wrong in it, and what mends it."""
    folder = country.folder / "words"
    names = read_names(mapping(load_yaml(folder / "names.yaml"), "words/names.yaml"))
    common = mapping(load_yaml(folder / "common.yaml"), "words/common.yaml")
    gates = read_gates(country.words, common)
    frequencies = Frequencies(mapping(load_yaml(folder / "frequent.yaml"), "words/frequent.yaml"))
    known = country.gazetteer.names
    levels = country.facts.place_words.levels
    mentions = Mentions(country.gazetteer, names.all, levels, frequencies.known)
    concepts = {concept for content in country.words.values() for concept in content.get("concepts", {})}
    return Mind(
        lexicon=Lexicon(country.words),
        rules=load_rules(folder / "rules.yaml", concepts),
        frequencies=frequencies,
        redactor=Redactor(
            names, frozenset(country.taxonomy.codes()), lambda name: joined(name) in known, gates["fr"].before
        ),
        geotagger=Geotagger(country.gazetteer, gates, mentions),
        taxonomy=country.taxonomy,
        choices=read_choices(country.words),
    )
