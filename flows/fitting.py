"""Whether every screen holds what it says: in each language, for each role and every fact."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from string import Formatter

from core.errors import Fault
from core.text import septets
from flows.nodes import ROLES, SCREEN_SEPTETS, Flows, Moment, Node, Session, forms_of
from flows.paging import SHORTEST_NAME
from flows.screens import pages, spelt
from flows.source import Source
from flows.spelling import are_held, may_be_official


def too_long(flows: Flows, sources: Mapping[str, Source]) -> Iterator[Fault]:
    """A fault for each node and language with a screen that does not fit."""
    for node in flows.nodes.values():
        flow, name = node.id.split(".", 1)
        for language in flows.say.languages:
            if why := _overflow(flows, node, language):
                yield sources[flow].fault(("nodes", name), f"in {language}, {why}")


def _overflow(flows: Flows, node: Node, language: str) -> str:
    """Why a screen does not fit, or nothing. Long names and services are cut while answering, not here."""
    if node.ends == "protected":
        return ""
    for session, moment in product(_callers(node, language), _moments(flows, node, language)):
        shown = pages(flows, session, moment, language, date.min)
        longest = max(septets(page) for page in shown)
        if longest > flows.limit:
            return f"a line takes {longest} of {flows.limit} septets: shorten it"
        if len(shown) > 1 and node.ends:
            return f"an END screen needs {len(shown)} pages: shorten it"
        if len(shown) > 1 and flows.limit >= SCREEN_SEPTETS and not node.pages:
            return f"it needs {len(shown)} pages of {flows.limit}: shorten it, or say `pages: yes`"
    return ""


def left_in_gsm7(flows: Flows, language: str) -> tuple[str, ...]:
    """The nodes of which a caller who asked for official letters sees some screen in GSM-7: it has no room
    for them. That is no fault: a screen is better read whole.
    """
    return tuple(node.id for node in flows.nodes.values() if not _is_official(flows, node, language))


def _is_official(flows: Flows, node: Node, language: str) -> bool:
    asked = (replace(session, letters="official") for session in _callers(node, language))
    return all(
        are_held(flows, node, language, spelt(flows, session, moment, language, date.min))
        for session, moment in product(asked, _moments(flows, node, language))
        if may_be_official(session, node)
    )


def _moments(flows: Flows, node: Node, language: str) -> list[Moment]:
    """The node with nothing told, and with the longest there is to tell in French and in the language."""
    fields = {name for form in forms_of(node) for _, name, _, _ in Formatter().parse(form) if name}
    if not fields:
        return [Moment(node)]
    named = dict.fromkeys(fields, "x" * SHORTEST_NAME)
    told = {name: sentences for name in fields if (sentences := _told(flows, name))}
    longest = [
        {name: max(sentences, key=partial(_room, flows, spoken)) for name, sentences in told.items()}
        for spoken in ("fr", language)
    ]
    return [Moment(node), *(Moment(node, told=each, named=named) for each in longest)]


def _told(flows: Flows, name: str) -> list[str]:
    """How a summary may repeat an answer."""
    choices = (choice for node in flows.nodes.values() for choice in node.choices.values())
    return [choice.told for choice in choices if name in choice.answers]


def _room(flows: Flows, language: str, sentence: str) -> int:
    return septets(flows.say.sentence(sentence, language))


def _callers(node: Node, language: str) -> Iterator[Session]:
    """Every caller to whom the node may look different."""
    roles = ROLES if any(choice.only for choice in node.choices.values()) else ROLES[:1]
    known = _known(node)
    for role, values in product(roles, product(*known.values())):
        facts = {name: value for name, value in zip(known, values, strict=True) if value}
        yield Session(language, first_use=True, role=role, facts=facts)


def _known(node: Node) -> dict[str, list[str]]:
    """What the node's keys and sentences depend on, and what each of them may be; empty: not there."""
    known: dict[str, list[str]] = {name: ["", *values] for name, values in node.means.items()}
    for choice in node.choices.values():
        for each in choice.given:
            for name, wanted in each.items():
                known.setdefault(name, [""]).append("1" if wanted in ("yes", "no") else wanted)
    return {name: list(dict.fromkeys(values)) for name, values in known.items()}
