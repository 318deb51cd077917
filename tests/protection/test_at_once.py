"""P71, P72 on the real programs: a switch works within ten seconds, a panic within two, with no restart.

The panic comes when the store takes nothing, the bell is dead and messages pour in.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest
from sqlalchemy import text

from benchmarks.chaos.rig import Rig, rig, wait_for
from gateway.alarm import PHRASE
from gateway.house import House
from gateway.ussd import UNAVAILABLE
from store import access, keyslots, rings

pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).parent.parent.parent
SWITCH_SECONDS: Final = 10.0
PANIC_SECONDS: Final = 2.0
PATIENCE: Final = 120.0
CERCLE = "ML0701"


@pytest.fixture(scope="module")
def running() -> Iterator[Rig]:
    with rig(gateways=1, workers=1, patience=PATIENCE) as house:
        yield house


@pytest.fixture(scope="module")
def inside(running: Rig) -> Iterator[House]:
    house = running.open()
    yield house
    house.close()


def post(running: Rig, kind: str, **form: str) -> httpx.Response:
    address = f"{running.gateways[0]}/hooks/africastalking/{running.site.token}/{kind}"
    return httpx.post(address, data=form, timeout=60, trust_env=False)


def sms(running: Rig, n: int, said: str) -> int:
    number = f"+2235000{n:04d}"
    return post(running, "sms", id=f"m{n}", to="36000", text=said, **{"from": number}).status_code


def dial(running: Rig, call: str) -> str:
    return post(
        running, "ussd", sessionId=call, phoneNumber="+22350000001", serviceCode="*384#", text=""
    ).text


def count(inside: House, asked: str) -> int:
    with inside.database.read() as conn:
        return int(conn.execute(text(asked)).scalar_one())


def command(running: Rig, *arguments: str) -> "subprocess.Popen[str]":
    environ = {"PATH": os.environ["PATH"], "HOME": str(running.site.folder), **running.site.environ}
    return subprocess.Popen(
        (sys.executable, "-m", "ops.main", *arguments),
        env=environ,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def pids(running: Rig) -> list[int | None]:
    return [running.pid(name) for name in running.keepers if name != "redis"]


def test_a_switch_works_within_ten_seconds_and_nobody_starts_anew(running: Rig, inside: House) -> None:
    done = "SELECT count(*) FROM inbox WHERE state = 'done'"
    assert sms(running, 1, "22 ANSONGO deux vaches") == 200
    wait_for(lambda: count(inside, done) == 1, PATIENCE, "the first is not worked on")
    assert CERCLE in fed(running, inside)
    before = pids(running)
    with command(running, "switch", "on", CERCLE, "--by", "awa") as switch:
        assert switch.wait(PATIENCE) == 0
    began = time.monotonic()
    assert sms(running, 2, "22 ANSONGO trois chevres") == 200
    wait_for(lambda: count(inside, done) == 2, PATIENCE, "the second is not worked on")
    took = time.monotonic() - began
    assert count(inside, "SELECT count(*) FROM reports") == 1
    assert count(inside, f"SELECT sum(n) FROM counters WHERE place = '{CERCLE}'") == 1
    assert CERCLE not in fed(running, inside)
    assert took <= SWITCH_SECONDS
    assert pids(running) == before


def fed(running: Rig, inside: House) -> str:
    """What partners read of events and alerts."""
    scopes = ("alerts", "events", "monitor@ML")
    with inside.database.write() as conn:
        _, secret = access.issue_key(
            conn, label="now", scopes=scopes, now=inside.clock(), issued_by="awa", approved_by="ben"
        )
    key = {"authorization": f"Bearer {secret}"}
    paths = ("/v1/incidents", "/v1/alerts")
    asked = [
        httpx.get(running.gateways[0] + path, headers=key, timeout=60, trust_env=False) for path in paths
    ]
    assert [answer.status_code for answer in asked] == [200, 200]
    return "".join(answer.text for answer in asked)


@contextmanager
def pouring(running: Rig) -> Iterator[None]:
    """Messages, one after the other, by three hands."""
    over = threading.Event()

    def hand(first: int) -> None:
        n = first
        while not over.is_set():
            sms(running, n, "13 GAO")
            n += 3

    hands = [threading.Thread(target=hand, args=(100 + n,)) for n in range(3)]
    for each in hands:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in hands:
            each.join()


def test_a_panic_takes_two_seconds_whatever_goes_on(running: Rig, inside: House) -> None:
    path, before = running.site.settings.keys_file, pids(running)
    keys = dict(keyslots.found(path) or {})
    running.stop("redis")
    with command(running, "panic", "--by", "awa") as typed, pouring(running), inside.database.write() as conn:
        conn.execute(text("UPDATE elapsed SET ms = ms"))
        assert typed.stderr
        assert typed.stdin
        assert PHRASE in typed.stderr.readline()
        began = time.monotonic()
        typed.stdin.write(f"{PHRASE}\n")
        typed.stdin.flush()
        wait_for(lambda: rings.is_panicked(keyslots.found(path) or {}), PATIENCE, "the keys are there")
        took = time.monotonic() - began  # then the audit is waited for, a second at most
        assert typed.wait(PATIENCE) == 0
        conn.rollback()
    raw = path.read_bytes()
    assert [name for name, key in keys.items() if key in raw or key.hex().encode() in raw] == []
    assert took <= PANIC_SECONDS
    assert sms(running, 9000, "13 GAO") == 503
    assert dial(running, "afterwards") == UNAVAILABLE
    assert pids(running) == before
