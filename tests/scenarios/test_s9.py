"""S9, as `tests/cases/scenarios` tells it: nothing is lost while nobody works, and silence is told."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.text import is_gsm7, measure
from store.database import ms
from tests.scenarios.rehearsal import Rehearsal
from tests.scenarios.town import Town, millis, when
from workers.drain import drain_once

CASES = Path(__file__).parent.parent / "cases" / "scenarios"
S9: dict[str, Any] = yaml.safe_load((CASES / "s9-the-queue-is-down.yaml").read_text("utf-8"))
MONITOR, COORDINATOR = "+22376000003", "+22365012345"
ANSWERED_IN = 2.0
"""Seconds, of this machine's own clock."""
DIGEST = re.compile(r"JOUR A(\d{4}): \d+\. (.*)\. OUI \1=recu")
Form = dict[str, str]


@pytest.fixture
def here(town: Town) -> Iterator[Rehearsal]:
    made = Rehearsal(town)
    made.enlist(*S9["roster"])
    made.person("fanta", "regional", "ML07")
    made.person("moussa", "monitor", "ML0701")
    yield made
    made.theatre.close()


def numbers(told: dict[str, Any]) -> list[str]:
    return [f"+{int(told['first']) + n}" for n in range(told["count"])]


def go(here: Rehearsal, at: str) -> None:
    """The clock stands at a moment; twice, for what one tick writes another sends."""
    here.town.watch.at = when(at)
    here.town.house.keys.issue(here.town.watch.at)
    for _ in range(2):
        here.town.work()


def heard(here: Rehearsal, number: str) -> list[str]:
    return [message.text for message in here.town.sent if message.urn == number]


def sms(number: str, text: str, at: datetime, id_: str) -> tuple[str, Form]:
    sent = {"id": id_, "from": number, "to": "36000", "text": text}
    return "sms", sent | {"date": at.strftime("%Y-%m-%d %H:%M:%S")}


def write(here: Rehearsal, told: dict[str, Any]) -> dict[str, datetime]:
    """Thirty phones, a minute or less apart, each message posted three times; when each was received."""
    found = {}
    for n, number in enumerate(numbers(told)):
        at = here.town.watch.at = when(told["begin"]) + timedelta(seconds=20 * n)
        here.town.used.add(number)
        posted = here.town.post(*[sms(number, told["text"], at, f"sms-{n}")] * told["posted"])
        assert [each.status_code for each in posted] == [200] * told["posted"]
        assert all(each.elapsed.total_seconds() <= ANSWERED_IN for each in posted)
        found[number] = at
    return found


def turn(here: Rehearsal, number: str, call: str, text: str, at: datetime) -> str:
    """One screen of a call, in time."""
    began = time.monotonic()
    screen = here.town.ussd(number, call, text, at=at)
    assert time.monotonic() - began <= ANSWERED_IN
    return screen


def drained(here: Rehearsal, at: str) -> None:
    """The workers are back: whatever they have done at any moment was received before all that waits.

    A turn that a later one of its call has superseded is done with as soon as that is accepted.
    """
    town = here.town
    town.watch.at = when(at)
    town.house.keys.issue(town.watch.at)
    town.passes()
    looks: list[list[bool]] = []

    def look() -> None:
        rows = town.rows("SELECT state, outcome FROM inbox ORDER BY received_at, seq")
        looks.append([row["state"] == "done" for row in rows if row["outcome"] != "superseded"])

    while drain_once(town.house, "scenario", look):
        look()
    assert [done for done in looks if done != sorted(done, reverse=True)] == []
    assert all(looks[-1])
    assert len({sum(done) for done in looks}) > 2


def dial(here: Rehearsal, told: dict[str, Any]) -> None:
    """Every call reaches its END; the telco repeats no turn."""
    for n, number in enumerate(numbers(told)):
        at = when(told["begin"]) + timedelta(minutes=n)
        screens = [turn(here, number, f"call-{n}", text, at) for text in told["turns"]]
        assert all(screen.startswith("CON ") for screen in screens[:-1])
        assert screens[-1].startswith("END ")


