"""Exercises have phones of the country that is served, each of nobody."""

from pathlib import Path

import pytest

from core.country import load_facts
from core.numbers import Number, read_number
from ops.sims import drawer, first, strangers
from ops.surroundings import surroundings
from sandbox.line import Line, is_made_up, read_line
from tests.core.test_countries import CODES


@pytest.mark.parametrize("code", CODES)
def test_they_are_at_home_and_made_up(code: str) -> None:
    home = load_facts(code).number_region
    for written in (first(code), *drawer(code), *strangers(code)):
        number = read_number(written, home)
        assert isinstance(number, Number)
        assert (number.e164, number.region, number.kind, number.foreign) == (written, home, "mobile", False)
        assert is_made_up(written)


@pytest.mark.parametrize(("country", "number"), [("ml", "+22376000091"), ("ne", "+22793000091")])
def test_the_telco_has_those_of_the_country_in_its_drawer(tmp_path: Path, country: str, number: str) -> None:
    environ = {"HOME": str(tmp_path), "LASOMI_SANDBOX": "1", "LASOMI_COUNTRY": country}
    around = surroundings(environ, port=8000, telco_port=8100)
    assert read_line(around.environment).numbers[0] == number
    assert read_line({}).numbers == Line().numbers
