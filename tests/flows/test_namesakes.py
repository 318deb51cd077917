"""The last screen of a report tells two places of one name apart, whoever else bears it."""

from datetime import date

import pytest

from core.country import Country
from core.text import fits
from flows.definition import load_flows
from flows.engine import Session, Turn, replay
from flows.nodes import Flows
from flows.paging import narrower
from tests.mali import mali

TODAY = date(2026, 7, 14)


@pytest.fixture(scope="module")
def country() -> Country:
    return mali()


@pytest.fixture(scope="module")
def flows(country: Country) -> Flows:
    return load_flows(country)


def told(country: Country, flows: Flows, typed: str, home: str | None = None) -> Turn:
    """The screen after a report of cattle stolen there, yesterday, nobody hurt, seen."""
    session = Session("fr", False, home)
    inputs = ["1", "2", "2", *typed.split("*"), "3", "1", "1"]
    return replay(flows, session, inputs, find=country.gazetteer.find, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "home", "shown"),
    [
        ("Gossi", None, "Gossi (Gourma-Rharous), hier"),
        ("village de Gossi*2", None, "Gossi (Nioro), hier"),
        ("Gossi Nioro", None, "Gossi (Nioro), hier"),
        ("Bara", None, "Bara (Ansongo), hier"),
        ("Koro", None, "Koro (Mopti), hier"),
        ("Ansongo", None, "Ansongo, hier"),
        ("Gao", None, "Gao, hier"),
        ("Kounsoum", "ML0701", "Kounsoum (Ansongo), hier"),
    ],
)
def test_a_shared_name_bears_its_unit(
    typed: str, home: str | None, shown: str, country: Country, flows: Flows
) -> None:
    assert told(country, flows, typed, home).text.splitlines()[1] == shown


@pytest.mark.parametrize("typed", ["Mali", "mali", "au Mali"])
def test_the_country_is_no_village(typed: str, country: Country, flows: Flows) -> None:
    session = Session("fr", False)
    turn = replay(flows, session, ["1", "2", "2", typed], find=country.gazetteer.find, today=TODAY)
    assert turn.text.startswith("Lieu inconnu.")
    assert country.gazetteer.find("Mali, Kéniéba")[0].code == "ML010408-w9tk"


def test_every_region_and_cercle_is_what_it_is(country: Country) -> None:
    units = [*country.gazetteer.units(1), *country.gazetteer.units(2)]
    assert all(found.level <= 2 for unit in units for found in country.gazetteer.find(unit.name))


def test_a_long_name_keeps_its_unit(country: Country, flows: Flows) -> None:
    """The longest of those that two cercles share, in the longest report."""
    shared: dict[str, set[str | None]] = {}
    for place in country.gazetteer.places.values():
        shared.setdefault(place.name, set()).add(place.adm2)
    longest = max((name for name, cercles in shared.items() if len(cercles) > 1), key=len)
    code = next(each for each in country.gazetteer.named(longest) if each.level > 3).code
    inputs = ["1", "1", "5", longest, "1", "9", "2"]
    found = [country.gazetteer.located(code)]
    turn = replay(flows, Session("fr", False), inputs, find=lambda *_: found, today=TODAY)
    assert fits(turn.text, 160)
    assert "(" in turn.text.splitlines()[1]


def test_a_name_with_its_unit_gives_way_on_its_longer_side() -> None:
    assert narrower("Gossi (Gourma-Rharous)") == "Gossi (Gourma-Rhar.)"
    assert narrower("Gossi-Nord") == "Gossi-N."
    assert narrower("Kel. (Gou.)") == "Kel. (Gou.)"
