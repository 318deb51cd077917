"""Mutants of a module, as cosmic-ray makes them, and whether its tests notice one.

A mutant that is no Python any more, or another annotation, tells nothing of the tests: only operators of
expressions that run are counted.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TOOL: Final = Path(".venv-tools/bin/cosmic-ray")
PATIENCE_S: Final = 300
_CONFIG: Final = """[cosmic-ray]
module-path = {modules}
timeout = {patience}.0
test-command = "true"
[cosmic-ray.distributor]
name = "local"
"""

Span = tuple[tuple[int, int], tuple[int, int]]
"""From a line and column up to another, as `ast` counts them."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """The `occurrence`-th place in a module at which an operator of cosmic-ray changes something."""

    module: str
    operator: str
    occurrence: int
    line: int
    column: int


def mutants(tool: Path, tree: Path, modules: Sequence[str]) -> list[Mutant]:
    """All that can be made of these modules and run, in the order of the text."""
    config, session = tree / "mutation.toml", tree / "mutation.sqlite"
    config.write_text(_CONFIG.format(modules=json.dumps(list(modules)), patience=PATIENCE_S))
    _run([str(tool), "init", config.name, session.name], tree)
    listed = _run([str(tool), "dump", session.name], tree).splitlines()
    made = {_mutant(json.loads(line)[0]["mutations"][0]) for line in listed}
    runs = {module: Running(tree / module) for module in modules}
    return sorted((one for one in made if runs[one.module].has(one)), key=_place)


def _mutant(told: dict[str, Any]) -> Mutant:
    line, column = told["start_pos"]
    return Mutant(told["module_path"], told["operator_name"], told["occurrence"], line, column)


def _place(one: Mutant) -> tuple[str, int, int, str]:
    return one.module, one.line, one.column, one.operator


class Running:
    """What of a module is an expression that runs."""

    def __init__(self, path: Path) -> None:
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        binary = (node for node in nodes if isinstance(node, ast.BinOp))
        self._operators: list[Span] = [(_end(node.left), _start(node.right)) for node in binary]
        self._annotations = [(_start(one), _end(one)) for node in nodes for one in _annotations(node)]

    def has(self, one: Mutant) -> bool:
        where = (one.line, one.column)
        if _within(where, self._annotations):
            return False
        return "BinaryOperator" not in one.operator or _within(where, self._operators)


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    for name in ("annotation", "returns"):
        found = getattr(node, name, None)
        if isinstance(found, ast.expr):
            yield found


def _within(where: tuple[int, int], spans: Sequence[Span]) -> bool:
    return any(first <= where < last for first, last in spans)


def _start(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or 0, node.end_col_offset or 0


def survives(tool: Path, tree: Path, one: Mutant, tests: Sequence[str]) -> str:
    """Makes a mutant, runs the tests and puts the module back: the change as a diff if they stay green, else
    nothing. Raises RuntimeError when the tool could not make it.
    """
    tried = ["timeout", str(PATIENCE_S), sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command = [str(tool), "mutate-and-test", one.module, one.operator, str(one.occurrence)]
    told = json.loads(_run([*command, " ".join([*tried, *tests])], tree))
    if told["worker_outcome"] != "normal":
        raise RuntimeError(f"{one}: {told['worker_outcome']}: {told['output']}")
    return str(told["diff"]) if told["test_outcome"] == "survived" else ""


def _run(command: Sequence[str], tree: Path) -> str:
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{' '.join(command)}: {ran.stdout}{ran.stderr}")
    return ran.stdout
