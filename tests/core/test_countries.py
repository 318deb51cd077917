"""Every country pack keeps to the same rules: a folder under `countries/` is tested by being there."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.catalogues import languages_of
from core.country import COUNTRIES, Country, load_country
from core.countryfiles import FORCES
from core.errors import Misconfigured
from core.hotlines import Hotline
from core.numbers import Number, read_number
from core.packs import Pack
from core.placefiles import read_outline
from tests.core.test_definitions import CASES, PLAYED

CODES = sorted(path.parent.name for path in COUNTRIES.glob("*/country.yaml"))
LETTERS = {1: 4, 2: 6, 3: 8}
"""How long the code of a unit is: two for the country, two more for each level (docs/add-a-country.md)."""
PHONES = {"ml": "76000001", "ne": "90000001"}


@pytest.fixture(scope="module", params=CODES)
def pack(request: pytest.FixtureRequest) -> Country:
    return load_country(request.param)


def test_there_is_more_than_one() -> None:
    assert {"ml", "ne"} <= set(CODES)


def test_what_the_deployer_decides_is_careful_by_default(pack: Country) -> None:
    settings = pack.settings
    assert (settings.reply_mode, settings.replies("twilio"), settings.accept_from) == ("silent", "silent", ())
    assert (settings.protected_publish, settings.gbv_focal) == (False, None)


def test_the_readme_carries_the_attribution(pack: Country) -> None:
    readme = (pack.folder / "README.md").read_text(encoding="utf-8")
    assert pack.attribution["fr"] in readme
    assert pack.attribution["en"] in readme


def test_every_number_of_a_service_ships_unverified(pack: Country) -> None:
    assert pack.hotlines
    assert not any(line.verified_at or line.verified_by or line.protected for line in pack.hotlines)


def test_a_line_of_the_forces_says_so(pack: Country) -> None:
    lines: list[Hotline] = [each for each in pack.hotlines if each.answered_by in FORCES]
    assert all("répondu par" in line.label["fr"] for line in lines)


def test_a_unit_bears_the_code_of_the_unit_above_it(pack: Country) -> None:
    """Areas of people and keys are compared by how codes begin."""
    units = [unit for level in LETTERS for unit in pack.gazetteer.units(level)]
    assert units
    for unit in units:
        assert len(unit.code) == LETTERS[unit.level]
        assert unit.code.startswith(unit.parent)
    assert pack.gazetteer.country == pack.code.upper()


def test_a_unit_is_found_by_its_name(pack: Country) -> None:
    for unit in pack.gazetteer.units(2):
        assert unit.code in {each.code for each in pack.gazetteer.named(unit.name)}
        assert pack.gazetteer.find(unit.name)


def test_every_region_is_drawn(pack: Country) -> None:
    drawing = pack.folder / "boundaries" / "adm1.topojson"
    (layer,) = json.loads(drawing.read_text("utf-8"))["objects"].values()
    assert {each["id"] for each in layer["geometries"]} == {each.code for each in pack.gazetteer.units(1)}
    outline = read_outline(drawing)
    assert all(outline.holds(place.lat, place.lon) for place in pack.gazetteer.units(2))


def test_who_is_rated_has_units_to_be_rated_for(pack: Country) -> None:
    assert set(pack.authorities) <= set("1234567")
    for key, authority in pack.authorities.items():
        assert pack.gazetteer.units(authority.level)
        assert authority.security == (key in {"4", "5"})


def test_an_indicator_is_defined_in_full_and_has_cases(pack: Country) -> None:
    assert len({each.id for each in pack.indicators}) == len(pack.indicators) >= 3
    for each in pack.indicators:
        assert CASES[each.id]
        assert len({each.name["fr"], each.name["en"], ""}) == 3
        assert all((each.numerator, each.denominator, each.unit_counted))
        assert each.minimum >= {"proportion": 10, "count": 5, "share": 5}.get(each.formula, 1)
        assert bool(each.question) == bool(each.item)
        assert set(each.counts_as_one) <= set(each.answers)
        assert all(one.source for one in each.baseline)


def test_every_case_of_an_indicator_comes_out(pack: Country) -> None:
    for indicator in pack.indicators:
        for case in CASES[indicator.id]:
            found, expected = PLAYED[indicator.formula](pack, indicator.id, case), case["expect"]
            shown = {name: found[name] for name in expected} if isinstance(expected, dict) else found
            assert shown == pytest.approx(expected, abs=5e-5), case["label"]


def test_the_ladder_climbs(pack: Country) -> None:
    rules = pack.alerts
    assert rules.ladder[4][-1].role == "national"
    for rungs in rules.ladder.values():
        assert [each.after_seconds for each in rungs] == sorted({each.after_seconds for each in rungs})
    for each in rules.counts:
        assert any(code.startswith(each.category) for code in pack.taxonomy.codes())


def test_its_languages_have_catalogues_and_its_clock_is_one(pack: Country) -> None:
    assert set(pack.languages) <= set(languages_of(COUNTRIES.parent / "locales"))
    assert pack.languages[0] == "fr"
    assert ZoneInfo(pack.facts.time_zone).key == pack.facts.time_zone


def test_the_country_is_no_village(pack: Country) -> None:
    assert pack.gazetteer.is_country(f"au {pack.name['fr']}")
    assert pack.gazetteer.find(pack.name["fr"]) == []


def test_a_phone_of_the_country_is_at_home_and_its_neighbour_is_not(pack: Country) -> None:
    home = pack.facts.number_region
    national = PHONES[pack.code]
    at_home = read_number(national, home)
    assert isinstance(at_home, Number)
    assert (at_home.region, at_home.kind, at_home.foreign) == (home, "mobile", False)
    assert at_home.operator != "unknown"
    assert read_number(at_home.e164, home) == at_home
    for other in {"ML": "+22790000001", "NE": "+22376000001"}[home], "+33612345678":
        abroad = read_number(other, home)
        assert isinstance(abroad, Number)
        assert abroad.foreign


@pytest.mark.parametrize("text", ["36000", "Moov", "", "9012"])
def test_what_is_no_person_is_none_in_any_country(pack: Country, text: str) -> None:
    assert isinstance(read_number(text, pack.facts.number_region), str)


def test_what_is_shared_is_there(pack: Country) -> None:
    for lender, names in pack.facts.shares.items():
        assert all((COUNTRIES / lender / name).is_file() for name in names)
        assert not any((pack.folder / name).exists() for name in names)


def test_what_is_shared_and_there_as_well_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "ne").mkdir()
    (tmp_path / "ne" / "taxonomy.yaml").touch()
    with pytest.raises(Misconfigured, match="shared with ml and stands here too: keep one"):
        Pack(tmp_path / "ne", {"ml": ("taxonomy.yaml",)}).file("taxonomy.yaml")
