"""S5: four phones tell what others told them, and a monitor finds it false."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection

from core.alerts import Alert
from core.contacts import Role
from core.reports import Incident, Report, Understanding
from gateway.feeds import warning
from gateway.feeds.draft import week_of
from store import alerts, incidents, people, reports
from tests.scenarios.town import Town, when

CASES = Path(__file__).parent.parent / "cases" / "scenarios"
S5: dict[str, Any] = yaml.safe_load((CASES / "s5-a-false-rumour.yaml").read_text("utf-8"))
THEN, VERDICT = S5["then"], S5["verdict"]
MONITOR = S5["monitor"]["number"]
WEEK = "2026-W29"


def at(clock: str) -> datetime:
    return when(f"{S5['day']} {clock}")


@pytest.fixture
def rumour(town: Town) -> Town:
    return half_a_day(town)


def half_a_day(town: Town) -> Town:
    """Four calls, each key by key; four other alerts of the week were verified before."""
    town.house.keys.issue(when("2026-07-11 07:00:00"))
    serves(town, MONITOR, "monitor", *S5["monitor"]["areas"])
    with town.house.database.write() as conn:
        for each in S5["phones"]:
            people.remember(conn, town.house.vault, each["number"], when(each["seen"]), language="fr")
        for n, place in enumerate(S5["verified_before"]):
            incidents.save(conn, verified(place))
            tells(conn, town, place)
            alerts.raise_(conn, alert_of(place, f"100{n}"), place[:4], place)
    for each in S5["phones"]:
        call(town, each["number"], at(each["calls"]))
        town.work()
    return town


def serves(town: Town, number: str, role: Role, *areas: str) -> None:
    with town.house.database.write() as conn:
        about = {"number": number, "name": "Membre", "roles": (role,), "areas": areas}
        people.add_member(conn, town.house.vault, now=at("07:00:00"), **about)  # type: ignore[arg-type]


def alert_of(place: str, number: str) -> Alert:
    """The alert of an event that was verified, answered long ago."""
    then = when("2026-07-13 12:00:00")
    return Alert(
        id=f"a-{place}",
        number=number,
        rule="incident",
        incident=place,
        code="11",
        severity=4,
        area=place,
        state="verified",
        sources=1,
        raised_at=then,
        accepted_at=then,
        expires_at=then + timedelta(days=1),
        status="acknowledged",
    )


def tells(conn: Connection, town: Town, place: str) -> None:
    """Somebody's report of that event."""
    then = when("2026-07-13 12:00:00")
    said = Understanding(language="fr", language_confidence=1.0, intent="incident", redacted="")
    kept = Report(f"r-{place}", f"in-{place}", f"who-{place}", "2026-Q3", "a", then, said)
    reports.save(conn, town.house.vault, kept, now=then)
    incidents.attach(conn, kept.id, place, place)


def verified(place: str) -> Incident:
    then = when("2026-07-13 12:00:00")
    where = {"adm1": place[:4], "adm2": place, "adm3": None, "place": place, "lat": None, "lon": None}
    return Incident(
        id=place,
        code="11",
        severity=4,
        occurred="today",
        state="verified",
        confidence=0.9,
        sources=1,
        opened_at=then,
        updated_at=then,
        **where,  # type: ignore[arg-type]
    )


def call(town: Town, number: str, began: datetime) -> None:
    keys = S5["keys"].split("*")
    for n in range(len(keys) + 1):
        screen = town.ussd(number, f"call of {number}", "*".join(keys[:n]), at=began)
        assert screen.startswith("END " if n == len(keys) else "CON "), screen


def event(town: Town) -> dict[str, Any]:
    (found,) = town.rows("SELECT * FROM incidents WHERE adm2 = 'ML0504'")
    return found


def alert(town: Town) -> dict[str, Any]:
    (found,) = town.rows("SELECT * FROM alerts WHERE adm2 = 'ML0504'")
    return found


def number(town: Town) -> str:
    return str(alert(town)["number"])


def test_s5_a_rumour_is_told_as_hearsay(rumour: Town) -> None:
    found = event(rumour)
    assert {name: found[name] for name in THEN["incident"]} == THEN["incident"]
    assert found["confidence"] == pytest.approx(THEN["confidence"], abs=5e-5)
    assert alert(rumour)["first_sent_at"] <= at(THEN["alert_by"]).timestamp() * 1000
    assert alert(rumour)["state"] == "unverified"
    texts = [message.text for message in rumour.sent if message.urn == MONITOR]
    assert texts[0] == THEN["alert"].format(number=number(rumour))
    assert all("S3 11 ML0504 NON VERIFIE" in text and "DIT" in text for text in texts)


def test_s5_a_monitor_finds_it_false(rumour: Town) -> None:
    assert precision(rumour) == 1.0
    judge(rumour)
    assert event(rumour)["state"] == "false"
    assert alert(rumour)["status"] == "cancelled"
    assert rumour.sent[-1].text == VERDICT["answer"].format(number=number(rumour))
    assert precision(rumour) == 0.8
    assert len(rumour.rows("SELECT id FROM reports WHERE adm2 = 'ML0504'")) == len(S5["phones"])
    reporters = {each["number"] for each in S5["phones"]}
    assert not [message for message in rumour.sent if message.urn in reporters]


def judge(town: Town) -> None:
    """FAUX, from the monitor's phone."""
    town.sms(MONITOR, VERDICT["text"].format(number=number(town)), at=at(VERDICT["at"]), id="verdict")
    town.work()


def precision(town: Town) -> float | None:
    """E5 of the country, as the house has it before it says what may be shown."""
    indicator = town.house.country.indicator("E5")
    assert indicator is not None
    found = warning.shares_of(town.house, indicator, WEEK, week_of(town.house, WEEK))
    return found["ML"].value
