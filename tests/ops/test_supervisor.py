"""What falls is started again, all stop in time, and nothing outlives the supervisor, not even kill -9."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ops.supervisor import Program, Supervisor, is_quick, pause_after

FOREVER = "import signal; signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: signal.pause()"
TIED = "from ops.kin import end_with_parent; end_with_parent(); import signal; signal.pause()"
PARENT = """
import signal, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
open({path!r}, "w").write(f"{{child.pid}}.")
signal.pause()
"""
HOUSE = """
import signal, sys
from ops.supervisor import Program, Supervisor
tied = Program("tied", (sys.executable, "-c", {tied!r}))
foreign = Program("foreign", (sys.executable, "-m", "ops.kin", sys.executable, "-c", {forever!r}))
with Supervisor([tied, foreign], told=lambda _: None) as supervisor:
    open({path!r}, "w").write(" ".join(map(str, supervisor.pids().values())) + ".")
    signal.pause()
"""


def python(name: str, code: str) -> Program:
    return Program(name, (sys.executable, "-c", code))


def until(holds: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"


def test_all_stop_within_ten_seconds() -> None:
    events: list[str] = []
    with Supervisor([python("one", FOREVER), python("two", FOREVER)], told=events.append) as supervisor:
        pids = supervisor.pids()
        begun = time.monotonic()
    assert time.monotonic() - begun < 10
    assert not [pid for pid in pids.values() if is_alive(pid)]
    assert [event.split(":")[0] for event in events] == ["one", "two", "stopped"]


def test_a_program_has_the_settings_it_was_given_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASOMI_DATABASE_URL", "postgresql:///the-real-one")
    path = tmp_path / "settings"
    code = f"import os; open({str(path)!r}, 'w').write(str([n for n in os.environ if 'LASOMI' in n]))"
    program = replace(python("demo", code), environment={"LASOMI_SANDBOX": "1"})
    with Supervisor([program], told=lambda _: None):
        until(lambda: path.exists() and path.read_text())
    assert path.read_text() == "['LASOMI_SANDBOX']"


def test_what_does_not_listen_is_killed() -> None:
    stubborn = [python("stubborn", STUBBORN)]
    with Supervisor(stubborn, told=lambda _: None, stop_seconds=0.3) as supervisor:
        pid = supervisor.pids()["stubborn"]
    assert not is_alive(pid)


def test_what_falls_is_started_again(tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'starts')!r}, 'a').write('x')"
    events: list[str] = []
    with Supervisor([python("fragile", code)], told=events.append) as supervisor:
        watcher = threading.Thread(target=supervisor.watch)
        watcher.start()
        until(lambda: (tmp_path / "starts").exists() and len((tmp_path / "starts").read_text()) >= 2)
        supervisor.ask_to_stop()
        watcher.join(5)
    assert "fragile: ended with 0, again in 0.5 s" in events


def test_the_pauses_between_two_starts() -> None:
    assert [pause_after(falls) for falls in (0, 1, 2, 3, 4, 5, 6, 9999)] == [0, 0.5, 1, 2, 4, 8, 10, 10]


@pytest.mark.parametrize(
    ("code", "seconds", "quick"),
    [(1, 4.9, True), (0, 0.1, True), (1, 5.1, False), (-9, 0.9, True), (-9, 1.1, False), (-11, 2.0, False)],
)
def test_only_what_falls_right_after_its_start_waits(code: int, seconds: float, quick: bool) -> None:
    assert is_quick(code, seconds) is quick


def test_what_was_killed_at_work_is_started_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.supervisor.QUICK_KILL", 0.0)
    events: list[str] = []
    with Supervisor([python("victim", FOREVER)], told=events.append) as supervisor:
        first = supervisor.pids()["victim"]
        os.killpg(first, signal.SIGKILL)
        assert supervisor.until(lambda: supervisor.pids().get("victim", first) != first, 5)
    assert "victim: ended with -9, again in 0 s" in events


def test_a_program_that_has_stood_is_tried_again_whatever_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick with the keys was pulled out: the first start knew better."""
    monkeypatch.setattr("ops.supervisor.QUICK_FALL", -1.0)
    starts = tmp_path / "starts"
    code = f"open({str(starts)!r}, 'a').write('.'); raise SystemExit(2)"
    with Supervisor([python("keyless", code)], told=lambda _: None) as supervisor:
        supervisor.until(lambda: starts.exists() and len(starts.read_text()) >= 3, 15)
        assert len(starts.read_text()) >= 3
    assert supervisor.exit_code == 0


def test_a_misconfigured_program_ends_the_house() -> None:
    with Supervisor([python("sick", "raise SystemExit(2)")], told=lambda _: None) as supervisor:
        assert supervisor.watch() == 2


def test_what_a_program_says_goes_to_its_file(tmp_path: Path) -> None:
    with Supervisor(
        [python("talker", f"print('hello', flush=True); {FOREVER}")], told=print, output=tmp_path
    ):
        until(lambda: (tmp_path / "talker.log").read_text() == "hello\n")


def pids_in(path: Path) -> list[int]:
    """The numbers of a file, once its full stop is there."""
    until(lambda: path.exists() and path.read_text().endswith("."))
    return [int(pid) for pid in path.read_text().rstrip(".").split()]


def test_a_child_does_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    code = HOUSE.format(tied=TIED, forever=FOREVER, path=str(tmp_path / "pids"))
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        pids = pids_in(tmp_path / "pids")
        assert all(map(is_alive, pids))
        parent.send_signal(signal.SIGKILL)
    until(lambda: not any(map(is_alive, pids)))


def test_a_group_is_stopped_as_a_whole(tmp_path: Path) -> None:
    code = PARENT.format(path=str(tmp_path / "pid"))
    with Supervisor([python("parent", code)], told=lambda _: None):
        (grandchild,) = pids_in(tmp_path / "pid")
        assert is_alive(grandchild)
    until(lambda: not is_alive(grandchild))
