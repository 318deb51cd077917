"""A name of several places is taken where one of them stands clearly above the rest, and asked about else."""

import pytest

from core.country import Country
from workers.pipeline import understand


@pytest.mark.parametrize(("text", "cercle"), [("attaque a Kona", "ML0506"), ("attaque a Boni", "ML0504")])
def test_the_one_most_people_mean_is_taken(text: str, cercle: str, country: Country) -> None:
    said = understand(text, country)
    assert said.place is not None
    assert said.place.adm2 == cercle
    assert len(said.candidates) > 1


@pytest.mark.parametrize("text", ["attaque a Koromba", "attaque a Dioura", "attaque a Madina"])
def test_where_two_are_as_likely_people_are_asked(text: str, country: Country) -> None:
    said = understand(text, country)
    assert said.place is None
    assert said.place_reason == "several"
    assert len(said.candidates) > 1
