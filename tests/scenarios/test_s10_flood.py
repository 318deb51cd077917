"""S10: two hundred messages of forty phones raise one alert; a relay's word, and a coordinator's, go on."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.messages import OutboundMessage
from store import people, series
from store.database import ms
from tests.scenarios.desk import page, person, press, write
from tests.scenarios.town import Town, when

CASES = Path(__file__).parent.parent / "cases" / "scenarios"
S10: dict[str, Any] = yaml.safe_load((CASES / "s10-a-hostile-flood.yaml").read_text("utf-8"))
THEN = S10["then"]
MONITOR = S10["roster"][0]["number"]


def at(clock: str) -> datetime:
    return when(f"{S10['day']} {clock}")


def phone(k: int) -> str:
    return f"+223760000{S10['flood']['first'] + k}"


@pytest.fixture
def flooded(town: Town) -> Town:
    """Everything that happens until half an hour is over, the workers at work after each message."""
    knows(town)
    settings = town.house.settings.model_copy(update={"operator_mail": S10["operator"]})
    town.house = replace(town.house, settings=settings)
    write(town, messages())
    town.work(after=timedelta(minutes=6))
    return town


def messages() -> list[tuple[datetime, str, str]]:
    """When, from whom, what."""
    flood, relay = S10["flood"], S10["relay"]
    listed = [(at(relay["at"]), relay["from"], relay["text"])]
    for i in range(flood["messages"]):
        said = flood["text"] + flood["endings"][i % len(flood["endings"])]
        sent = at(S10["begins"]) + timedelta(seconds=flood["every_seconds"] * i)
        listed.append((sent, phone(i % flood["phones"]), said))
    return sorted(listed)


def knows(town: Town) -> None:
    """The people of the town, and the two phones that wrote sixty days ago."""
    for each in S10["roster"]:
        with town.house.database.write() as conn:
            people.add_member(
                conn,
                town.house.vault,
                number=each["number"],
                name="Membre",
                roles=tuple(each["roles"]),
                areas=tuple(each["areas"]),
                now=town.watch.at,
                email=each.get("email", ""),
            )
    known = S10["known"]
    other = S10["ratings"]["before"]
    write(town, [(when(known["at"]), phone(k), known["text"]) for k in known["phones"]])
    write(town, [(when(other["known"]), other["from"], known["text"])])
    town.watch.at = at(S10["begins"]) - timedelta(minutes=10)
    town.house.keys.issue(town.watch.at)
    write(town, [(at(other["at"]), other["from"], S10["ratings"]["text"])])
    town.work()
    town.sent.clear()


def incident(town: Town) -> dict[str, Any]:
    found = town.rows("SELECT * FROM incidents WHERE adm2 = 'ML0504'")
    assert len(found) == 1
    return found[0]


def told(town: Town) -> list[OutboundMessage]:
    return [message for message in town.sent if message.urn == MONITOR]


def figures(town: Town) -> list[list[dict[str, Any]]]:
    tables = ("cells", "cell_members", "ratings", "durations")
    return [sorted(town.rows(f"SELECT * FROM {name}"), key=repr) for name in tables]


def in_series(town: Town) -> dict[series.Key, int]:
    """What anomalies are looked for in, of the day."""
    with town.house.database.read() as conn:
        return series.counts(conn, at("00:00:00"), at("00:00:00") + timedelta(days=1))


def rated(town: Town) -> list[dict[str, Any]]:
    return town.rows("SELECT * FROM cells WHERE indicator LIKE 'G%' ORDER BY indicator, place, grp")


def test_s10_a_hostile_flood(flooded: Town) -> None:
    one_source(flooded)
    one_alert(flooded)
    one_notice(flooded)
    ratings_do_not_count(flooded)
    set_aside_and_taken_back(flooded)


def one_source(town: Town) -> None:
    kept = "SELECT id FROM reports WHERE adm2 = 'ML0504' AND role = 'public' AND repeat_of"
    assert len(town.rows(f"{kept} IS NULL")) == THEN["counted"]
    folded = sum(row["n"] for row in town.rows("SELECT n FROM counters WHERE name = 'folded'"))
    assert len(town.rows(f"{kept} IS NOT NULL")) + folded == THEN["kept_aside"]
    found = incident(town)
    assert {name: found[name] for name in THEN["with_relay"]} == THEN["with_relay"]
    counted = town.rows(
        "SELECT numerator FROM cells WHERE indicator = 'incidents' AND place = 'ML050409' AND numerator > 0"
    )
    assert [row["numerator"] for row in counted] == [1]
    assert in_series(town) == {("ML0504", "11", at("10:00:00").date()): 1}


def one_alert(town: Town) -> None:
    (alert,) = town.rows("SELECT number, alert_seconds FROM alerts WHERE severity = 4")
    first, update = told(town)
    assert first.text == THEN["first_text"].format(number=alert["number"])
    assert update.text == THEN["update_text"].format(number=alert["number"])
    assert alert["alert_seconds"] <= 120
    (left,) = town.rows(
        "SELECT started_at FROM attempts JOIN outbox ON outbox.id = outbox_id WHERE cause LIKE 'update:%'"
    )
    assert left["started_at"] <= ms(at(THEN["update_by"]))


def one_notice(town: Town) -> None:
    (notice,) = town.rows("SELECT * FROM notices WHERE kind = 'integrity'")
    assert notice["area"] == "ML0504"
    said = json.loads(notice["told"])
    assert {name: said[name] for name in THEN["notice"]} == THEN["notice"]
    mails = town.rows("SELECT recipient FROM outbox WHERE channel = 'email' AND cause LIKE 'notice:%'")
    assert len(mails) == THEN["mails"]


def ratings_do_not_count(town: Town) -> None:
    """Somebody else's rating counts; those of the flood wait, and change nothing that is summed."""
    said, before = S10["ratings"], rated(town)
    assert [row["denominator"] for row in before if row["indicator"] == "G1"]
    write(town, [(at(said["at"]), phone(k), said["text"]) for k in said["phones"]])
    held = [bool(row["held"]) for row in town.rows("SELECT held FROM ratings ORDER BY received_at")]
    assert held == [False, True, True]
    assert rated(town) == before


def set_aside_and_taken_back(town: Town) -> None:
    person(town, "fanta", "regional", "ML05")
    person(town, "moussa", "monitor", "ML0504")
    before, figures_before, counted = incident(town), figures(town), in_series(town)
    (flood,) = town.rows("SELECT id FROM floods")
    path = f"/console/incidents/{before['id']}"
    shown = page(town, "moussa", path)
    assert "afflux suspect" in shown
    assert "41 téléphone(s)" in shown
    assert press(town, "moussa", path, "aside", {"flood": flood["id"]}) == 404
    assert press(town, "fanta", path, "aside", {"flood": flood["id"]}) == 303
    aside = incident(town)
    assert {name: aside[name] for name in THEN["aside"]} == THEN["aside"]
    assert figures(town) != figures_before
    assert press(town, "fanta", path, "back", {"flood": flood["id"]}) == 303
    assert still(incident(town)) == still(before)
    assert figures(town) == figures_before
    assert in_series(town) == counted
    done = [row["action"] for row in town.rows("SELECT action FROM audit ORDER BY seq")]
    assert [each for each in done if each in {"set_aside", "take_back"}] == ["set_aside", "take_back"]


def still(row: dict[str, Any]) -> dict[str, Any]:
    """All but when it was last said anew."""
    moved = {"updated_at", "told_at"}
    kept = {name: value for name, value in row.items() if name not in moved}
    return kept | {"told": json.loads(row["told"])}
