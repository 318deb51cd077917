"""Two gateways on one port: both are dealt calls, one that falls is not missed, and nothing outlives them."""

import os
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

import httpx
import psutil
import pytest

from ops import serve
from ops.ground import free_port
from ops.up import TELCO_OFFSET
from sandbox.phone import Phone
from tests.ops.processes import interrupt, left_behind, line_with, started, until
from tests.ops.test_up import metric

pytestmark = pytest.mark.timeout(240)


def listening(port: int) -> set[int]:
    """The processes that a connection to the port may be dealt to."""
    held = (one for one in psutil.net_connections("tcp4") if one.status == psutil.CONN_LISTEN)
    return {one.pid for one in held if one.pid and one.laddr and one.laddr.port == port}


def dealt(port: int, connections: int) -> dict[int, int]:
    """Which process has how many of so many open connections, each of which was answered."""
    clients = [httpx.Client() for _ in range(connections)]
    assert {client.get(f"http://127.0.0.1:{port}/healthz").status_code for client in clients} == {200}
    has = {pid: sum(map(_open, psutil.Process(pid).net_connections("tcp4"))) for pid in listening(port)}
    for client in clients:
        client.close()
    return has


def _open(one: object) -> bool:
    return getattr(one, "status", "") == psutil.CONN_ESTABLISHED


def test_two_gateways_take_what_comes_and_one_is_not_missed(tmp_path: Path) -> None:
    port = free_port() % 20_000 + 20_000
    with started(tmp_path, "up", "--port", str(port), "--gateways", "2", LASOMI_SANDBOX="1") as running:
        line_with(running, "Ctrl-C")
        until(lambda: len(listening(port)) == 2)
        assert all(dealt(port, 40).values())
        with httpx.Client(base_url=f"http://127.0.0.1:{port + TELCO_OFFSET}", timeout=20) as telco:
            assert all(Phone(telco, f"+223760000{n:02}").write("22 ANSONGO") for n in range(1, 13))
        until(lambda: metric(port, "lasomi_processed_total") >= 12)
        first = min(listening(port))
        os.kill(first, signal.SIGKILL)
        until(lambda: first not in listening(port))
        assert sum(dealt(port, 20).values()) >= 20
        until(lambda: len(listening(port)) == 2)
        assert interrupt(running) == 0
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    ("settings", "port", "said"),
    [
        ({"LASOMI_SEALED_KEYS": "/somewhere/closed"}, 0, "--processes"),
        ({}, None, "--port"),
    ],
    ids=["closed keys", "a port that somebody has"],
)
def test_what_several_cannot_do_is_told_once(
    settings: Mapping[str, str],
    port: int | None,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        at = taken.getsockname()[1] if port is None else port
        assert serve.main(["gateway", "--port", str(at), "--processes", "2"]) == 2
    assert said in capsys.readouterr().err
