"""Whether what a flow speaks of is known: every answer is used by somebody, every fact found by somebody."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import core.answers
from core.answers import ANSWERS, FACTS, LISTS, Answer, values_of
from core.errors import Fault
from core.languages import Values
from flows.conditions import ABSENT, HOME, THERE
from flows.nodes import Conditions, Flows, Node, is_form
from flows.source import Path as Parts
from flows.source import Source

Sources = Mapping[str, Source]
KNOWN = ANSWERS.keys() | FACTS | LISTS
_FIELDS = frozenset({"operator"})


def untold(flows: Flows, sources: Sources) -> Iterator[Fault]:
    """Answers that nobody uses, and facts, lists and fields that nobody fills."""
    for node in flows.nodes.values():
        flow, name = node.id.split(".", 1)
        for parts, remedy in (*_unused(node), *_unknown(node), *_unfilled(node, flows.values)):
            yield sources[flow].fault(("nodes", name, *parts), remedy)


def given(flows: Flows) -> set[tuple[str, str]]:
    """Every answer that some flow gives, with its value; an empty value is one that is not in the flow."""
    return {(name, value) for node in flows.nodes.values() for _, name, value in _answers(node)}


def ungiven(flows: Flows, answers: Mapping[str, Answer] = ANSWERS) -> Iterator[Fault]:
    """Answers and values of `core/answers.py` that no flow gives: a question that nobody asks."""
    told = given(flows)
    names = {name for name, _ in told}
    for name, answer in answers.items():
        missing = [value for value in sorted(answer.values) if (name, value) not in told]
        if name not in names:
            yield _fault(name, f"no flow asks for «{name}»: ask for it, or take it out with what uses it")
        elif missing:
            yield _fault(name, f"no flow answers {', '.join(missing)} to «{name}»: give it or take it out")


def _fault(name: str, remedy: str) -> Fault:
    written = Path(core.answers.__file__).read_text(encoding="utf-8").splitlines()
    line = next(
        number for number, text in enumerate(written, start=1) if text.strip().startswith(f'"{name}"')
    )
    return Fault("core/answers.py", f"line {line}, {name}", remedy)


def _answers(node: Node) -> Iterator[tuple[Parts, str, str]]:
    """Where a node gives which answer, and its value when the flow says it."""
    for key, choice in node.choices.items():
        for name, value in choice.answers.items():
            yield ("choices", key), name, "" if value.startswith("{") else value
    for name in node.finds:
        yield ("finds",), name, ""
    if node.lists:
        yield ("asks",), node.asks, ""
    if node.writes:
        yield ("writes",), node.writes, ""


def _unused(node: Node) -> Iterator[tuple[Parts, str]]:
    for parts, name, value in _answers(node):
        if name not in ANSWERS:
            yield parts, f"nobody uses the answer «{name}»: list it in core/answers.py with who does"
        elif value and ANSWERS[name].values and value not in ANSWERS[name].values:
            expected = ", ".join(sorted(ANSWERS[name].values))
            yield parts, f"nobody uses «{value}» as the answer «{name}»: use one of {expected}"


def _unknown(node: Node) -> Iterator[tuple[Parts, str]]:
    if node.lists and node.lists not in LISTS:
        yield ("lists",), f"«{node.lists}» is no list of a call: use one of {', '.join(sorted(LISTS))}"
    if node.known_from not in ("", HOME):
        yield ("known_from",), f"only {HOME} can be known before a call"
    for parts, name, wanted in _asked(node):
        if name not in KNOWN:
            yield parts, f"«{name}» is no answer, fact or list: correct it, or list it in core/answers.py"
        elif strange := _strange(name, wanted):
            yield parts, f"«{name}» is never {strange}: use one of {', '.join(sorted(values_of(name)))}"
    for name, values in node.means.items():
        for value in sorted(values_of(name) - values.keys()):
            remedy = f"has no sentence for «{value}» of «{name}»: say it, or the screen is empty"
            yield ("means", name), remedy


def _unfilled(node: Node, values: Values) -> Iterator[tuple[Parts, str]]:
    for text in node.sentences():
        for name in _named(text):
            if name not in values:
                yield (), f"nobody fills {{{name}}} in «{text}»: use one of {', '.join(sorted(values))}"


def _strange(name: str, wanted: str) -> str:
    """A value that an answer or a fact never has."""
    values = values_of(name)
    if not values or wanted in ("", THERE, ABSENT):
        return ""
    return ", ".join(sorted(set(wanted.split(",")) - values))


def _asked(node: Node) -> Iterator[tuple[Parts, str, str]]:
    """Every name whose value the node looks at, and the value it hopes for, if it says one."""
    yield from _of(("asked_if",), node.asked_if)
    for key, choice in node.choices.items():
        yield from _of(("choices", key, "if"), choice.given)
        for value in choice.answers.values():
            if value.startswith("{"):
                yield ("choices", key), value[1:-1], ""
    for name, values in node.means.items():
        yield from ((("means", name, value), name, value) for value in values)
    for parts, name in _fields(node):
        if name not in _FIELDS:
            yield parts, name, ""


def _of(parts: Parts, conditions: Conditions) -> Iterator[tuple[Parts, str, str]]:
    for each in conditions:
        yield from ((parts, name, wanted) for name, wanted in each.items())


def _fields(node: Node) -> Iterator[tuple[Parts, str]]:
    for key, forms in (("summary", node.summary), ("say", tuple(filter(is_form, node.say)))):
        for form in forms:
            yield from (((key,), name) for name in _named(form))


def _named(text: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(text) if name)
