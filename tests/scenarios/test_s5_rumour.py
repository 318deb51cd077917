"""S5: four phones tell what others told them, and a monitor finds it false."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.reports import Incident
from store import incidents, people
from tests.scenarios.town import Town, when

CASES = Path(__file__).parent.parent / "cases" / "scenarios"
S5: dict[str, Any] = yaml.safe_load((CASES / "s5-a-false-rumour.yaml").read_text("utf-8"))
THEN, VERDICT = S5["then"], S5["verdict"]
MONITOR = S5["monitor"]["number"]


def at(clock: str) -> datetime:
    return when(f"{S5['day']} {clock}")


@pytest.fixture
def rumour(town: Town) -> Town:
    """Half a day: four calls, each key by key."""
    town.house.keys.issue(when("2026-07-11 07:00:00"))
    with town.house.database.write() as conn:
        people.add_member(
            conn,
            town.house.vault,
            number=MONITOR,
            name="Membre",
            roles=("monitor",),
            areas=tuple(S5["monitor"]["areas"]),
            now=at("07:00:00"),
        )
        for each in S5["phones"]:
            people.remember(conn, town.house.vault, each["number"], when(each["seen"]), language="fr")
        for place in S5["verified_before"]:
            incidents.save(conn, verified(place))
    for each in S5["phones"]:
        call(town, each["number"], at(each["calls"]))
        town.work()
    return town


def verified(place: str) -> Incident:
    then = when("2026-07-13 12:00:00")
    where = {"adm1": place[:4], "adm2": place, "adm3": None, "place": place, "lat": None, "lon": None}
    return Incident(
        id=place,
        code="22",
        severity=2,
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


def number(town: Town) -> str:
    return str(town.rows("SELECT number FROM alerts")[0]["number"])


def test_s5_a_rumour_is_told_as_hearsay(rumour: Town) -> None:
    found = event(rumour)
    assert {name: found[name] for name in THEN["incident"]} == THEN["incident"]
    assert found["confidence"] == pytest.approx(THEN["confidence"], abs=5e-5)
    (alert,) = rumour.rows("SELECT first_sent_at, state FROM alerts")
    assert alert["first_sent_at"] <= at(THEN["alert_by"]).timestamp() * 1000
    assert alert["state"] == "unverified"
    texts = [message.text for message in rumour.sent if message.urn == MONITOR]
    assert texts[0] == THEN["alert"].format(number=number(rumour))
    assert all("S3 11 ML0504 NON VERIFIE" in text and "DIT" in text for text in texts)


def test_s5_a_monitor_finds_it_false(rumour: Town) -> None:
    counted = states(rumour)
    assert precision(counted) == 1.0
    said = VERDICT["text"].format(number=number(rumour))
    rumour.sms(MONITOR, said, at=at(VERDICT["at"]), id="verdict")
    rumour.work()
    assert event(rumour)["state"] == "false"
    assert rumour.rows("SELECT status FROM alerts") == [{"status": "cancelled"}]
    assert rumour.sent[-1].text == VERDICT["answer"].format(number=number(rumour))
    assert precision(states(rumour)) == 0.8
    assert len(rumour.rows("SELECT id FROM reports WHERE adm2 = 'ML0504'")) == len(S5["phones"])
    reporters = {each["number"] for each in S5["phones"]}
    assert not [message for message in rumour.sent if message.urn in reporters]


def states(town: Town) -> Counter[str]:
    return Counter(row["state"] for row in town.rows("SELECT state FROM incidents"))


def precision(found: Counter[str]) -> float:
    """E5: verified / (verified + false)."""
    return found["verified"] / (found["verified"] + found["false"])
