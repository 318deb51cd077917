"""S8, as `tests/cases/scenarios` tells it: an exercise beside the real house, by HTTP."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.text import is_gsm7, septets
from ops.drill_report import markdown
from ops.drills import purge, report
from tests.scenarios.rehearsal import Rehearsal, begun
from tests.scenarios.town import Town, when

CASES = Path(__file__).parent.parent / "cases" / "scenarios"
S8: dict[str, Any] = yaml.safe_load((CASES / "s8-a-tabletop-exercise.yaml").read_text("utf-8"))
MONITOR = "+22376000003"


@pytest.fixture
def rehearsal(town: Town) -> Iterator[Rehearsal]:
    here = Rehearsal(town)
    here.enlist(*S8["roster"])
    yield here
    here.theatre.close()


def play(here: Rehearsal, plays: list[dict[str, str]]) -> None:
    """What the monitor hears, at its time, and answers."""
    for n, each in enumerate(plays):
        here.go(when(each["at"]))
        heard = here.town.sent[-1]
        assert heard.urn == MONITOR
        assert heard.text.startswith("EXERCICE A")
        assert each["hears"] in heard.text
        number = heard.text[10:14]
        here.town.sms(MONITOR, f"OUI {number}", at=when(each["answers_at"]), id=f"oui-{n}")
        here.go(when(each["answers_at"]))
        assert here.town.sent[-1].text == f"EXERCICE A{number} {each['answer']}"


def test_s8_a_tabletop_exercise(rehearsal: Rehearsal, tmp_path: Path) -> None:
    here, town, real = rehearsal, rehearsal.town, S8["before"]
    town.sms(real["from"], real["text"], at=when(real["at"]), id="before")
    here.go(when(real["at"]))
    here.go(when(S8["begun_at"]))
    feeds, series = here.feeds(), here.series()
    first = begun(here, tmp_path, S8["script"], when(S8["begun_at"]))
    play(here, S8["plays"])
    here.go(when(S8["ended_at"]))
    for login in ("moussa", "fanta"):
        here.press(login, "/console/drills/EX-03/end")
    here.look()
    assert here.drill().state == "ended"
    for action in S8["actions"]:
        here.press("fanta", "/console/drills/EX-03/decide", **action)

    texts = [message.text for message in town.sent[first:]]
    assert len(texts) == 2 * len(S8["plays"])
    assert all(text.startswith("EXERCICE ") and is_gsm7(text) and septets(text) <= 160 for text in texts)
    told = report(town.house, "EX-03")
    assert told["status"] == "Exercise"
    assert told["exercise"] == "EX-03"
    assert told["to_acknowledgement"] == {"n": 3, "p50": S8["median"], "p90": pytest.approx(684)}
    assert told["unanswered"] == 0
    assert "9 min" in markdown(told)
    assert here.feeds() == feeds
    assert here.series() == series
    kept_only(here)


def kept_only(here: Rehearsal) -> None:
    """After purging: the report, the commitments, and no store of its own."""
    purge(here.town.house, "EX-03")
    here.look()
    (row,) = here.town.rows("SELECT * FROM drills")
    assert row["state"] == "purged"
    assert row["script"] is None
    assert json.loads(row["report"])["to_acknowledgement"]["p50"] == S8["median"]
    commitments = here.town.rows("SELECT framework, owner, due FROM commitments ORDER BY code")
    assert commitments == [
        {"framework": "tabletop_aar", "owner": each["owner"], "due": each["due"]} for each in S8["actions"]
    ]
    assert here.town.rows("SELECT * FROM injects") == here.town.rows("SELECT * FROM drill_mail") == []
    assert not list(here.town.house.database.data_dir.glob("drills/*"))
    assert "9.0 min" in here.page("fanta", "/console/drills/EX-03").text


def test_s8_variant_a_real_alert_pauses_it(rehearsal: Rehearsal, tmp_path: Path) -> None:
    here, town, real = rehearsal, rehearsal.town, S8["real"]
    begun(here, tmp_path, S8["script"], when(S8["begun_at"]))
    play(here, S8["plays"][:2])
    here.go(when("2026-07-14 10:25:00"))
    before = len(town.sent)
    town.sms(real["from"], real["text"], at=when(real["at"]), id="real")
    here.go(when(real["at"]) + timedelta(seconds=5))
    (alert,) = town.sent[before:]
    assert alert.urn == MONITOR
    assert alert.text.startswith("A")
    assert "11 ML0701" in alert.text
    assert here.drill().state == "paused"
    assert "en pause" in here.page("moussa", "/console/drills/EX-03").text
