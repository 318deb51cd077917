"""What people write in Niger is understood by codes, rules and French words, and by no model of Mali."""

import pytest

from core.country import Country, load_country
from tests.gateway.rooms import NOON, alert
from tests.mali import say
from workers import capinfo
from workers.pipeline import prepare, understand


@pytest.fixture(scope="module")
def niger() -> Country:
    return load_country("ne")


@pytest.mark.parametrize(
    ("text", "code", "place", "method"),
    [
        ("22 TERA", "22", "NE0611", "code"),
        ("attaque a banibangou hier soir 3 morts", "11", "NE0604", "rule"),
        ("vol de 20 vaches a Filingué", "22", "NE0606", "rule"),
        ("attaque au village, département de Bosso", "11", "NE0201", "rule"),
        ("inondation a Birni N'Konni, des maisons sont tombées", "72", "NE0503", "keyword"),
    ],
)
def test_a_message_is_an_incident_at_a_department(
    niger: Country, text: str, code: str, place: str, method: str
) -> None:
    said = understand(text, niger)
    assert (said.intent, said.code, said.method) == ("incident", code, method)
    assert said.place is not None
    assert (said.place.code, said.place.adm2) == (place, place)


@pytest.mark.parametrize("code", ["ml", "ne"])
@pytest.mark.parametrize("number", ["+227 90123456", "+ 225 0701020304", "+33 612345678", "+226  70123456"])
def test_a_number_of_another_country_in_two_parts_is_taken_out(code: str, number: str) -> None:
    """Such a number once sent the redactor round in a circle."""
    said = understand(f"appelez le {number}, vol a Gao", load_country(code))
    assert "[TEL]" in said.redacted
    assert number.rsplit(maxsplit=1)[-1] not in said.redacted


def test_no_model_of_another_country_is_trusted(niger: Country) -> None:
    mind = prepare(niger)
    assert (mind.language, mind.topics) == (None, None)


@pytest.mark.parametrize("number", ["90 12 34 56", "+227 90123456", "22790123456", "00227 90 12 34 56"])
def test_a_number_of_niger_is_taken_out(niger: Country, number: str) -> None:
    said = understand(f"appelez le {number}, vol a Gaya", niger)
    assert "[TEL]" in said.redacted
    assert "9012" not in said.redacted.replace(" ", "")


@pytest.mark.parametrize("name", ["Issoufou Garba", "Malam Souley", "Hadiza Moussa"])
def test_a_name_borne_in_niger_is_taken_out(niger: Country, name: str) -> None:
    assert "[NOM]" in understand(f"{name} a vu le vol a Gaya", niger).redacted


def test_help_for_one_person_comes_first_there_too(niger: Country) -> None:
    assert understand("mon mari me frappe", niger).intent == "gbv"


@pytest.mark.parametrize(
    ("language", "named"),
    [("fr", "Département de Téra, région de Tillabéri"), ("en", "Department of Téra, region of Tillabéri")],
)
def test_a_public_warning_names_the_units_of_niger(niger: Country, language: str, named: str) -> None:
    telling = capinfo.Telling(niger, say(), alert("a-1", "2417", area="NE0611"), "partners", NOON)
    assert capinfo.area(telling, niger.gazetteer.get("NE0611"), language) == named
