"""A node's screens for a platform that knows no facts of ours: one for each that changes what it says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from string import Formatter

from core.languages import manner
from flows.country import Codes, CountryPack, Gazetteer, Service, Settings
from flows.lines import open_choices
from flows.nodes import MORE, Choice, Flows, Moment, Node, Session, forms_of
from flows.screens import pages
from ops.floip.conditions import askers, repeated, said
from ops.floip.words import escaped
from ops.looks import looks


@dataclass(frozen=True, slots=True)
class Screen:
    """One way a node may look: to whom (`test`, empty for everybody else), its text by language, its keys."""

    test: str
    texts: Mapping[str, str]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Unlisted:
    """The country without its hotlines: a number is good for 180 days, a file may lie about for ever."""

    country: CountryPack

    @property
    def settings(self) -> Settings:
        return self.country.settings

    @property
    def gazetteer(self) -> Gazetteer:
        return self.country.gazetteer

    @property
    def taxonomy(self) -> Codes:
        return self.country.taxonomy

    @property
    def languages(self) -> Sequence[str]:
        return self.country.languages

    @property
    def unit_words(self) -> Mapping[str, Mapping[str, str]]:
        return self.country.unit_words

    @property
    def authorities(self) -> Mapping[str, object]:
        return self.country.authorities

    def services(self, home: str | None, on: date) -> Sequence[Service]:  # noqa: ARG002  a pack without any
        return ()

    numbers = services


def screens(flows: Flows, node: Node) -> Iterator[Screen]:
    """Every look of a node for the public, what everybody else sees last. A place is typed, never browsed."""
    own = replace(node, browse="")
    known = dict.fromkeys(name for facts in looks(own) for name in facts)
    for facts in looks(own):
        session = Session(None, first_use=False, facts=facts)
        texts = {language: _text(flows, session, own, language) for language in flows.say.languages}
        test = _test(flows, facts, [name for name in known if name not in facts])
        yield Screen(test if facts else "", texts, tuple(open_choices(own, session, {})))


def _test(flows: Flows, facts: Mapping[str, str], absent: Sequence[str]) -> str:
    tests = [said(flows, *fact) for fact in facts.items()] + [said(flows, name, "no") for name in absent]
    return f"AND({', '.join(tests)})" if len(tests) > 1 else "".join(tests)


def _text(flows: Flows, session: Session, node: Node, language: str) -> str:
    """The whole screen, all its pages in one, with an expression where an answer is repeated."""
    names = [name for form in forms_of(node) for _, name, _, _ in Formatter().parse(form) if name]
    marks = {name: f"Z{index}Z" for index, name in enumerate(dict.fromkeys(names)) if name not in node.means}
    shown = pages(flows, session, Moment(node, named=marks), language, date.min)
    rows = [row for page in shown for row in page.split("\n") if not row.startswith(f"{MORE} ")]
    text = escaped("\n".join(rows))
    repeats = _language_of(flows, marks, language)
    for name, mark in marks.items():
        text = text.replace(mark, repeated(flows, name, repeats))
    return text


def _language_of(flows: Flows, names: Iterable[str], language: str) -> str:
    """What a caller answered is repeated in one language: French, where a word of it may not stand alone."""
    entries = flows.say.catalogue(language).entries
    told = {choice.told for name in names for _, choice in askers(flows, name)}
    return language if all(manner(entries.get(each)) == "alone" for each in told) else "fr"
