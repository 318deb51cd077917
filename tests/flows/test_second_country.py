"""A call in Niger names the units of Niger."""

from datetime import date

from core.country import load_country
from flows.definition import load_flows
from flows.engine import replay
from flows.nodes import Session

NIGER = load_country("ne")
FLOWS = load_flows(NIGER)


def shown(*typed: str) -> str:
    session = Session("fr", first_use=False)
    return replay(FLOWS, session, typed, today=date(2026, 11, 22), find=NIGER.gazetteer.find).text


def test_an_unknown_place_is_asked_again_in_the_words_of_the_country() -> None:
    assert shown("1", "2", "2", "Xyzzyq").startswith("Lieu inconnu. Essayez la commune ou le département.")