def test_s9_a_nothing_is_lost_while_queue_and_workers_are_down(here: Rehearsal) -> None:
    town, told = here.town, S9["a"]
    relay = told["relay"]
    town.sms(relay["from"], relay["text"], at=when(relay["at"]), id="relay")
    received = write(here, told["phones"])
    dial(here, told["calls"])
    assert len(town.rows("SELECT * FROM inbox WHERE kind = 'sms' AND state = 'new'")) == 31
    assert town.rows("SELECT * FROM reports") == []
    drained(here, told["back_at"])
    go(here, told["back_at"])
    reports = town.rows("SELECT * FROM reports ORDER BY received_at, id")
    assert len([each for each in reports if each["session"] is None]) == 31
    assert len([each for each in reports if each["session"]]) == 10
    assert len({each["contact"] for each in reports}) == 41
    assert [each for each in reports if each["repeat_of"]] == []
    times = [each["received_at"] for each in reports if each["session"] is None]
    assert times == [millis(relay["at"]), *(ms(at) for at in received.values())]
    (thefts,) = town.rows("SELECT * FROM incidents WHERE adm2 = 'ML0703'")
    assert thefts["opened_at"] == ms(min(received.values()))
    (text,) = heard(here, MONITOR)
    number = town.rows("SELECT number FROM alerts")[0]["number"]
    assert text == told["text"].format(number=number)
    assert "retard 40 min" in text
    assert all(urn == MONITOR for urn in {message.urn for message in town.sent})


def test_s9_b_what_the_night_made_old_is_in_the_next_digest_flagged(here: Rehearsal) -> None:
    town, told = here.town, S9["b"]
    relay = told["relay"]
    town.watch.at = when(relay["at"])
    town.house.keys.issue(town.watch.at)
    town.counted = town.watch.at
    town.sms(relay["from"], relay["text"], at=when(relay["at"]), id="relay")
    go(here, told["back_at"])
    assert town.sent == []
    (alert,) = town.rows("SELECT * FROM alerts")
    page = unescape(here.page("moussa", "/console").text)
    assert alert["number"] in page
    assert told["alarm"] in page
    go(here, told["digest_at"])
    (text,) = heard(here, MONITOR)
    digest = DIGEST.fullmatch(text)
    assert digest
    assert digest[2] == told["line"].format(number=alert["number"])
    assert is_gsm7(text)
    assert measure(text)[2] == 1
    assert heard(here, COORDINATOR) == []
    town.sms(MONITOR, f"OUI {digest[1]}", at=when("2026-07-14 18:10:00"), id="oui")
    town.work()
    assert heard(here, MONITOR)[-1] == f"A{digest[1]} OUI 18h10."
    assert town.rows("SELECT status FROM alerts") == [{"status": "acknowledged"}]


def only_these_relays(here: Rehearsal, told: Any) -> list[str]:
    """Their numbers; no other relay is on the roster any more."""
    relays = list(numbers(told))
    with here.town.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE staff SET active = false WHERE roles = 'relay'")
    here.enlist(*({"number": one, "roles": ["relay"], "areas": [told["area"]]} for one in relays))
    here.town.used |= set(relays)
    return relays


def test_s9_c_too_few_relays_and_one_who_fell_silent(here: Rehearsal) -> None:
    town, told = here.town, S9["c"]
    relays = only_these_relays(here, told["relays"])
    for n, number in enumerate(relays[: told["relays"]["reporting"]]):
        at = when(told["reports"]["begin"]) + timedelta(minutes=n)
        town.sms(number, told["reports"]["text"], at=at, id=f"ras-{n}")
    town.work()
    day = when("2026-07-16 00:00:00")
    while day < when(told["looked_at"]):
        go(here, day.strftime("%Y-%m-%d 00:10:00"))
        day += timedelta(days=1)
    go(here, told["looked_at"])
    key = f"{told['relays']['area']}:{told['week']}"
    drops = town.rows("SELECT * FROM notices WHERE kind = 'drop' AND key = :key", key=key)
    assert [each["area"] for each in drops] == ["ML0701"]
    silences = town.rows("SELECT * FROM notices WHERE kind = 'silence' AND acked_at IS NULL")
    assert len(silences) == len(relays)
    page = unescape(here.page("fanta", "/console/watch").text)
    assert told["drop"] in page
    assert f">{told['share']}<" in page
    assert ">données insuffisantes<" in page
    assert page.count(told["silence"]) == len(relays)
    assert told["silence"] not in unescape(here.page("moussa", "/console/watch").text)
    assert town.sent == []
    (notice,) = drops
    here.press("fanta", f"/console/watch/{notice['id']}/ack")
    (seen,) = town.rows("SELECT * FROM notices WHERE id = :id", id=notice["id"])
    assert seen["acked_at"] is not None
    assert town.rows("SELECT * FROM audit WHERE action = 'notice_drop' AND role = 'regional'")
