"""What is wrong with a set of flows, one check a function: each reports, none raises.

Every road is followed: none leads nowhere, no node lies off the roads. What is told has somebody who uses it
(`flows.telling`), and no sentence overflows its screen (`flows.fitting`).
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from core.catalogues import REMEDY
from core.errors import Fault
from flows.fitting import too_long
from flows.nodes import DRAFT, ERASE_IT, START, Flows, Node
from flows.source import Path, Source
from flows.telling import untold

Sources = Mapping[str, Source]


def faults_of(flows: Flows, sources: Sources, starts: Mapping[str, str]) -> Iterator[Fault]:
    """Every fault, the roads first: screens are measured only where all roads and words are there."""
    words = chain(_untranslated(flows, sources), _foreign_codes(flows, sources), untold(flows, sources))
    if found := [*roads(flows, sources, starts), *words, *_unerased(flows, sources)]:
        yield from found
        return
    yield from chain(_unreachable(flows, sources), _endless(flows, sources), too_long(flows, sources))


def roads(flows: Flows, sources: Sources, starts: Mapping[str, str]) -> Iterator[Fault]:
    """Without these a call could come to a place that is none, or never stop passing nodes."""
    yield from chain(_nowhere(flows, sources), _unknown(flows, sources), _unnamed(flows, sources, starts))
    yield from chain(_resuming(flows, sources), _passed_for_ever(flows, sources), _not_last(flows, sources))


def fault(sources: Sources, node: Node, remedy: str, *path: str) -> Fault:
    """A fault of a node, or of a part of it."""
    flow, name = node.id.split(".", 1)
    return sources[flow].fault(("nodes", name, *path), remedy)


def _nowhere(flows: Flows, sources: Sources) -> Iterator[Fault]:
    for node in flows.nodes.values():
        if (not node.ends or node.asked_if) and "" in node.leads_to():
            yield fault(sources, node, "leads nowhere: give it `then`, or each choice a `goto`")


def _unknown(flows: Flows, sources: Sources) -> Iterator[Fault]:
    remedy = "leads to «{}», which is no node: correct the name or write it"
    for node in flows.nodes.values():
        for path, goto in _roads_of(node):
            if goto and goto not in flows.nodes and not goto.startswith("@"):
                yield fault(sources, node, remedy.format(goto), *path)


def _roads_of(node: Node) -> Iterator[tuple[Path, str]]:
    yield ("then",), node.then
    for key, choice in node.choices.items():
        if choice.goto != node.then:
            yield ("choices", key, "goto"), choice.goto


def _unnamed(flows: Flows, sources: Sources, starts: Mapping[str, str]) -> Iterator[Fault]:
    """Starts of files and nodes of `call` that are no nodes."""
    remedy = "«{}» is named and is no node: write it"
    for name, start in starts.items():
        if start not in flows.nodes:
            yield sources[name].fault(("start",), remedy.format(start))
    for goto in flows.call.nodes():
        if goto not in flows.nodes:
            home = sources[_home(sources)]
            yield home.fault(home.path_of(goto, ("call",)), remedy.format(goto))


def _home(sources: Sources) -> str:
    return next(name for name, source in sources.items() if ("call",) in source.lines)


def _resuming(flows: Flows, sources: Sources) -> Iterator[Fault]:
    """Only the question after a dropped call leads to where that one stood, and to the beginning."""
    for node in flows.nodes.values():
        asked = {goto for goto in node.leads_to() if goto.startswith("@")}
        wanted = {DRAFT, START} if node.id == flows.call.resume else set()
        if asked != wanted:
            remedy = f"one choice of `call: resume` leads to {DRAFT} and one to {START}, and no other does"
            yield fault(sources, node, remedy, "choices")


def _passed_for_ever(flows: Flows, sources: Sources) -> Iterator[Fault]:
    """Nodes that may be passed unseen and whose `then` leads through such nodes back to themselves."""
    for node in flows.nodes.values():
        ahead, seen = node, set[str]()
        while ahead.asked_if and ahead.then in flows.nodes and ahead.id not in seen:
            seen.add(ahead.id)
            ahead = flows.node(ahead.then)
        if ahead.id in seen and ahead.id == node.id:
            yield fault(sources, node, "is passed in a circle: let `then` lead out of it", "asked_if")


def _not_last(flows: Flows, sources: Sources) -> Iterator[Fault]:
    """Free text whose `*` could not be told from the parts of a later answer."""
    for node in flows.nodes.values():
        follows = flows.nodes.get(node.then)
        if node.writes and follows and (not follows.ends or follows.asked_if):
            yield fault(sources, node, "is free text and comes last: let `then` end the call", "writes")


def _untranslated(flows: Flows, sources: Sources) -> Iterator[Fault]:
    remedy = "«{}» is in no catalogue: " + REMEDY
    for node in flows.nodes.values():
        flow, name = node.id.split(".", 1)
        for sentence in node.sentences():
            if not flows.say.knows(sentence):
                path = sources[flow].path_of(sentence, ("nodes", name))
                yield sources[flow].fault(path, remedy.format(sentence))
    for sentence in flows.call.sentences():
        if not flows.say.knows(sentence):
            home = sources[_home(sources)]
            yield home.fault(home.path_of(sentence, ("call",)), remedy.format(sentence))


def _unerased(flows: Flows, sources: Sources) -> Iterator[Fault]:
    """Last screens that do not end by asking to erase the call from the phone, and others that do (P4)."""
    for node in flows.nodes.values():
        more = bool(node.after or node.choices or node.erase)
        if node.ends and (more or node.say[-1:] != (ERASE_IT,)):
            yield fault(sources, node, f"is a last screen: let `say` end with «{ERASE_IT}»", "say")
        elif not node.ends and ERASE_IT in node.sentences():
            yield fault(sources, node, "says that the call is over: give it `ends`", "say")


def _foreign_codes(flows: Flows, sources: Sources) -> Iterator[Fault]:
    codes = flows.country.taxonomy.codes()
    for node in flows.nodes.values():
        for key, choice in node.choices.items():
            if (code := choice.answers.get("code")) and code not in codes:
                remedy = f"{code} is no code of taxonomy.yaml: correct it"
                yield fault(sources, node, remedy, "choices", key, "value")


def _unreachable(flows: Flows, sources: Sources) -> Iterator[Fault]:
    reached: set[str] = set()
    ahead = list(flows.call.nodes())
    while ahead:
        goto = ahead.pop()
        if goto not in reached and not goto.startswith("@"):
            reached.add(goto)
            ahead += flows.node(goto).leads_to()
    for identity in flows.nodes.keys() - reached:
        yield fault(sources, flows.nodes[identity], "no road leads here: take it out or lead to it")


def _endless(flows: Flows, sources: Sources) -> Iterator[Fault]:
    """Nodes from which no answer ever comes to an end, or to a screen that is only read and left by 0."""
    leaving = {node.id for node in flows.nodes.values() if node.ends or not node.leads_to()} | {DRAFT, START}
    while True:
        more = {n.id for n in flows.nodes.values() if n.id not in leaving and leaving & set(n.leads_to())}
        if not more:
            break
        leaving |= more
    for identity in sorted(flows.nodes.keys() - leaving):
        remedy = "runs in a circle: give one of its choices a way to an end"
        yield fault(sources, flows.nodes[identity], remedy)
