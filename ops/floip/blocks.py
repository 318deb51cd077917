"""From nodes to blocks: a question, a message, and before it what decides whether and how it is put."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flows.nodes import Choice, Flows, Node
from ops.floip.conditions import block_name, met, said
from ops.floip.screens import Screen, screens
from ops.floip.words import Resources, stable

Block = dict[str, object]
_LONGEST_ANSWER = 160


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of one flow of a container: every node that its first one leads to, with ids of their own.

    A road to `home` ends the flow, unless it begins there.
    """

    flows: Flows
    flow: str
    home: str
    resources: Resources = field(default_factory=Resources)

    def made(self, start: str) -> list[Block]:
        """Every block, the first one first."""
        return [block for node in self._reached(start) for block in self._of_node(node)]

    def _reached(self, start: str) -> Iterator[Node]:
        """The nodes that a caller of the public comes to."""
        for identity in reached(self.flows, [start], stop=self.home):
            yield self.flows.nodes[identity]

    def _of_node(self, node: Node) -> Iterator[Block]:
        looks = list(screens(self.flows, node))
        if node.asked_if:
            yield self._case(
                node, "asked", [("asked", met(self.flows, node.asked_if), self._known(node, looks))]
            )
        if node.known_from:
            known = ("known", said(self.flows, node.known_from, "yes"), self._entry(node.then))
            yield self._case(node, "known", [known], self._look(node, looks))
        if len(looks) > 1:
            tests = [
                (f"look_{at}", one.test, self._id(node, str(at))) for at, one in enumerate(looks) if one.test
            ]
            yield self._case(node, "look", tests, self._id(node, str(len(looks) - 1)))
        for at, one in enumerate(looks):
            yield self._shown(node, one, str(at))

    def _entry(self, goto: str) -> str:
        """Where a road to a node leads: to what decides about it, where something does."""
        node = self.flows.nodes.get(goto)
        if node is None or goto == self.home:
            return ""
        return (
            self._id(node, "asked") if node.asked_if else self._known(node, list(screens(self.flows, node)))
        )

    def _known(self, node: Node, looks: list[Screen]) -> str:
        return self._id(node, "known") if node.known_from else self._look(node, looks)

    def _look(self, node: Node, looks: list[Screen]) -> str:
        return self._id(node, "look" if len(looks) > 1 else "0")

    def _id(self, node: Node, part: str) -> str:
        return stable(self.flow, node.id, part)

    def _case(
        self, node: Node, part: str, tests: Iterable[tuple[str, str, str]], otherwise: str | None = None
    ) -> Block:
        """The first test that holds; else on to where the node would lead."""
        label = self.resources.add(dict.fromkeys(self.flows.say.languages, part))
        exits = [self._exit(node, f"{part}.{tag}", tag, label, test, goto) for tag, test, goto in tests]
        goto = self._entry(node.then) if otherwise is None else otherwise
        exits.append(self._exit(node, f"{part}.else", "otherwise", label, "TRUE", goto) | {"default": True})
        name = f"{block_name(node)}_{part}"
        return {"uuid": self._id(node, part), "name": name, "type": "Core.Case", "config": {}, "exits": exits}

    def _shown(self, node: Node, look: Screen, part: str) -> Block:
        prompt = self.resources.add(look.texts)
        block: Block = {"uuid": self._id(node, part), "name": block_name(node), "label": node.id}
        if look.choices:
            return block | self._question(node, look, part, prompt)
        label = self.resources.add(dict.fromkeys(self.flows.say.languages, "0"))
        exits = [self._exit(node, f"{part}.on", "on", label, "", self._entry(node.then))]
        if node.finds or node.writes or node.lists:
            config = {"prompt": prompt, "text": {"max_response_characters": _LONGEST_ANSWER}}
            told = _told(node, finds=list(node.finds), lists=node.lists, writes=node.writes)
            return block | told | {"type": "MobilePrimitives.OpenResponse", "config": config, "exits": exits}
        message = {"prompt": prompt, "message_audio": prompt}
        told = _told(node, ends=node.ends or "")
        return block | told | {"type": "MobilePrimitives.Message", "config": message, "exits": exits}

    def _question(self, node: Node, look: Screen, part: str, prompt: str) -> Block:
        labels = {choice.key: self._label(choice) for choice in look.choices}
        exits = [self._key(node, part, choice, labels[choice.key]) for choice in look.choices]
        again = self._exit(node, f"{part}.again", "invalid", prompt, "TRUE", self._id(node, part))
        answers = {choice.key: dict(choice.answers) for choice in look.choices if choice.answers}
        return {
            **_told(node, answers=answers),
            "type": "MobilePrimitives.SelectOneResponse",
            "config": {"prompt": prompt, "choices": labels},
            "exits": [*exits, again | {"default": True}],
        }

    def _label(self, choice: Choice) -> str:
        say = self.flows.say
        return self.resources.add(
            {language: say.sentence(choice.label, language) for language in say.languages}
        )

    def _key(self, node: Node, part: str, choice: Choice, label: str) -> Block:
        tag, test = f"key_{choice.key}", f'block.value = "{choice.key}"'
        made = self._exit(node, f"{part}.{tag}", tag, label, test, self._entry(choice.goto))
        meant = ";".join(f"{name}={value}" for name, value in choice.answers.items())
        return made | ({"semantic_label": meant} if meant else {})

    def _exit(self, node: Node, part: str, tag: str, label: str, test: str, goto: str) -> Block:
        made: Block = {"uuid": self._id(node, part), "tag": tag, "label": label, "config": {}}
        return made | ({"test": test} if test else {}) | ({"destination_block": goto} if goto else {})


def reached(flows: Flows, starts: Iterable[str], stop: str = "") -> dict[str, None]:
    """The nodes that the public comes to from some of them, nearest first; what lies beyond `stop` is not."""
    found = dict.fromkeys(starts)
    ahead = list(found)
    while ahead:
        for goto in _roads(flows.nodes[ahead.pop(0)]):
            if goto in flows.nodes and goto not in found and goto != stop:
                found[goto] = None
                ahead.append(goto)
    return found


def _roads(node: Node) -> tuple[str, ...]:
    """Where the public may go from a node."""
    open_roads = [one.goto for one in node.choices.values() if not one.only or "public" in one.only]
    further = node.finds or node.lists or node.writes or node.asked_if or node.known_from
    return (*open_roads, *([node.then] if further else []))


def _told(node: Node, **facts: object) -> Block:
    """What a platform like ours does beyond the specification: for its eyes only."""
    kept = {name: value for name, value in facts.items() if value}
    return {"vendor_metadata": {"lasomi": {"node": node.id, **kept}}}
