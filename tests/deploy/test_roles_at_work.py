"""With a role for each program the whole house works: an SMS, a call, an alert, the console, the feed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest

from core.ports import utc_now
from ops.ground import free_port
from ops.programs import programs
from ops.supervisor import Program, Supervisor
from ops.surroundings import surroundings
from ops.up import prepare
from sandbox.phone import Phone
from tests.conftest import _fresh_postgres
from tests.deploy.test_roles import run_script, url
from tests.login import TOKEN
from tests.ops.processes import ROOT

pytestmark = pytest.mark.timeout(240)
MONITOR = "+22376000090"


def as_role(server: str, role: str, environ: Mapping[str, str]) -> dict[str, str]:
    return {**environ, "LASOMI_DATABASE_URL": url(server, role)}


@pytest.fixture(scope="module")
def server(_postgres_server: str) -> str:
    address = _fresh_postgres(_postgres_server, "at_work")
    run_script(address, "roles.sql")
    return address


@pytest.fixture(scope="module")
def environ(server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    port = free_port() % 20_000 + 20_000
    given = {
        "LASOMI_KEYS_FILE": str(home / "keys" / "keys"),
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LASOMI_SANDBOX": "1",
        "PORT": str(port),
    }
    around = surroundings(
        as_role(server, "owner", given), port=port, data=home / "data", telco_port=port + 100
    )
    prepare(around.settings, utc_now())
    run_script(server, "grants.sql")
    return around.environment


def listed(server: str, environ: Mapping[str, str]) -> Iterator[Program]:
    port = int(environ["PORT"])
    for one in programs(environ, port=port, workers=1, telco_port=port + 100):
        role = "gateway" if one.name == "gateway" else "worker"
        yield replace(one, environment=as_role(server, role, one.environment))


@pytest.fixture(scope="module")
def house(
    server: str, environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Supervisor]:
    output = tmp_path_factory.mktemp("said")
    with Supervisor(list(listed(server, environ)), told=lambda _: None, output=output) as running:
        yield running


def answers(environ: Mapping[str, str], offset: int = 0) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{int(environ['PORT']) + offset}/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def command(server: str, environ: Mapping[str, str], *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "ops.main", *arguments],
        env=as_role(server, "worker", environ),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def count(server: str, question: str) -> Any:
    with psycopg.connect(server) as conn:
        row = conn.execute(question.encode()).fetchone()
        return row[0] if row else None


def answered(house: Supervisor, environ: Mapping[str, str]) -> bool:
    return house.until(lambda: answers(environ) and answers(environ, 100), 60)


def heard(phone: Phone, told: list[str]) -> bool:
    """Whether SMS have come to a phone by now; they are added to those that had."""
    told.extend(sms["text"] for sms in phone.read())
    return bool(told)


def logged_in(server: str, environ: Mapping[str, str], login: str, *roles: str) -> httpx.Client:
    """A browser in which somebody with these roles is in the console."""
    named = [part for role in roles for part in ("--role", role)]
    told = command(server, environ, "user", "add", login, *named, "--area", "ML", "--json")
    browser = httpx.Client(base_url=f"http://127.0.0.1:{environ['PORT']}", follow_redirects=True, timeout=30)
    page = browser.get("/console/login").text
    sent = {"csrf": TOKEN.findall(page)[0], "login": login, "password": password_of(told)}
    entered = browser.post("/console/login", data=sent)
    assert "/console/login" not in str(entered.url), entered.text
    return browser


def password_of(told: str) -> str:
    found: str = json.loads(told)[0]["password"]
    return found


def test_a_message_a_call_an_alert_and_its_answer(
    server: str, environ: dict[str, str], house: Supervisor
) -> None:
    assert answered(house, environ)
    command(server, environ, "member", "add", MONITOR, "Awa", "--role", "monitor", "--area", "ML0701")
    with httpx.Client(base_url=f"http://127.0.0.1:{int(environ['PORT']) + 100}", timeout=20) as telco:
        caller, monitor = Phone(telco, "+22376000011"), Phone(telco, MONITOR)
        assert caller.dial("*384#").text
        assert caller.write("11 ANSONGO")
        told: list[str] = []
        assert house.until(lambda: heard(monitor, told), 60)
        number = re.findall(r"A(\d{4})", told[0])[0]
        assert monitor.write(f"OUI {number}")
    # The pull may have listed either once more by then, as a copy.
    handled = "SELECT count(*) FROM inbox WHERE outcome IN ('report', 'command')"
    assert house.until(lambda: count(server, handled) == 2, 60)
    assert (
        count(server, "SELECT count(*) FROM reports"),
        count(server, "SELECT count(*) FROM sessions"),
    ) == (1, 1)


@pytest.mark.parametrize("roles", [("national", "verifier", "analyst"), ("admin", "operator"), ("auditor",)])
def test_every_page_of_the_console_opens(
    server: str, environ: dict[str, str], house: Supervisor, roles: tuple[str, ...]
) -> None:
    assert answered(house, environ)
    with closing(logged_in(server, environ, roles[0], *roles)) as browser:
        linked = set(re.findall(r'href="(/console[^"#?]*)', browser.get("/console/account").text))
        found = {path: browser.get(path).status_code for path in sorted(linked)}
    assert len(found) > 2
    assert not {path: code for path, code in found.items() if code != 200}


def test_the_feed_answers(server: str, environ: dict[str, str], house: Supervisor) -> None:
    assert answered(house, environ)
    told = command(server, environ, "key", "issue", "analyst", "--scope", "figures", "--json")
    headers = {"Authorization": f"Bearer {json.loads(told)[0]['key']}"}
    for path in ("/v1/indicators?indicator=G1&level=adm2", "/v1/places?limit=1", "/v1/commitments"):
        page = httpx.get(f"http://127.0.0.1:{environ['PORT']}{path}", headers=headers)
        assert page.status_code == 200, page.text
