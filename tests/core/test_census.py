"""A census is a file of the deployer: every wrong row of it is named, and without it nothing is invented."""

from pathlib import Path

import pytest

from core.census import read_population
from core.country import Country
from core.errors import Misconfigured

HEAD = "code,population,year,source\n"


def test_none_is_shipped(country: Country, tmp_path: Path) -> None:
    assert country.population == {}
    assert read_population(tmp_path / "population.csv", country.gazetteer) == {}


def test_people_by_region_and_cercle(country: Country, tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_text(f"{HEAD}ML07,1000,2009,essai\nML0701,400,2009,essai\n", "utf-8")
    assert read_population(path, country.gazetteer) == {"ML07": 1000, "ML0701": 400}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ML070101,10,2009,RGPH", "is no region and no cercle"),
        ("ML99,10,2009,RGPH", "is no region and no cercle"),
        ("ML07,0,2009,RGPH", "is no number of people"),
        ("ML07,many,2009,RGPH", "is no number of people"),
        ("ML07,10,,RGPH", "needs the year and the source"),
        ("ML07,10,2009,", "needs the year and the source"),
    ],
)
def test_a_wrong_row_is_named(country: Country, tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "population.csv"
    path.write_text(HEAD + row + "\n", "utf-8")
    with pytest.raises(Misconfigured, match=said):
        read_population(path, country.gazetteer)
