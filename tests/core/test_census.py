"""A census is a file of the deployer: every wrong row of it is named, and without it nothing is invented."""

from pathlib import Path

import pytest

from core.census import by_sex, read_census, totals
from core.country import Country
from core.errors import Misconfigured

HEAD = "code,sex,population,year,source\n"


def test_none_is_shipped(country: Country, tmp_path: Path) -> None:
    assert (country.population, country.census) == ({}, {})
    assert read_census(tmp_path / "population.csv", country.gazetteer) == {}


def test_people_by_region_and_cercle(country: Country, tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    rows = (
        "ML07,all,1000",
        "ML0701,f,210",
        "ML0701,m,190",
        "ML0702,f,50",
        "ML08,all,90",
        "ML08,f,40",
        "ML08,m,49",
    )
    path.write_text(HEAD + "".join(f"{row},2009,essai\n" for row in rows), "utf-8")
    census = read_census(path, country.gazetteer)
    assert totals(census) == {"ML07": 1000, "ML0701": 400, "ML08": 90}
    assert by_sex(census, "ML0701") == {"f": 210, "m": 190}
    assert by_sex(census, "ML0702") == by_sex(census, "ML07") == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ML070101,all,10,2009,RGPH", "is no region and no cercle"),
        ("ML99,all,10,2009,RGPH", "is no region and no cercle"),
        ("ML07,women,10,2009,RGPH", "is none of f, m and all"),
        ("ML07,all,0,2009,RGPH", "is no number of people"),
        ("ML07,all,many,2009,RGPH", "is no number of people"),
        ("ML07,all,10,,RGPH", "needs the year and the source"),
        ("ML07,all,10,2009,", "needs the year and the source"),
        ("ML07,f,10,2009,RGPH\nML07,f,11,2009,RGPH", "is given twice"),
    ],
)
def test_a_wrong_row_is_named(country: Country, tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "population.csv"
    path.write_text(HEAD + row + "\n", "utf-8")
    with pytest.raises(Misconfigured, match=said):
        read_census(path, country.gazetteer)
