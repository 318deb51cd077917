"""A flow file as it was written: its content, and the line on which every part of it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from core.errors import Fault

Path = tuple[str, ...]
"""Keys from the top of a file to a part of it: `("nodes", "home", "choices", "1", "goto")`."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of one file, by path; `texts` are what stands there, where it is a text."""

    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)
    texts: Mapping[Path, str] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a part, or of the nearest part around it that was written."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def path_of(self, text: str, within: Path) -> Path:
        """Where a text stands inside a part; the part itself when it stands nowhere there."""
        depth = len(within)
        return next(
            (path for path, own in self.texts.items() if own == text and path[:depth] == within), within
        )

    def fault(self, path: Path, remedy: str) -> Fault:
        """A fault of this file with its line, and with the node and the choice it is in."""
        return Fault(self.file, f"line {self.line(path)}, {_called(path)}", remedy)


def _called(path: Path) -> str:
    match path:
        case ("nodes", node, "choices", key, *_):
            return f"node «{node}», choice {key}"
        case ("nodes", node, *_):
            return f"node «{node}»"
        case (name, *_):
            return name
    return "the file"


def read_source(file: str, text: str) -> tuple[Source, Any, list[Fault]]:
    """A YAML text with its lines, its content (None when it cannot be read), and faults of its form."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        entries = list(_entries(root, ()))
        repeated = list(_repeated(file, root))
        content = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        return Source(file), None, [_unreadable(file, error)]
    lines = {path: node_line for path, node_line, _ in entries}
    texts = {path: node.value for path, _, node in entries if isinstance(node, yaml.ScalarNode)}
    return Source(file, lines, texts), content, repeated


def _unreadable(file: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    return Fault(file, f"line {line}, the file", "is not YAML: mend the indentation or quotes")


def _entries(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, int, yaml.Node]]:
    parts: list[tuple[str, yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        parts = [(str(key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        parts = [(str(index), value, value) for index, value in enumerate(node.value)]
    for name, where, value in parts:
        yield (*path, name), where.start_mark.line + 1, value
        yield from _entries(value, (*path, name))


def _repeated(file: str, node: yaml.Node | None) -> Iterator[Fault]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                place = f"line {key.start_mark.line + 1}"
                yield Fault(file, place, f"«{key.value}» stands twice: give it another key or take one out")
            seen.add(key.value)
            yield from _repeated(file, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(file, value)
