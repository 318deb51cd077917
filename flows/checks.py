"""What is wrong with a set of flows, one check a function: each reports, none raises.

Every road is followed: none leads nowhere, no node lies off the roads, no sentence overflows its screen.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from core.catalogues import CITIZEN_LANGUAGES, REMEDY
from core.errors import Fault
from core.text import septets
from flows.nodes import Flows, Moment, Node, Session
from flows.screens import pages

ROLES = ("public", "relay")


def faults_of(flows: Flows, starts: Iterable[str]) -> Iterator[Fault]:
    """Every fault, the roads first: screens are measured only where all roads and words are there."""
    roads = [*_unknown(flows, starts), *_untranslated(flows), *_foreign_codes(flows)]
    if roads:
        yield from roads
        return
    yield from chain(_unreachable(flows), _endless(flows), _too_long(flows))


def _place(node: Node) -> tuple[str, str]:
    flow, name = node.id.split(".", 1)
    return f"{flow}.yaml", f"node «{name}»"


def _unknown(flows: Flows, starts: Iterable[str]) -> Iterator[Fault]:
    for node in flows.nodes.values():
        if not node.ends and (node.choices or node.finds) and "" in node.leads_to():
            yield Fault(*_place(node), "leads nowhere: give it `then`, or each choice a `goto`")
        for goto in node.leads_to():
            if goto and goto not in flows.nodes:
                yield Fault(
                    *_place(node), f"leads to «{goto}», which is no node: correct the name or write it"
                )
    for goto in (*flows.call.nodes(), *starts):
        if goto not in flows.nodes:
            yield Fault(
                f"{goto.split('.')[0]}.yaml", "the file", f"«{goto}» is named and is no node: write it"
            )


def _untranslated(flows: Flows) -> Iterator[Fault]:
    remedy = "«{}» is in no catalogue: " + REMEDY
    for node in flows.nodes.values():
        for sentence in node.sentences():
            if not flows.say.knows(sentence):
                yield Fault(*_place(node), remedy.format(sentence))
    for sentence in flows.call.sentences():
        if not flows.say.knows(sentence):
            yield Fault("main_menu.yaml", "call", remedy.format(sentence))


def _foreign_codes(flows: Flows) -> Iterator[Fault]:
    codes = flows.country.taxonomy.codes()
    for node in flows.nodes.values():
        for choice in node.choices.values():
            if (code := choice.answers.get("code")) and code not in codes:
                file, place = _place(node)
                yield Fault(
                    file, f"{place}, choice {choice.key}", f"{code} is no code of taxonomy.yaml: correct it"
                )


def _unreachable(flows: Flows) -> Iterator[Fault]:
    reached: set[str] = set()
    ahead = list(flows.call.nodes())
    while ahead:
        node = flows.nodes[ahead.pop()]
        if node.id not in reached:
            reached.add(node.id)
            ahead += node.leads_to()
    for identity in flows.nodes.keys() - reached:
        yield Fault(*_place(flows.nodes[identity]), "no road leads here: take it out or lead to it")


def _endless(flows: Flows) -> Iterator[Fault]:
    """Nodes from which no answer ever comes to an end, or to a screen that is only read and left by 0."""
    leaving = {node.id for node in flows.nodes.values() if node.ends or not node.leads_to()}
    while True:
        more = {n.id for n in flows.nodes.values() if n.id not in leaving and leaving & set(n.leads_to())}
        if not more:
            break
        leaving |= more
    for identity in sorted(flows.nodes.keys() - leaving):
        yield Fault(
            *_place(flows.nodes[identity]), "runs in a circle: give one of its choices a way to an end"
        )


def _too_long(flows: Flows) -> Iterator[Fault]:
    for node in flows.nodes.values():
        for language in CITIZEN_LANGUAGES:
            if fault := _overflow(flows, node, language):
                yield Fault(*_place(node), f"in {language}, {fault}")


def _overflow(flows: Flows, node: Node, language: str) -> str:
    """Why a screen does not fit, or nothing. Places and services are shortened while answering, not here."""
    if node.ends == "protected" or node.summary:
        return ""
    for role in ROLES:
        session = Session(language, first_use=True, role=role)
        shown = pages(flows, session, Moment(node), language, date.min)
        longest = max(septets(page) for page in shown)
        if longest > flows.limit:
            return f"a line takes {longest} of {flows.limit} septets: shorten it"
        if len(shown) > 1 and node.ends:
            return f"an END screen needs {len(shown)} pages: shorten it"
        if len(shown) > 1 and flows.limit >= 160 and not node.pages:
            return f"it needs {len(shown)} pages of {flows.limit}: shorten it, or say `pages: yes`"
    return ""
