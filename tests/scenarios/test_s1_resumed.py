"""S1, the call drops after step 6: dialled again in time it is the same report, completed, and told once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.scenarios.test_scenarios import S1, dial, look, story
from tests.scenarios.town import Town, when

RESUMED = story("s1-resumed")
CALLER, AGAIN = RESUMED["continued"]["from"], RESUMED["continued"]["session"]


def dropped(town: Town) -> datetime:
    """The first six steps; when the last of them came."""
    (call,) = S1["calls"]
    dial(town, {**call, "turns": call["turns"][:6]}, str(S1["day"]))
    return when(f"{S1['day']} {call['turns'][5]['at']}")


@pytest.mark.parametrize("variant", RESUMED["variants"], ids=lambda variant: variant["label"])
def test_s1_variant_the_call_drops_and_is_dialled_again(town: Town, variant: dict[str, Any]) -> None:
    at = dropped(town)
    if variant.get("worked"):
        town.work(after=timedelta(seconds=70))
        assert [row["confirmed"] for row in town.rows("SELECT confirmed FROM reports")] == [False]
    if variant.get("protected"):
        assert town.ussd(CALLER, "S1", "2*1*2*2*Ansongo*0*0*0*6*1").startswith("END ")
    again = at + timedelta(**variant["after"])
    screen = town.ussd(CALLER, AGAIN, "", at=again)
    look(screen, RESUMED["offer" if variant["offered"] else "none"])
    if variant["offered"]:
        continued(town, again)
    town.work(after=timedelta(seconds=70))
    kept(town, variant)


def continued(town: Town, at: datetime) -> None:
    seen: dict[str, str] = {}
    for turn in RESUMED["continued"]["turns"]:
        screen = town.ussd(CALLER, AGAIN, turn["text"], at=at)
        assert screen.startswith(f"{turn['answer']} "), screen
        look(screen, turn)
        assert seen.setdefault(turn.get("same_as", turn["text"]), screen) == screen


def kept(town: Town, variant: dict[str, Any]) -> None:
    """One report and one incident: whole when it was continued, partial when not, none after the lane."""
    rows = town.rows("SELECT * FROM reports")
    assert len(rows) == len(town.rows("SELECT * FROM incidents")) == (0 if variant.get("protected") else 1)
    assert town.rows("SELECT * FROM outbox") == []
    if variant["offered"]:
        expected = S1["then"]["report"]
        assert {key: rows[0][key] for key in expected} == expected
        look(town.ussd(CALLER, "S1b", ""), {"shows": ["1 Kunnafoni di"], "hides": ["wele tigèra"]})
    elif rows:
        assert (rows[0]["confirmed"], rows[0]["basis"]) == (False, "unknown")
