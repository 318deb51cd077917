"""A placed incident of severity 3 or 4 is an alert, told again when its line changes (`alerts.md` §2)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.alerts import Alert, alert_text
from core.country import Country
from core.reports import Incident
from tests.workers.field import NOON, event
from workers import detect
from workers.detect import alert_of, area, decide


def alert_for(country: Country, incident: Incident) -> Alert:
    return alert_of(incident, country.alerts, id_="a", number="2417", accepted_at=NOON, raised_at=NOON)


@pytest.mark.parametrize(("severity", "notice"), [(4, "new"), (3, "new"), (2, None), (1, None), (0, None)])
def test_only_three_and_four_leave_by_sms(country: Country, severity: int, notice: str | None) -> None:
    assert decide(event(severity=severity), None, country.alerts) == notice


def test_without_a_cercle_nothing_is_raised(country: Country) -> None:
    assert decide(event(adm2=None, place="ML07"), None, country.alerts) is None


def test_what_bears_a_date_of_long_ago_raises_nothing_now(country: Country) -> None:
    assert decide(event(), None, country.alerts, dated_late=True) is None


def test_a_verdict_of_false_raises_nothing(country: Country) -> None:
    assert decide(event(state="false"), None, country.alerts) is None


def test_an_update_is_told_when_state_severity_or_sources_change(country: Country) -> None:
    told = alert_for(country, event())
    assert decide(event(), told, country.alerts) is None
    assert decide(event(occurred="now"), told, country.alerts) is None
    assert decide(event(state="corroborated"), told, country.alerts) == "update"
    assert decide(event(severity=3), told, country.alerts) == "update"
    assert decide(event(sources=2), told, country.alerts) == "update"
    assert decide(event(severity=2, sources=2), told, country.alerts) is None
    assert decide(event(sources=2), replace(told, status="cancelled"), country.alerts) is None


def test_the_alert_says_no_more_than_the_commune(country: Country) -> None:
    assert area(event()) == "ML0701"
    assert area(event(adm3="ML070102", place="a-village")) == "ML070102"


def test_the_text_of_a_new_alert(country: Country) -> None:
    told = alert_for(country, event(hearsay_only=True, severity=3, all_new=True))
    assert alert_text(told).startswith("A2417 S3 11 ML0701 NON VERIFIE 1 src NOUVELLE DIT auj. recu 12h00.")
    assert told.expires_at == NOON + timedelta(hours=24)


@pytest.mark.parametrize(
    ("told", "rules"),
    [
        ({"code": "22"}, ["thefts"]),
        ({"code": "31"}, ["land_and_water"]),
        ({"code": "21"}, []),
        ({"code": "22", "severity": 3}, ["thefts"]),
        ({"code": "22", "adm2": None}, []),
        ({"code": "22", "sources": 0}, []),
        ({"code": "22", "state": "false"}, []),
    ],
    ids=repr,
)
def test_which_count_may_speak(country: Country, told: dict[str, object], rules: list[str]) -> None:
    incident = event(**{"severity": 2, **told})
    assert [rule.id for rule in detect.crowds(incident, None, country.alerts)] == rules
    assert detect.crowds(incident, alert_for(country, incident), country.alerts) == ()
