"""The pictures of `docs/console.md`: one of each page and size, all shown there, not too heavy."""

import re
from typing import Final

from starlette.routing import compile_path

from tests.browser.pictures import FOLDER, SHOTS, SIZES
from tests.browser.test_pages import PAGES

ROOT: Final = FOLDER.parent.parent
PAGE: Final = (FOLDER.parent / "console.md").read_text("utf-8")
MOST: Final = 4 * 2**20
"""Bytes of all of them: they come along with every clone."""
SAME: Final = {"/console/board"}  # the page of alerts, asked for by itself
PICTURED: Final = r"^\| [^|]+ \| [^|]+ \| [^|]+ \| \[phone\]\(pictures/([\w-]+)-phone[.]webp\)"


def test_each_page_has_its_pictures_and_each_is_shown() -> None:
    wanted = {f"{shot.name}-{size}.webp" for shot in SHOTS for size in SIZES}
    assert {each.name for each in FOLDER.iterdir()} == wanted
    assert {name for name in wanted if f"(pictures/{name})" not in PAGE} == set()


def test_no_page_of_the_console_is_without_one() -> None:
    """Pages of another address that look the same (`SAME`) need none of their own."""
    pages = {page["at"].removeprefix("GET ") for page in PAGES} - SAME
    shown = [(shot.name, shot.path.partition("?")[0]) for shot in SHOTS]
    taken = {page: [name for name, path in shown if compile_path(page)[0].match(path)] for page in pages}
    assert [page for page, names in taken.items() if not names] == []


def test_each_stands_in_the_checklist_with_its_purpose() -> None:
    rows = {row for line in PAGE.splitlines() if line.startswith("| ") for row in re.findall(PICTURED, line)}
    assert rows == {shot.name for shot in SHOTS}


def test_they_are_not_too_heavy() -> None:
    assert sum(each.stat().st_size for each in FOLDER.iterdir()) < MOST


def test_each_thing_that_was_asked_for_names_a_test_that_is_there() -> None:
    named = re.findall(
        r"`((?:tests/\w+/)?test_\w+[.]py)(?:::(\w+))?`", PAGE.partition("## What was asked")[2]
    )
    gone = [(file, test) for file, test in named if not _is_there(file, test)]
    assert len(named) > 30
    assert gone == []


def _is_there(file: str, test: str) -> bool:
    path = ROOT / (file if "/" in file else f"tests/gateway/{file}")
    return path.exists() and (not test or f"def {test}(" in path.read_text("utf-8"))
