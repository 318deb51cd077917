"""The ways one node may look: to whom, and with what was true when the call began."""

from collections.abc import Iterator, Mapping
from itertools import product

from flows.conditions import ABSENT, THERE
from flows.nodes import Node, Session

PUBLIC = "public"


def looks(node: Node, role: str = PUBLIC) -> Iterator[Mapping[str, str]]:
    """The facts of each look of a node, none at all last. `yes` stands for a fact that is merely there."""
    known: dict[str, list[str]] = {name: list(values) for name, values in node.means.items()}
    for choice in node.choices.values():
        if choice.only and role not in choice.only:
            continue
        for each in choice.given:
            for name, wanted in each.items():
                known.setdefault(name, []).append(THERE if wanted in (THERE, ABSENT) else wanted)
    for values in product(*([*dict.fromkeys(each), ""] for each in known.values())):
        yield {name: value for name, value in zip(known, values, strict=True) if value}


def sessions(node: Node, language: str) -> Iterator[Session]:
    """Every caller to whom a node looks different, on a first call: its screens are the longest."""
    roles = {PUBLIC}.union(*(choice.only for choice in node.choices.values()))
    for role in sorted(roles):
        for facts in looks(node, role):
            yield Session(language, first_use=True, role=role, facts=facts)
