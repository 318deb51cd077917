"""One command runs the house; what falls comes back, and nothing outlives it, however it ends."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from core.errors import LasomiError, Misconfigured
from ops.ground import free_port
from ops.supervisor import Program, Supervisor
from ops.up import TELCO_OFFSET, _wait_until_ready
from sandbox.phone import Phone
from tests.ops.processes import command, interrupt, left_behind, line_with, started, until

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def port() -> int:
    return free_port() % 20_000 + 20_000


@pytest.fixture
def telco(port: int) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port + TELCO_OFFSET}", timeout=20) as client:
        yield client


def metric(port: int, name: str) -> float:
    page = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    return sum(float(line.split()[-1]) for line in page.splitlines() if line.startswith(name))


def worker_of(home: Path) -> int:
    """The process id of the worker in a home."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _is_worker(folder, home):
            return int(folder.name)
    raise AssertionError("no worker")


def _is_worker(folder: Path, home: Path) -> bool:
    try:
        line, env = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
    except OSError:
        return False
    return b"drain" in line.split(b"\0") and f"HOME={home}".encode() in env.split(b"\0")


def test_a_message_goes_through_and_ctrl_c_leaves_nothing(
    tmp_path: Path, port: int, telco: httpx.Client
) -> None:
    with started(tmp_path, "up", "--port", str(port), LASOMI_SANDBOX="1") as running:
        line_with(running, "Ctrl-C")
        assert Phone(telco, "+22376000011").write("22 ANSONGO")
        until(lambda: metric(port, "lasomi_processed_total") >= 1)
        _second_house_is_refused(tmp_path, port)
        os.kill(worker_of(tmp_path), signal.SIGKILL)
        assert Phone(telco, "+22376000012").write("13 GAO")
        until(lambda: metric(port, "lasomi_processed_total") >= 2)
        _secrets_stay_out_of_sight(tmp_path)
        assert interrupt(running) == 0
    until(lambda: not left_behind(tmp_path), seconds=1)


def _second_house_is_refused(home: Path, port: int) -> None:
    told = command(home, "up", "--port", str(port + 1))
    assert told.returncode == 1
    assert str(home) in told.stderr
    assert told.stderr.count("\n") == 1


def _secrets_stay_out_of_sight(home: Path) -> None:
    tokens = (home / ".config/lasomi/hook-tokens").read_text().strip()
    secrets = [part.partition("=")[2] for part in tokens.split(";")]
    commands = "\n".join(left_behind(home))
    assert len(commands.splitlines()) >= 6
    assert not [secret for secret in secrets if secret in commands]


def test_a_program_that_cannot_start_stops_the_start(port: int) -> None:
    falls = Program("gateway", (sys.executable, "-c", "raise SystemExit(2)"))
    supervisor = Supervisor([falls], told=lambda _: None)
    with supervisor, pytest.raises(Misconfigured, match="au-dessus"):
        _wait_until_ready(supervisor, [f"http://127.0.0.1:{port}"])


def test_what_a_program_wrote_into_its_file_is_shown_when_it_cannot_start(
    tmp_path: Path, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    says = Program("gateway", (sys.executable, "-c", "print('no such country: xx'); raise SystemExit(2)"))
    with Supervisor([says], told=lambda _: None, output=tmp_path) as supervisor, pytest.raises(Misconfigured):
        _wait_until_ready(supervisor, [f"http://127.0.0.1:{port}"])
    assert capsys.readouterr().err == "gateway: no such country: xx\n"


def test_ctrl_c_before_it_is_ready_is_no_fault_of_the_address(port: int) -> None:
    supervisor = Supervisor([], told=lambda _: None)
    supervisor.ask_to_stop()
    with pytest.raises(LasomiError) as raised:
        _wait_until_ready(supervisor, [f"http://127.0.0.1:{port}"])
    assert raised.value.code == "stopped"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_it(tmp_path: Path, port: int, how: signal.Signals) -> None:
    with started(tmp_path, "up", "--port", str(port), LASOMI_SANDBOX="1") as running:
        line_with(running, "Ctrl-C")
        assert len(left_behind(tmp_path)) >= 6
        running.send_signal(how)
        running.wait(15)
    until(lambda: not left_behind(tmp_path), seconds=15)
