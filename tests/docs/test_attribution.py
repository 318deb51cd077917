"""Whose data it is: every file of a country is named with its licence, and sentences that must stand do."""

from pathlib import Path

import pytest

from core.country import load_country

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "attribution.md").read_text("utf-8")
HELD = sorted(
    path for path in (ROOT / "countries").glob("*/*") if path.name not in {"README.md", "__pycache__"}
)


@pytest.mark.parametrize("path", HELD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_of_a_country_is_named(path: Path) -> None:
    told = PAGE + (path.parent / "README.md").read_text("utf-8")
    assert f"`{path.name}" in told or path.stem in told


@pytest.mark.parametrize("country", sorted({path.parent.name for path in HELD}))
def test_what_stands_on_every_map_stands_here_or_beside_the_data(country: str) -> None:
    told = " ".join((PAGE + (ROOT / "countries" / country / "README.md").read_text("utf-8")).split())
    for sentence in load_country(country).attribution.values():
        assert " ".join(sentence.split()) in told.replace("> ", "")


def test_the_notice_names_what_is_not_ours() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert all(
        name in notice
        for name in (
            *("OCHA", "GeoNames", "Natural Earth", "DejaVu"),
            *("SIB-200", "OLDI Seed", "GATITOS", "Bayelemabaga"),
        )
    )
    assert "docs/attribution.md" in notice


LETTERS = sorted(
    path
    for end in ("ttf", "otf", "woff", "woff2")
    for room in ("core", "flows", "gateway", "ops", "sandbox", "docs")
    for path in (ROOT / room).rglob(f"*.{end}")
)


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.name)
def test_every_letter_that_ships_is_named_and_has_its_licence_beside_it(path: Path) -> None:
    assert f"`{path.parent.relative_to(ROOT)}/`" in PAGE
    assert path.stem.partition("-")[0].removesuffix("Sans") in PAGE
    assert (path.parent / "LICENSE").exists()


@pytest.mark.parametrize("source", ["GeoNames", "Natural Earth", "DejaVu Sans", "UN OCHA"])
def test_the_page_names_whose_data_ships(source: str) -> None:
    assert source in PAGE


def test_there_are_letters_to_name() -> None:
    assert LETTERS
