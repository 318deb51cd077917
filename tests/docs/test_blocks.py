"""What the pages tell people to type can be typed: commands and options exist, blocks of code are sound."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer.main
import yaml

from core.contacts import Role
from ops.main import app
from ops.people import DESK_ROLES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(lasomi [a-z][^`]*)`")
TOLD = "\n".join(page.read_text("utf-8") for page in PAGES)


def blocks(*languages: str) -> list[tuple[str, str]]:
    """The page and text of every block in one of these languages."""
    return [
        (page.name, text)
        for page in PAGES
        for language, text in BLOCK.findall(page.read_text("utf-8"))
        if language in languages
    ]


def typed() -> Iterator[tuple[str, str]]:
    """Every `lasomi …` that a page has, with the name of the page."""
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [line for _, block in BLOCK.findall(text) for line in block.replace("\\\n", " ").splitlines()]
        for line in [*INLINE.findall(BLOCK.sub("", text)), *lines]:
            if line.startswith("lasomi "):
                yield page.name, line.split("#")[0].split("|")[0].split(" && ")[0]


def command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words lead to, and the words behind it."""
    here: Any = typer.main.get_command(app)
    while words and hasattr(here, "commands"):
        if words[0] not in here.commands:
            return None, words
        here, words = here.commands[words[0]], words[1:]
    return here, words


@pytest.mark.parametrize(("page", "line"), sorted(set(typed())))
def test_a_command_that_a_page_tells_exists_with_its_options(page: str, line: str) -> None:
    here, rest = command(re.sub(r"[\[\]…,;]", " ", line).split()[1:])
    assert here is not None, f"{page}: {line}"
    known = {option for each in here.params for option in (*each.opts, *each.secondary_opts)} | {"--help"}
    asked = {word.partition("=")[0] for word in rest if word.startswith("--")}
    assert asked <= known, f"{page}: {line}"


@pytest.mark.parametrize(("page", "text"), blocks("json"))
def test_json_is_json(page: str, text: str) -> None:
    assert json.loads(text) is not None


@pytest.mark.parametrize(("page", "text"), blocks("yaml", "yml"))
def test_yaml_is_yaml(page: str, text: str) -> None:
    assert yaml.safe_load(text) is not None


@pytest.mark.parametrize(("page", "text"), blocks("python"))
def test_python_is_python(page: str, text: str) -> None:
    assert ast.parse(text).body


@pytest.mark.parametrize(("page", "text"), blocks("sh", "bash"))
def test_a_shell_understands_what_it_is_told(page: str, text: str) -> None:
    read = subprocess.run(["/bin/sh", "-n"], input=text, capture_output=True, text=True, check=False)
    assert read.returncode == 0, f"{page}: {read.stderr}"


@pytest.mark.parametrize("role", sorted({*get_args(Role), *DESK_ROLES}))
def test_every_role_is_told(role: str) -> None:
    assert f"`{role}`" in TOLD
