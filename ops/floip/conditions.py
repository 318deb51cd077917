"""Our conditions as expressions of the specification.

An answer is `flow.BLOCK.value`, the key that was pressed. What was true when the call began is a property of
the contact: `contact.FACT_VALUE` and, for a fact that is there at all, `contact.has_FACT`, each `"1"`. Only
AND, OR, IF, = and != are used: the reference evaluator knows neither NOT nor ISBLANK nor SEARCH.
"""

from collections.abc import Iterator, Mapping, Sequence

from flows.conditions import ABSENT, THERE
from flows.nodes import Choice, Conditions, Flows, Node


def block_name(node: Node) -> str:
    """`rate_authority.core` as a variable: `rate_authority_core`."""
    return node.id.replace(".", "_")


def met(flows: Flows, conditions: Conditions) -> str:
    """Whether one of the conditions holds, every part of it."""
    each = [_all([said(flows, *part) for part in one.items()]) for one in conditions]
    return _any(each)


def said(flows: Flows, name: str, wanted: str) -> str:
    """Whether what is known under a name is what is wanted: there, not there, or one of some values."""
    asked = list(askers(flows, name))
    if not asked:
        return _fact(name, wanted)
    if wanted == ABSENT:
        return _all([f'flow.{block_name(node)}.value != "{choice.key}"' for node, choice in asked])
    values = wanted.split(",")
    return _any(
        f'flow.{block_name(node)}.value = "{choice.key}"'
        for node, choice in asked
        if wanted == THERE or choice.answers[name] in values
    )


def _fact(name: str, wanted: str) -> str:
    if wanted in (THERE, ABSENT):
        return f'contact.has_{name} {"=" if wanted == THERE else "!="} "1"'
    return _any(f'contact.{name}_{value} = "1"' for value in wanted.split(","))


def askers(flows: Flows, name: str) -> Iterator[tuple[Node, Choice]]:
    """The keys that answer under a name, with the node that shows them."""
    for node in flows.nodes.values():
        for choice in node.choices.values():
            if name in choice.answers:
                yield node, choice


def repeated(flows: Flows, name: str, language: str) -> str:
    """What was answered, in words: what the key said, the words typed, or a property of the contact."""
    text = '"?"'
    for node, choice in reversed(list(askers(flows, name))):
        words = flows.say.sentence(choice.told, language).replace('"', "'")
        text = f'IF(flow.{block_name(node)}.value = "{choice.key}", "{words}", {text})'
    if text != '"?"':
        return f"@({text})"
    typed = [node for node in flows.nodes.values() if name in node.finds or name in (node.asks, node.writes)]
    return f"@(flow.{block_name(typed[0])}.value)" if typed else f"@(contact.{name})"


def _any(tests: Iterator[str] | Sequence[str]) -> str:
    return _joined("OR", list(tests))


def _all(tests: Sequence[str]) -> str:
    return _joined("AND", tests)


def _joined(word: str, tests: Sequence[str]) -> str:
    """A test that nothing can meet where there is none."""
    return f"{word}({', '.join(tests)})" if len(tests) > 1 else next(iter(tests), "FALSE")


def properties(expressions: Mapping[str, object] | str) -> Iterator[str]:
    """The properties of a contact that a text of expressions asks for."""
    for piece in str(expressions).split("contact.")[1:]:
        yield "".join(sign if sign.isalnum() or sign == "_" else " " for sign in piece).split()[0]
