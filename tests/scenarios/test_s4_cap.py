"""S4 b to f, S5 and S8 with their CAP messages, by the house's own doors."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.cap import write
from core.capchecks import checked
from gateway.house import House
from store import cap
from store.cap import Message
from tests.scenarios.desk import person, press
from tests.scenarios.rehearsal import Rehearsal, begun
from tests.scenarios.test_exercise import S8
from tests.scenarios.test_s5_rumour import judge, rumour  # noqa: F401
from tests.scenarios.test_scenarios import warned  # noqa: F401
from tests.scenarios.town import Town, when
from tests.workers.capbench import said

CASES = Path(__file__).parent.parent / "cases" / "scenarios"
S4: dict[str, Any] = yaml.safe_load((CASES / "s4-with-cap.yaml").read_text("utf-8"))


def chain(house: House) -> list[Message]:
    """The messages of every alert of a house, each read back."""
    with house.database.read() as conn:
        ids = conn.exec_driver_sql("SELECT id FROM alerts").scalars().all()
        found = cap.chain(conn, *ids)
    for message in found:
        known = {str(each) for each in message.document.references}
        assert checked(write(message.document), known)
    return found


def brief(house: House) -> list[dict[str, Any]]:
    found = chain(house)
    versions = {each.cites: each.version for each in found}
    return [
        {
            "type": message.type,
            "scope": message.document.scope,
            "certainty": said(write(message.document), "info/certainty"),
            "sent": said(write(message.document), "sent"),
            "refers": [versions[each] for each in message.document.references],
        }
        for message in found
    ]


@pytest.mark.parametrize("variant", S4["variants"], ids=lambda variant: variant["label"][:2])
def test_s4_with_its_messages(warned: tuple[Town, str], variant: dict[str, Any]) -> None:  # noqa: F811
    town, number = warned
    other = "9999" if number != "9999" else "9998"
    for n, each in enumerate(variant.get("sms", [])):
        before = len(town.sent)
        town.sms(
            each["from"], each["text"].format(number=number, other=other), at=when(each["at"]), id=f"{n}"
        )
        town.work()
        heard = [message.text for message in town.sent[before:]]
        assert heard == ([each["hears"].format(number=number)] if "hears" in each else [])
    if pressed := variant.get("press"):
        person(town, "fanta", "regional", "ML07")
        town.watch.at = when(pressed["at"])
        button = f"alerts/{number}/{pressed['button']}"
        assert press(town, "fanta", "/console", button, {"why": pressed["reason"]}) == 303
    climbs(town, variant)
    assert brief(town.house) == [S4["first"], *variant.get("then", [])]
    assert town.rows("SELECT state FROM incidents") == [{"state": variant["state"]}]
    if "audited" in variant:
        assert len(town.rows("SELECT * FROM audit")) == variant["audited"]


def climbs(town: Town, variant: dict[str, Any]) -> None:
    for look, rung in zip(variant.get("looks", []), variant.get("climbs", []), strict=True):
        town.watch.at = when(look)
        town.work()
        assert (town.sent[-1].urn, town.watch.at <= when(rung["by"])) == (rung["to"], True)
        assert rung["says"] in town.sent[-1].text


def test_s5_the_rumour_is_told_as_possible_and_taken_back(rumour: Town) -> None:  # noqa: F811
    told = brief(rumour.house)
    assert [each["type"] for each in told] == ["Alert", "Update", "Update", "Update"]
    assert {(each["scope"], each["certainty"]) for each in told} == {("Private", "Possible")}
    judge(rumour)
    cancel = brief(rumour.house)[-1]
    assert cancel == {
        "type": "Cancel",
        "scope": "Private",
        "certainty": "Unlikely",
        "sent": "2026-07-14T15:10:00-00:00",
        "refers": [1, 2, 3, 4],
    }


@pytest.fixture
def rehearsal(town: Town) -> Iterator[Rehearsal]:
    here = Rehearsal(town)
    here.enlist(*S8["roster"])
    yield here
    here.theatre.close()


def test_s8_every_document_is_an_exercise(rehearsal: Rehearsal, tmp_path: Path) -> None:
    begun(rehearsal, tmp_path, S8["script"], when(S8["begun_at"]))
    for each in S8["plays"]:
        rehearsal.go(when(each["at"]))
    (stage,) = rehearsal.theatre.stages.values()
    found = [write(message.document) for message in chain(stage.house)]
    assert len(found) >= len(S8["plays"])
    assert {(said(xml, "status"), said(xml, "note")) for xml in found} == {("Exercise", "EX-03")}
    assert all(said(xml, "info/headline").startswith("EXERCICE. Alerte ") for xml in found)
    assert chain(rehearsal.town.house) == []
