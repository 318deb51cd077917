"""From a flow's YAML to its nodes. Whatever a person may mistype is a fault with its line, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import Fault
from flows.nodes import RESERVED_KEYS, ROLES, Call, Choice, Conditions, Node
from flows.source import Path, Source, read_source

FLOW_KEYS = {"flow", "start", "nodes", "call"}
CALL_KEYS = {"first_use", "home", "erased", "left", "kept", "back", "more", "invalid"}
MAY_CALL = {"resume"}
NODE_KEYS = {
    *("say", "first_use", "after", "choices", "asks", "finds", "known_from", "summary", "then", "ends"),
    *("back", "back_beside", "erase", "pages", "asked_if", "lists", "browse", "means", "writes", "numbers"),
    "holds",
}
PLACE_WORDS = {"unknown", "several", "crowded", "another"}
HELP_WORDS = {"alone", "nobody"}
FLAGS = ("numbers", "back_beside", "pages", "holds")
CHOICE_KEYS = {"label", "value", "told", "set", "goto", "only", "if"}
ENDS = {"done", "protected", "erased", "left"}


@dataclass(slots=True)
class FlowFile:
    """What one file says, and what is wrong with it."""

    source: Source
    name: str = ""
    start: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    call: Call | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path, remedy: str) -> None:
        self.faults.append(self.source.fault(path, remedy))


def read_flow(file_name: str, text: str) -> FlowFile:
    """One file, with every fault of its form; the roads between nodes are checked later, over all files."""
    source, told, faults = read_source(file_name, text)
    file = FlowFile(source, faults=faults)
    if told is None and faults:
        return file
    if not isinstance(told, dict):
        file.fault((), "must hold `flow`, `start` and `nodes`")
        return file
    _refuse_unknown(file, (), told, FLOW_KEYS)
    file.name, file.start = str(told.get("flow", "")), str(told.get("start", ""))
    if f"{file.name}.yaml" != file_name:
        file.fault(("flow",), f"must be {file_name.removesuffix('.yaml')}, the name of the file")
    nodes = told.get("nodes")
    if not isinstance(nodes, dict) or not nodes:
        file.fault(("nodes",), "a mapping of nodes is expected")
        return file
    for name, node in nodes.items():
        file.nodes[f"{file.name}.{name}"] = _node(file, str(name), node)
    file.call = _call(file, told["call"]) if "call" in told else None
    return file


def _refuse_unknown(file: FlowFile, path: Path, told: Mapping[str, Any], known: set[str]) -> None:
    for key in sorted(str(key) for key in told if str(key) not in known):
        file.fault((*path, key), f"«{key}» is not known: use one of {', '.join(sorted(known))}")


def _call(file: FlowFile, told: Any) -> Call | None:
    if not isinstance(told, dict) or set(told) - MAY_CALL != CALL_KEYS:
        file.fault(("call",), f"must hold exactly {', '.join(sorted(CALL_KEYS))}, and may hold resume")
        return None
    return Call(**{key: str(value) for key, value in told.items()})


def _node(file: FlowFile, name: str, told: Any) -> Node:
    path, identity = ("nodes", name), f"{file.name}.{name}"
    told = _mapping(file, path, told)
    _refuse_unknown(file, path, told, NODE_KEYS | PLACE_WORDS | HELP_WORDS)
    _require(file, path, told)
    return Node(
        identity,
        say=_lines(file, path, told, "say"),
        first_use=_lines(file, path, told, "first_use"),
        after=_lines(file, path, told, "after"),
        choices=_choices(file, path, told),
        asked_if=_conditions(file, (*path, "asked_if"), told.get("asked_if")),
        asks=str(told.get("asks", "")),
        lists=str(told.get("lists", "")),
        writes=str(told.get("writes", "")),
        finds=_lines(file, path, told, "finds"),
        browse=str(told.get("browse", "")),
        known_from=str(told.get("known_from", "")),
        numbers=bool(told.get("numbers", False)),
        summary=_lines(file, path, told, "summary"),
        means=_means(file, (*path, "means"), told.get("means", {})),
        words={key: str(told[key]) for key in sorted(PLACE_WORDS | HELP_WORDS) if key in told},
        then=str(told.get("then", "")),
        ends=_ends(file, path, told.get("ends")),
        back=told.get("back"),
        back_beside=bool(told.get("back_beside", False)),
        erase=str(told.get("erase", "")),
        pages=bool(told.get("pages", False)),
        holds=bool(told.get("holds", False)),
    )


def _mapping(file: FlowFile, path: Path, told: Any) -> dict[str, Any]:
    if isinstance(told, dict):
        return told
    file.fault(path, "a mapping is expected")
    return {}


def _ends(file: FlowFile, path: Path, told: Any) -> Any:
    if told is None or told in ENDS:
        return told
    file.fault((*path, "ends"), f"`ends` must be one of {', '.join(sorted(ENDS))}")
    return None


def _require(file: FlowFile, path: Path, told: Mapping[str, Any]) -> None:
    """What a node of a kind cannot do without."""
    needed = PLACE_WORDS if "finds" in told else HELP_WORDS if told.get("ends") == "protected" else set()
    needed = needed | ({"nobody"} if "numbers" in told else set())
    for key in sorted(needed - set(told)):
        file.fault(path, f"`{key}` is missing: say it in French")
    for key in sorted(HELP_WORDS & told.keys() - needed):
        remedy = f"«{key}» is said where help is shown: give the node `ends: protected`, or `numbers: yes`"
        file.fault((*path, key), remedy)
    for key in (flag for flag in FLAGS if not isinstance(told.get(flag, False), bool)):
        file.fault((*path, key), f"`{key}` must be yes or no")
    if "lists" in told and "asks" not in told:
        file.fault((*path, "lists"), "`asks` is missing: which answer does a number of the list give?")
    keys = {str(key) for key in told.get("choices") or ()}
    if keys and ({"finds", "writes"} & told.keys() or ("lists" in told and keys != {"9"})):
        remedy = "every key but 9 answers something else here (names, words, numbers of the list)"
        file.fault((*path, "choices"), remedy)
    if "browse" in told and "finds" not in told:
        file.fault((*path, "browse"), "leads to regions and cercles: it belongs on a node that `finds`")


def _lines(file: FlowFile, path: Path, told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    lines = told.get(key, [])
    if not isinstance(lines, list) or not all(isinstance(line, str) and line for line in lines):
        remedy = f"`{key}` must be a list of texts: put it in brackets, in quotes if it holds a colon"
        file.fault((*path, key), remedy)
        return ()
    return tuple(lines)


def _conditions(file: FlowFile, path: Path, told: Any) -> Conditions:
    """`alerts`, `{alerts: yes, role: no}`, or a list of such: any of them."""
    if told is None:
        return ()
    each = told if isinstance(told, list) else [told]
    read = [{one: "yes"} if isinstance(one, str) else one for one in each]
    if not read or not all(isinstance(one, dict) and one for one in read):
        file.fault(path, 'must be a name, or names with values: `{profile: no}`, `{authority: "4,5"}`')
        return ()
    return tuple({str(name): _value(value) for name, value in one.items()} for one in read)


def _value(told: Any) -> str:
    """A value as it is written: YAML reads a bare yes and no as true and false."""
    if isinstance(told, bool):
        return "yes" if told else "no"
    return str(told).replace(" ", "")


def _means(file: FlowFile, path: Path, told: Any) -> dict[str, dict[str, str]]:
    sound = isinstance(told, dict) and all(
        isinstance(values, dict) and all(isinstance(text, str) for text in values.values())
        for values in told.values()
    )
    if not sound:
        file.fault(path, "must give for each name its values, and for each value a sentence")
        return {}
    return {str(name): {_value(key): text for key, text in values.items()} for name, values in told.items()}


def _choices(file: FlowFile, path: Path, told: Mapping[str, Any]) -> dict[str, Choice]:
    choices = told.get("choices", {})
    if not isinstance(choices, dict):
        file.fault((*path, "choices"), "`choices` must be a mapping of keys")
        return {}
    asks = None if "lists" in told else told.get("asks")
    then = str(told.get("then", ""))
    return {
        str(key): _choice(file, (*path, "choices", str(key)), each, asks, then)
        for key, each in choices.items()
    }


def _choice(file: FlowFile, path: Path, told: Any, asks: str | None, then: str) -> Choice:
    key = path[-1]
    if not key.isdecimal() or len(key) != 1 or key in RESERVED_KEYS:
        file.fault(path, "a key is one digit from 1 to 9 (0, 00 and 98 are kept for moving)")
    if not isinstance(told, dict) or not isinstance(told.get("label"), str):
        file.fault(path, "a mapping with a `label` is expected")
        return Choice(key, "", then)
    _refuse_unknown(file, path, told, CHOICE_KEYS)
    label = told["label"]
    return Choice(
        key,
        label,
        str(told.get("goto", then)),
        _meant(file, path, told, asks),
        str(told.get("told", label)),
        _roles(file, (*path, "only"), told.get("only", ())),
        _conditions(file, (*path, "if"), told.get("if")),
    )


def _meant(file: FlowFile, path: Path, told: Mapping[str, Any], asks: str | None) -> dict[str, str]:
    meant = {str(name): _value(value) for name, value in (told.get("set") or {}).items()}
    if asks and "value" not in told:
        file.fault(path, f"`value` is missing: what does this key answer to «{asks}»?")
    return meant | ({str(asks): _value(told["value"])} if asks and "value" in told else {})


def _roles(file: FlowFile, path: Path, told: Any) -> tuple[str, ...]:
    roles = tuple(str(role) for role in told)
    for role in sorted(set(roles) - set(ROLES)):
        file.fault(path, f"«{role}» is no role: use one of {', '.join(ROLES)}")
    return roles
