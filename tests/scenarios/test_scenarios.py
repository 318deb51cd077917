"""S1, S2 and the first acknowledgement of S4, as `tests/cases/scenarios` tells them, by real webhooks."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.text import is_gsm7, septets
from store import people
from tests.scenarios.town import Town, when

CASES = Path(__file__).parent.parent / "cases" / "scenarios"
Story = dict[str, Any]


def story(name: str) -> Story:
    told: Story = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    return told


S1 = story("s1-report-in-bambara")
S2 = story("s2-a-misspelt-sms")
S4 = story("s4-an-alert")


def dial(town: Town, call: Story, day: str = "") -> None:
    """Every turn of a call, each screen looked at: GSM-7, at most 160, what it shows and what it hides."""
    seen: dict[str, str] = {}
    for turn in call["turns"]:
        at = when(f"{day} {turn['at']}".strip())
        screen = town.ussd(call["from"], call["session"], turn["text"], at=at)
        assert screen.startswith(f"{turn['answer']} "), screen
        look(screen, turn)
        assert seen.setdefault(turn.get("same_as", turn["text"]), screen) == screen


def look(screen: str, turn: Story) -> None:
    assert is_gsm7(screen[4:]), screen
    assert septets(screen[4:]) <= 160, screen
    for shown in turn.get("shows", []):
        assert shown in screen
    for hidden in turn.get("hides", []):
        assert hidden not in screen


def test_s1_a_report_by_ussd_in_bambara(town: Town) -> None:
    (call,) = S1["calls"]
    dial(town, call, str(S1["day"]))
    town.work(after=timedelta(seconds=70))
    (report,) = town.rows("SELECT * FROM reports")
    expected = S1["then"]["report"]
    assert {key: report[key] for key in expected} == expected
    (incident,) = town.rows("SELECT * FROM incidents")
    expected = S1["then"]["incident"]
    assert {key: incident[key] for key in expected} == expected
    assert town.rows("SELECT * FROM outbox") == []
    following = S1["then"]["next_call"]
    look(town.ussd(following["from"], following["session"], ""), following)


def test_s1_variant_the_call_drops_after_the_place(town: Town) -> None:
    (call,) = S1["calls"]
    dial(town, {**call, "turns": call["turns"][:6]}, str(S1["day"]))
    town.work(after=timedelta(seconds=20))
    assert town.rows("SELECT * FROM reports") == []
    town.work(after=timedelta(seconds=45))
    (report,) = town.rows("SELECT code, adm2, occurred, killed, basis, confirmed FROM reports")
    assert report == {
        "code": "22",
        "adm2": "ML0701",
        "occurred": "unknown",
        "killed": None,
        "basis": "unknown",
        "confirmed": False,
    }


def test_s1_variant_the_call_is_quit_and_erased(town: Town) -> None:
    (call,) = S1["calls"]
    dial(town, {**call, "turns": call["turns"][:7]}, str(S1["day"]))
    screen = town.ussd(call["from"], call["session"], "2*1*2*2*Ansongo*2*00")
    assert screen.startswith("END ")
    town.work(after=timedelta(seconds=70))
    assert town.rows("SELECT * FROM reports") == []


def test_s2_a_misspelt_sms(town: Town) -> None:
    for number, said in enumerate(S2["sms"]):
        town.sms(said["from"], said["text"], at=when(said["at"]), id=f"s2-{number}")
        town.work()
        (report,) = town.rows("SELECT * FROM reports ORDER BY received_at DESC LIMIT 1")
        assert report["code"] in said["codes"]
        assert report["code_confidence"] >= said["at_least"]
        assert report["method"] in said["methods"]
        assert {key: report[key] for key in said["report"]} == said["report"]
        assert report["sealed_text"] is not None
    assert report["place_reason"]
    assert report["queue"] in {"verifier", "blind"}
    assert town.rows("SELECT * FROM outbox") == town.rows("SELECT * FROM alerts") == []


@pytest.fixture
def warned(town: Town) -> tuple[Town, str]:
    """The relay has reported; the monitor has the alert. Also its number."""
    with town.house.database.write() as conn:
        for member in S4["roster"]:
            people.add_member(
                conn,
                town.house.vault,
                number=member["number"],
                name="Membre",
                roles=tuple(member["roles"]),
                areas=tuple(member["areas"]),
                now=when("2026-07-01 08:00:00"),
            )
    town.sms(S4["sms"]["from"], S4["sms"]["text"], at=when(S4["sms"]["at"]), id="S4")
    town.work()
    (alert,) = town.sent
    assert town.watch.at <= when("2026-07-14 14:07:00")
    assert alert.urn == "+22376000003"
    return town, alert.text[1:5]


def test_s4_the_alert_reaches_the_monitor(warned: tuple[Town, str]) -> None:
    town, number = warned
    assert (
        town.sent[0].text
        == f"A{number} S4 11 ML0701 NON VERIFIE 1 src VU ? recu 14h05. OUI=recu VRAI FAUX AIDE"
    )
    (incident,) = town.rows("SELECT severity, confidence, sources, state FROM incidents")
    assert incident == {"severity": 4, "confidence": pytest.approx(0.60), "sources": 1, "state": "unverified"}


@pytest.mark.parametrize("variant", S4["variants"], ids=lambda variant: variant["label"][:2])
def test_s4_what_is_answered(warned: tuple[Town, str], variant: Story) -> None:
    town, number = warned
    other = "9999" if number != "9999" else "9998"
    for n, answer in enumerate(variant["answers"]):
        text = answer["text"].format(number=number, other=other)
        town.sms(answer["from"], text, at=when(answer["at"]), id=f"answer-{n}")
        town.work()
    (alert,) = town.rows("SELECT acked_at, raised_at, ack_seconds, state FROM alerts")
    assert alert["ack_seconds"] == variant["acknowledged"]
    assert alert["state"] == "unverified"
    assert [message.text for message in town.sent[1:]] == [
        text.format(number=number) for text in variant["replies"]
    ]
    if "audited" in variant:
        assert len(town.rows("SELECT * FROM audit")) == variant["audited"]
