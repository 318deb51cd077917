"""The site of docs/: every page has its place, no link is dead, and nothing of it comes from elsewhere."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NAV = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")
FENCED = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def leaves(nav: Any) -> Iterator[str]:
    """The pages of the navigation."""
    if isinstance(nav, str):
        yield nav
    for each in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from leaves(each)


def pages() -> list[str]:
    return sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md"))


def anchors(page: Path) -> set[str]:
    """The headings of a page as the site and the hosts of git name them."""
    heads = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text("utf-8")), re.MULTILINE)
    heads += re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[`*_\[\]]", "", head).strip().lower() for head in heads)
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}


def test_every_page_has_its_place_and_only_once() -> None:
    assert sorted(leaves(NAV)) == pages()


@pytest.mark.parametrize("page", ["index.md", "moniteurs.md", "analysts.md", "operators.md", "developers.md"])
def test_every_reader_has_a_door(page: str) -> None:
    assert page in pages()
    assert page == "index.md" or f"({page})" in (DOCS / "index.md").read_text("utf-8")


@pytest.mark.parametrize("name", [*pages(), "../README.md", "../CONTRIBUTING.md"])
def test_every_link_and_its_heading_exist(name: str) -> None:
    page = DOCS / name
    for target, heading in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        place = (page.parent / target).resolve() if target else page.resolve()
        assert place.exists(), f"{name}: {target}"
        assert not heading or heading in anchors(place), f"{name}: {target}#{heading}"
        assert name.startswith("..") or place.is_relative_to(DOCS), f"{name}: {target} is not on the site"


def test_the_site_is_built_without_a_warning_and_asks_nothing_of_others(tmp_path: Path) -> None:
    found = ROOT / ".venv-docs" / "bin" / "mkdocs"
    mkdocs = str(found) if found.exists() else os.environ.get("MKDOCS") or shutil.which("mkdocs")
    if not mkdocs:
        pytest.skip("mkdocs is not installed: make docs installs it")
    asked = [mkdocs, "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    built = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (built.returncode, built.stdout + built.stderr) == (0, "")
    for page in tmp_path.rglob("*.html"):
        fetched = re.findall(
            r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//[^"]+', page.read_text("utf-8")
        )
        assert fetched == [], page.name
