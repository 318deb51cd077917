"""What a rating counts for is what the country defines: the one table of the store says the same."""

from core.country import load_country
from core.measures import measures
from store.ratings import MEASURES


def test_the_store_measures_what_is_defined() -> None:
    defined = measures(load_country("ml").indicators)
    assert {name: (each.indicator, each.counted, each.valid) for name, each in MEASURES.items()} == {
        name: (each.indicator, each.counted, each.valid) for name, each in defined.items()
    }
