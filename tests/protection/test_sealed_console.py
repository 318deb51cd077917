"""Sealed mode (P29, P45): the machine and the console say that it is closed, and two persons open it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from core.errors import LasomiError
from gateway.checks import Memory
from gateway.house import House
from gateway.opening import lock
from gateway.shut import Shut
from store.database import Database
from store.keys import Keys
from tests.gateway.line import Line, house, open_line
from tests.protection.sealing import PHRASES, two_come
from workers.heartbeat import report


@pytest.fixture
def here(closed_house: House) -> House:
    return closed_house


@pytest.fixture
def line(closed_line: Line) -> Line:
    return closed_line


def test_the_machine_says_so(here: House, line: Line) -> None:
    line.sms(text="22 ANSONGO")
    told = line.get("/readyz")
    assert (told.status_code, told.json()["degraded"]["sealed"]["state"]) == (200, "down")
    assert "1 lettres" in told.json()["degraded"]["sealed"]["sentence"]
    with pytest.raises(LasomiError, match="the keys are closed"):
        report(here, Memory())
    two_come(here)
    assert "sealed" not in line.get("/readyz").json()["degraded"]


def press(line: Line, phrase: str) -> str:
    """Somebody types a phrase on the page; what it says then."""
    token = line.get("/console").text.partition('name="csrf" value="')[2].partition('"')[0]
    cookie = {"cookie": f"__Host-lasomi-form={token}"}
    answer = line.post("/console/unlock", {"csrf": token, "phrase": phrase}, headers=cookie)
    return answer.headers.get("location", "") or answer.text


def test_the_console_says_so_in_red_and_two_open_it(here: House, line: Line) -> None:
    for path in ("/console", "/console/login", "/console/alerts/1234/OUI", "/console/nothing"):
        page = line.get(path)
        assert page.status_code == 503
        assert 'class="sealed"' in page.text
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert ".sealed { color: #fff; background: var(--red)" in line.get("/console/static/console.css").text
    assert "deuxième personne" in press(line, PHRASES[0])
    assert "Recommencez" in press(line, "une phrase qui est fausse")
    assert "deuxième personne" in press(line, PHRASES[1])
    assert here.keys.sealed
    assert press(line, PHRASES[0]).startswith("/console?")
    assert not here.keys.sealed
    acts = [(row["action"], row["account"], row["reason"]) for row in line.rows("audit")]
    assert acts[-1] == ("unlocked", "custodians", "1+2")
    assert line.get("/console").status_code != 503


def test_one_person_twice_is_one_person(here: House, line: Line) -> None:
    press(line, PHRASES[0])
    assert "Recommencez" in press(line, PHRASES[0])
    assert here.keys.sealed


def test_who_guesses_is_stopped(here: House, line: Line) -> None:
    said = [press(line, f"une phrase au hasard {n}") for n in range(11)]
    assert "Attendez" in said[-1]
    assert here.keys.sealed


def test_a_forged_form_opens_nothing(line: Line) -> None:
    assert line.post("/console/unlock", {"csrf": "x", "phrase": PHRASES[0]}).status_code == 403


class Away:
    """A store that takes nothing."""

    def write(self) -> Any:
        raise LasomiError("store.away", retryable=True)


def test_what_cannot_be_noted_is_not_opened(here: House) -> None:
    with pytest.raises(LasomiError) as raised:
        two_come(replace(here, database=Away()))  # type: ignore[arg-type]
    assert raised.value.code == "store.away"
    assert here.keys.sealed


def test_a_house_that_opens_by_itself_has_no_such_door(database: Database, keys: Keys, at: datetime) -> None:
    one = house(database, keys, at)
    assert not keys.sealed
    with open_line(one) as line:
        line.sms(text="22 ANSONGO")
        assert line.get("/console").status_code != 503
        assert (len(line.rows("inbox")), Shut(one).takes(None)) == (1, False)  # type: ignore[arg-type]
    with pytest.raises(LasomiError):
        lock(one, "awa")
