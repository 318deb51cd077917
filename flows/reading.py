"""From a flow's YAML to its nodes. Whatever a person may mistype is a fault with its place, never a guess."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from core.errors import Fault
from flows.nodes import RESERVED_KEYS, Call, Choice, Node

FLOW_KEYS = {"flow", "start", "nodes", "call"}
CALL_KEYS = {"first_use", "home", "erased", "left", "kept", "back", "more", "invalid"}
NODE_KEYS = {
    *("say", "first_use", "after", "choices", "asks", "finds", "known_from", "summary", "then", "ends"),
    *("back", "back_beside", "erase", "pages"),
}
PLACE_WORDS = {"unknown", "several", "crowded", "another"}
HELP_WORDS = {"alone", "nobody"}
CHOICE_KEYS = {"label", "value", "told", "set", "goto", "only"}
ENDS = {"done", "protected", "erased", "left"}


@dataclass(slots=True)
class FlowFile:
    """What one file says, and what is wrong with it."""

    path: Path
    name: str = ""
    start: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    call: Call | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, remedy: str) -> None:
        self.faults.append(Fault(self.path.name, place, remedy))


def read_flow(path: Path) -> FlowFile:
    """One file, with every fault of its form; the roads between nodes are checked later, over all files."""
    file = FlowFile(path)
    told = _loaded(file)
    if told is None:
        return file
    _refuse_unknown(file, "the file", told, FLOW_KEYS)
    file.name, file.start = str(told.get("flow", "")), str(told.get("start", ""))
    if file.name != path.stem:
        file.fault("flow", f"must be {path.stem}, the name of the file")
    nodes = told.get("nodes")
    if not isinstance(nodes, dict) or not nodes:
        file.fault("nodes", "a mapping of nodes is expected")
        return file
    for name, node in nodes.items():
        file.nodes[f"{file.name}.{name}"] = _node(file, str(name), node)
    file.call = _call(file, told["call"]) if "call" in told else None
    return file


def _loaded(file: FlowFile) -> Mapping[str, Any] | None:
    text = file.path.read_text(encoding="utf-8")
    try:
        for line, key in _repeated(yaml.compose(text, Loader=yaml.SafeLoader)):
            file.fault(f"line {line}", f"«{key}» stands twice: give it another key or take one out")
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        file.fault(
            f"line {mark.line + 1}" if mark else "the file", "is not YAML: mend the indentation or quotes"
        )
        return None
    if not isinstance(told, dict):
        file.fault("the file", "must hold `flow`, `start` and `nodes`")
        return None
    return told


def _repeated(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)


def _refuse_unknown(file: FlowFile, place: str, told: Mapping[str, Any], known: set[str]) -> None:
    for key in sorted(str(key) for key in told if str(key) not in known):
        file.fault(place, f"«{key}» is not known: use one of {', '.join(sorted(known))}")


def _call(file: FlowFile, told: Any) -> Call | None:
    if not isinstance(told, dict) or set(told) != CALL_KEYS:
        file.fault("call", f"must hold exactly {', '.join(sorted(CALL_KEYS))}")
        return None
    return Call(**{key: str(value) for key, value in told.items()})


def _node(file: FlowFile, name: str, told: Any) -> Node:
    place, identity = f"node «{name}»", f"{file.name}.{name}"
    if not isinstance(told, dict):
        file.fault(place, "a mapping is expected")
        return Node(identity)
    _refuse_unknown(file, place, told, NODE_KEYS | PLACE_WORDS | HELP_WORDS)
    ends = told.get("ends")
    if ends is not None and ends not in ENDS:
        file.fault(place, f"`ends` must be one of {', '.join(sorted(ENDS))}")
    _require_words(file, place, told)
    return Node(
        identity,
        say=_lines(file, place, told, "say"),
        first_use=_lines(file, place, told, "first_use"),
        after=_lines(file, place, told, "after"),
        choices=_choices(file, place, told),
        finds=_lines(file, place, told, "finds"),
        known_from=str(told.get("known_from", "")),
        summary=_lines(file, place, told, "summary"),
        words={key: str(told[key]) for key in sorted(PLACE_WORDS | HELP_WORDS) if key in told},
        then=str(told.get("then", "")),
        ends=ends if ends in ENDS else None,
        back=told.get("back"),
        back_beside=bool(told.get("back_beside", False)),
        erase=str(told.get("erase", "")),
        pages=bool(told.get("pages", False)),
    )


def _require_words(file: FlowFile, place: str, told: Mapping[str, Any]) -> None:
    needed = PLACE_WORDS if "finds" in told else HELP_WORDS if told.get("ends") == "protected" else set()
    for key in sorted(needed - set(told)):
        file.fault(place, f"`{key}` is missing: say it in French")


def _lines(file: FlowFile, place: str, told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    lines = told.get(key, [])
    if not isinstance(lines, list) or not all(isinstance(line, str) and line for line in lines):
        file.fault(
            place, f"`{key}` must be a list of texts: put it in brackets, in quotes if it holds a colon"
        )
        return ()
    return tuple(lines)


def _choices(file: FlowFile, place: str, told: Mapping[str, Any]) -> dict[str, Choice]:
    choices = told.get("choices", {})
    if not isinstance(choices, dict):
        file.fault(place, "`choices` must be a mapping of keys")
        return {}
    asks, then = told.get("asks"), str(told.get("then", ""))
    return {
        str(key): _choice(file, f"{place}, choice {key}", each, asks, then) for key, each in choices.items()
    }


def _choice(file: FlowFile, place: str, told: Any, asks: str | None, then: str) -> Choice:
    key = place.rsplit(" ", 1)[1]
    if not key.isdecimal() or len(key) != 1 or key in RESERVED_KEYS:
        file.fault(place, "a key is one digit from 1 to 9 (0, 00 and 98 are kept for moving)")
    if not isinstance(told, dict) or not isinstance(told.get("label"), str):
        file.fault(place, "a mapping with a `label` is expected")
        return Choice(key, "", then)
    _refuse_unknown(file, place, told, CHOICE_KEYS)
    meant = {str(name): str(value) for name, value in (told.get("set") or {}).items()}
    if asks and "value" not in told:
        file.fault(place, f"`value` is missing: what does this key answer to «{asks}»?")
    if asks and "value" in told:
        meant[str(asks)] = str(told["value"])
    only = tuple(str(role) for role in told.get("only", ()))
    label = told["label"]
    return Choice(key, label, str(told.get("goto", then)), meant, str(told.get("told", label)), only)
