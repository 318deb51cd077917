"""Caddy accepts its file; in clear it shows a browser the way, and refuses a program (ASVS 5.0 4.1.2); and it
writes down nothing of a request, the secret in its address least of all (14.2.1).
"""

import json
import os
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy.places import DEPLOY, said, tool

FILE = DEPLOY / "Caddyfile"
NAME = "lasomi.example.org"


@pytest.fixture(scope="module")
def caddy() -> str:
    return tool("caddy")


def at_home(folder: Path) -> dict[str, str]:
    """What Caddy keeps stays in the folder of the test."""
    return os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def in_clear(caddy: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A Caddy that runs with the part of the file that answers on the port without TLS."""
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    site = re.findall(r"^http://.*?^}$", FILE.read_text("utf-8"), re.MULTILINE | re.DOTALL)[0]
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + site.replace(NAME, f"{NAME}:{port}"), "utf-8")
    asked = [caddy, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with subprocess.Popen(asked, env=at_home(folder), stderr=subprocess.DEVNULL) as running:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Host": NAME}) as client:
            answering(client)
            yield client
        running.terminate()


def answering(client: httpx.Client) -> None:
    for _ in range(500):
        try:
            client.get("/")
        except httpx.TransportError:
            threading.Event().wait(0.02)
        else:
            return
    raise AssertionError("Caddy does not answer")


def test_caddy_accepts_the_file(caddy: str, tmp_path: Path) -> None:
    told = said(caddy, "validate", "--config", FILE, "--adapter", "caddyfile", environ=at_home(tmp_path))
    assert "Valid configuration" in told


def test_the_file_is_laid_out_as_caddy_lays_it_out(caddy: str, tmp_path: Path) -> None:
    assert said(caddy, "fmt", FILE, environ=at_home(tmp_path)) == FILE.read_text("utf-8")


def test_it_keeps_no_list_of_callers(caddy: str, tmp_path: Path) -> None:
    adapted = said(caddy, "adapt", "--config", FILE, "--adapter", "caddyfile", environ=at_home(tmp_path))
    logs = json.loads(adapted[adapted.index("{") :])["logging"]["logs"]
    assert {name: log.get("writer", {}).get("output") for name, log in logs.items() if name != "default"}
    assert all(log["writer"]["output"] == "discard" for name, log in logs.items() if name != "default")


def test_nothing_of_a_request_is_written_down_when_the_gateway_is_away(caddy: str, tmp_path: Path) -> None:
    """Nobody listens behind the proxy: what it tells of that names no address, of whatever host."""
    port, away = free_port(), free_port()
    whole = FILE.read_text("utf-8").replace("{\n", "{\n\tadmin off\n\tauto_https off\n", 1)
    whole = re.sub(r"^http://.*?^}$", "", whole, flags=re.MULTILINE | re.DOTALL)
    whole = whole.replace(f"\n{NAME} {{", f"\nhttp://{NAME}:{port} {{").replace(
        "127.0.0.1:8000", f"127.0.0.1:{away}"
    )
    (tmp_path / "Caddyfile").write_text(whole, "utf-8")
    asked = [caddy, "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    said_ = tmp_path / "said"
    with said_.open("wb") as kept, subprocess.Popen(asked, env=at_home(tmp_path), stderr=kept) as running:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Host": NAME}) as client:
            answering(client)
            path = "/hooks/kannel/secrettoken/sms?from=%2B22376000001&text=secretword"
            assert client.get(path).status_code == 502
            assert client.post(path, content=b"x" * 20_000).status_code in {413, 502}
            client.get(path, headers={"Host": "elsewhere.example.org"})
        running.terminate()
    told = said_.read_text("utf-8")
    assert told
    assert [word for word in ("secrettoken", "secretword", "22376000001", "/hooks") if word in told] == []


@pytest.mark.parametrize("path", ["/", "/console", "/console/login?next=%2F"])
def test_a_browser_is_shown_the_way_to_tls(in_clear: httpx.Client, path: str) -> None:
    answer = in_clear.get(path)
    assert (answer.status_code, answer.headers["location"]) == (308, f"https://{NAME}{path}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/indicators"),
        ("POST", "/hooks/africastalking/t/sms"),
        ("POST", "/console/login"),
        ("GET", "/metrics"),
    ],
)
def test_a_program_that_speaks_in_clear_is_refused(in_clear: httpx.Client, method: str, path: str) -> None:
    answer = in_clear.request(method, path, headers={"Authorization": "Bearer lsm_made_up"})
    assert answer.status_code == 403
    assert "location" not in answer.headers
