"""The same house in a second country: a call and an SMS in French are incidents of a département."""

from dataclasses import replace

import pytest

from core.country import load_country
from core.languages import load_catalogues
from flows.definition import load_flows
from tests.scenarios.feed import key, read
from tests.scenarios.town import Town, when

CALLER, RELAY = "+22790000001", "+22796000002"
DAY = "2026-07-14"


@pytest.fixture
def niger(town: Town) -> Town:
    country = load_country("ne")
    say = load_catalogues(languages=country.languages)
    town.house = replace(town.house, country=country, say=say, flows=load_flows(country, say=say))
    return town


def keys(town: Town, *typed: str) -> str:
    """The last screen of a call in which this was typed."""
    for at in range(len(typed) + 1):
        screen = town.ussd(CALLER, "N1", "*".join(typed[:at]), at=when(f"{DAY} 10:00:{at:02d}"))
    return screen


def test_its_languages_are_offered_and_no_other(niger: Town) -> None:
    first = niger.ussd(CALLER, "N0", "")
    assert "1 Francais" in first
    assert "6 Hausa" in first
    assert "Bamanankan" not in first
    assert "Service de WANEP-Niger" in first


def test_hausa_is_french_until_somebody_translates_it(niger: Town) -> None:
    assert "1 Signaler" in keys(niger, "6")


def test_those_who_are_rated_there_are_offered(niger: Town) -> None:
    screen = keys(niger, "1", "2")
    assert [line.split()[0] for line in screen.splitlines()][1:-1] == ["4", "5", "6", "7"]
    assert "Maire" not in screen


def test_a_call_is_an_incident_of_a_department(niger: Town) -> None:
    screen = keys(niger, "1", "1", "2", "2", "Tera", "2", "1", "1", "1")
    assert screen.startswith("END Merci")
    niger.work()
    (row,) = niger.rows("select code, adm1, adm2, adm3, state from incidents")
    assert row == {"code": "22", "adm1": "NE06", "adm2": "NE0611", "adm3": None, "state": "unverified"}
    (told,) = niger.rows("select language, method from reports")
    assert (told["language"], told["method"]) == ("fr", "ussd")


def test_a_department_may_be_chosen_by_number(niger: Town) -> None:
    regions = keys(niger, "1", "1", "2", "2", "1")
    assert "6 Tillabéri" in regions
    assert "1 Abala" in niger.ussd(CALLER, "N1", "1*1*2*2*1*6")


def test_an_sms_with_a_code_is_one_too_and_the_feed_answers(niger: Town) -> None:
    niger.sms(RELAY, "22 FILINGUE", at=when(f"{DAY} 09:30:00"), id="ATXid_n1")
    niger.sms("90000003", "attaque a Bosso, 2 morts", at=when(f"{DAY} 09:31:00"), id="ATXid_n2")
    niger.work()
    found = niger.rows("select code, adm2 from incidents order by code")
    assert [(each["code"], each["adm2"]) for each in found] == [("11", "NE0201"), ("22", "NE0606")]
    secret = key(niger, "figures")
    paths = [f"/v1/indicators?indicator={each}&level=adm1" for each in ("G1", "incidents")]
    for answer in read(niger, secret, *paths, "/v1/places?level=adm2", "/v1/indicators?level=adm0"):
        assert answer.status_code == 200, answer.text
        assert "GeoNames" in answer.json()["meta"]["attribution"]["fr"]


def test_a_number_of_mali_is_a_foreign_one_there(niger: Town) -> None:
    niger.sms("+22376000001", "22 TERA", at=when(f"{DAY} 09:30:00"), id="ATXid_f")
    niger.work()
    assert niger.rows("select code from incidents") == []
    (kept,) = niger.rows("select reason from quarantine")
    assert kept["reason"] == "bad_number"
