"""The measure of the house (CONTRIBUTING.md): no function above thirty lines, no file above three hundred,
and nothing that is installed without being used.
"""

import ast
import re
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "flows", "store", "gateway", "workers", "ops", "sandbox", "benchmarks")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
MOST_OF_A_FUNCTION, MOST_OF_A_FILE = 30, 300
NEVER_IMPORTED = {
    "honcho": "starts the Procfile (docs/operations.md)",
    "hiredis": "redis reads by it where it is there",
    "psycopg": "the driver of a database address",
    "setuptools": "builds the package",
}


MADE_BY = packages_distributions()


def long_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [one.name for one in found if (one.end_lineno or 0) - one.lineno >= MOST_OF_A_FUNCTION]


@cache
def imported() -> set[str]:
    trees = (ast.parse(path.read_text("utf-8")) for path in FILES)
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def wanted() -> list[str]:
    """What is installed to run, and what a part of it asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    listed = [*project["dependencies"], *(one for name in extras if name != "dev" for one in extras[name])]
    return sorted({re.split(r"[\[<>=; ]", one)[0] for one in listed})


def test_no_function_is_longer_than_a_screen() -> None:
    assert {str(path.relative_to(ROOT)): names for path in FILES if (names := long_functions(path))} == {}


def test_no_file_is_longer_than_one_idea() -> None:
    files = [*FILES, *sorted((ROOT / "tests").rglob("*.py"))]
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: count for name, count in lines.items() if count > MOST_OF_A_FILE} == {}


@pytest.mark.parametrize("package", wanted())
def test_nothing_is_installed_that_nothing_uses(package: str) -> None:
    own = {name for name, made in MADE_BY.items() if plain(package) in map(plain, made)}
    assert own & imported() or package in NEVER_IMPORTED, f"{package}: imported nowhere"


def plain(package: str) -> str:
    """As PyPI compares names."""
    return re.sub(r"[-_.]+", "-", package).lower()
