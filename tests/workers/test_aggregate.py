"""An incident counts once, by code and week, for its place and all above; a position is rated where it is."""

import pytest

from core.country import Country
from core.observations import Observation
from tests.workers.field import event
from workers.aggregate import of_incident, rated_places

UP = ("ML0701", "ML07", "ML")


def test_an_incident_counts_once_and_its_reporters_each(country: Country) -> None:
    counted = of_incident(event(), ["b", "a", "b"], country.gazetteer)
    assert counted[0] == Observation("incidents", UP, "2026-W29", "11", numerator=1.0, denominator=1.0)
    assert [each.member for each in counted[1:]] == ["a", "b"]
    assert all((each.numerator, each.denominator) == (0, 0) for each in counted[1:])


def test_an_incident_without_a_place_counts_for_the_country(country: Country) -> None:
    assert of_incident(event(place=None), [], country.gazetteer)[0].places == ("ML",)


def test_a_false_incident_counts_for_nothing(country: Country) -> None:
    assert of_incident(event(state="false"), ["a"], country.gazetteer) == ()


@pytest.mark.parametrize(
    ("code", "level", "places"),
    [
        pytest.param("ML070102", 3, ("ML070102", *UP), id="a chief in his commune"),
        pytest.param("ML070102", 2, UP, id="a prefect in his cercle, whatever commune was typed"),
        pytest.param("ML0701", 3, UP, id="a mayor in the cercle, when nothing finer was named"),
        pytest.param("ML07", 3, (), id="a region is too coarse"),
        pytest.param("ML", 2, (), id="a country is too coarse"),
    ],
)
def test_where_a_position_is_rated(country: Country, code: str, level: int, places: tuple[str, ...]) -> None:
    assert rated_places(code, level, country.gazetteer) == places
