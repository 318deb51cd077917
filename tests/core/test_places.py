"""A name that is meant as a place finds the one place, the few to choose from, or none."""

from datetime import date
from typing import Any

import pytest

from core.country import Country
from core.errors import LasomiError
from core.places import Alias, Gazetteer, Place
from tests.core.conftest import cases, labelled

SCREEN = 5


@pytest.mark.parametrize("case", cases("places/find.yaml"), ids=labelled("label"))
def test_an_answer_finds_its_places(gazetteer: Gazetteer, case: dict[str, Any]) -> None:
    found = gazetteer.find(case["answer"], near=case.get("near"))
    if case.get("many"):
        assert len(found) > SCREEN
        return
    assert [place.code for place in found] == case["codes"]


def test_every_unit_is_found_by_its_own_name(gazetteer: Gazetteer) -> None:
    for level in (1, 2, 3):
        for unit in gazetteer.units(level):
            answers = [place.code for place in gazetteer.find(unit.name)]
            assert any(
                gazetteer.within(unit.code, each) or gazetteer.within(each, unit.code) for each in answers
            ), unit


def test_every_alias_leads_to_its_place_as_its_confidence_says(gazetteer: Gazetteer) -> None:
    for alias in gazetteer.aliases.values():
        found = gazetteer.find(alias.name)
        near = [place for place in found if set(alias.codes) & {place.code, *gazetteer.ancestors(place.code)}]
        assert near, alias
        if alias.confidence == "high":
            assert found == near
            assert [place.how for place in found] == ["exact"]
        if alias.confidence == "low":
            assert len(found) > 1


def test_confidence_is_shared_by_those_that_fit(gazetteer: Gazetteer) -> None:
    assert [(place.confidence, place.how) for place in gazetteer.find("Gossi")] == [(1.0, "exact")]
    assert [(place.confidence, place.how) for place in gazetteer.find("gosi")] == [(0.9, "fold")]
    assert {place.confidence for place in gazetteer.find("Benkadi")} == {0.25}


def test_the_nearer_cercle_comes_before_the_farther_one(gazetteer: Gazetteer) -> None:
    home = "ML0105"
    assert all(place.adm2 == home for place in gazetteer.find("Madina", near=home))


def test_ancestors_go_up_to_the_country(gazetteer: Gazetteer) -> None:
    assert gazetteer.ancestors("ML060303-43sh") == ("ML060303", "ML0603", "ML06", "ML")
    assert gazetteer.ancestors("ML0603") == ("ML0603", "ML06", "ML")
    assert gazetteer.ancestors("ML") == ("ML",)
    assert gazetteer.ancestors("ML99") == ()


def test_a_place_is_located_with_its_units(gazetteer: Gazetteer) -> None:
    bara = gazetteer.located("ML070102", 0.8, "fold")
    assert (bara.name, bara.level, bara.adm1, bara.adm2, bara.adm3) == (
        "Bara",
        3,
        "ML07",
        "ML0701",
        "ML070102",
    )
    assert (bara.confidence, bara.how) == (0.8, "fold")
    ansongo = gazetteer.located("ML0701")
    assert (ansongo.level, ansongo.adm2, ansongo.adm3) == (2, "ML0701", None)


def test_a_code_that_is_no_place_is_an_error(gazetteer: Gazetteer) -> None:
    with pytest.raises(LasomiError) as error:
        gazetteer.located("ML99")
    assert error.value.code == "unknown_place"


def test_named_gives_every_place_of_a_name_best_first(gazetteer: Gazetteer) -> None:
    assert [place.code for place in gazetteer.named("Ansongo")] == ["ML0701", "ML070101", "ML070101-xjbp"]
    assert len([place for place in gazetteer.named("Madina") if place.name == "Madina"]) >= 75
    assert gazetteer.named("Boulikessi") == ()


def test_the_pack_holds_what_its_readme_says(gazetteer: Gazetteer) -> None:
    levels = [place.level for place in gazetteer.places.values()]
    assert [levels.count(level) for level in (1, 2, 3, 4, 5)] == [9, 50, 701, 25_001, 3_202]
    assert all(place.adm3 for place in gazetteer.places.values() if place.level >= 3)
    assert len(gazetteer.regions_2023) == 20


def test_every_cercle_has_its_region_of_the_reform(gazetteer: Gazetteer) -> None:
    codes = {code for units in gazetteer.regions_2023.values() for code in units}
    assert {cercle.code for cercle in gazetteer.units(2)} <= codes


def test_a_locality_of_the_north_is_found(country: Country) -> None:
    (place,) = country.gazetteer.find("Almoustrat")
    assert (place.code, place.level, place.adm1) == ("gn:2596476", 5, "ML07")
    assert country.services(place.code, date(2026, 7, 14)) == ()


def place(code: str, name: str, level: int, parent: str, **units: str) -> Place:
    adm = {"adm1": None, "adm2": None, "adm3": None} | units
    return Place(
        code, "2019", name, (), level, parent, adm["adm1"], adm["adm2"], adm["adm3"], "", 15.0, 0.0, "seat"
    )


def test_an_alias_of_low_confidence_alone_is_no_answer() -> None:
    region = place("ML01", "Kayes", 1, "ML", adm1="ML01")
    weak = Gazetteer({"ML01": region}, edition="2019", aliases=[Alias("Haut fleuve", ("ML01",), "low")])
    assert weak.find("haut fleuve") == []
    likely = Gazetteer({"ML01": region}, edition="2019", aliases=[Alias("Haut fleuve", ("ML01",), "medium")])
    assert [found.how for found in likely.find("haut fleuve")] == ["alias"]


def test_a_misspelling_means_the_same_in_every_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that are as near as each other come from a set, whose order is another in each process."""
    units = {"adm1": "C", "adm2": "C01", "adm3": "C0101"}
    listed = [place(code, name, 4, "C0101", **units) for code, name in (("v1", "Tonton"), ("v2", "Tinton"))]
    found = []
    for backwards in (False, True):
        guesser = Gazetteer({each.code: each for each in listed}, edition="own").guesser
        names = sorted(guesser.spellings.near("tanton", "tanton"), reverse=backwards)
        monkeypatch.setattr(guesser.spellings, "near", lambda _key, _heard, names=names: names)
        found.append([each.place.code for each in guesser.near("tanton", 1)])
    assert len(names) == 2
    assert found[0] == found[1]
