"""The pictures of `docs/console.md`: one of each page and size, all shown there, not too heavy."""

from typing import Final

from tests.browser.pictures import FOLDER, SHOTS, SIZES

PAGE: Final = (FOLDER.parent / "console.md").read_text("utf-8")
MOST: Final = 4 * 2**20
"""Bytes of all of them: they come along with every clone."""


def test_each_page_has_its_pictures_and_each_is_shown() -> None:
    wanted = {f"{shot.name}-{size}.webp" for shot in SHOTS for size in SIZES}
    assert {each.name for each in FOLDER.iterdir()} == wanted
    assert {name for name in wanted if f"(pictures/{name})" not in PAGE} == set()


def test_they_are_not_too_heavy() -> None:
    assert sum(each.stat().st_size for each in FOLDER.iterdir()) < MOST
