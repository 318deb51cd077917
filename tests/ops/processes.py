"""Real commands in a home of their own, and what they leave behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "ops.main")
ROOT = Path(__file__).parent.parent.parent
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["ops.main", "ops.up", "ops.doctor", "gateway.app", "workers.jobs"])


def environment(home: Path, **settings: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), **settings}


def command(home: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own; with a language, which is chosen by the import, in a fresh one."""
    ran = _fresh if "LASOMI_UI_LANG" in settings else _forked
    return ran(environment(home, **settings), *arguments)


def _fresh(environ: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def _forked(environ: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Of a server that has imported what commands need: importing it takes longer than most of them."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder)
        child = SERVER.Process(target=_as_typed, args=(told, dict(environ), arguments))
        child.start()
        child.join(60)
        if child.exitcode is None:
            child.kill()
            raise subprocess.TimeoutExpired(arguments, 60)
        said = [(told / name).read_text(encoding="utf-8") for name in ("stdout", "stderr")]
        return subprocess.CompletedProcess(arguments, child.exitcode, *said)


def _as_typed(told: Path, environ: dict[str, str], arguments: tuple[str, ...]) -> None:
    """In the child: nothing of the server is left but its modules."""
    from ops.main import run

    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environ)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(told / name, os.O_WRONLY | os.O_CREAT, 0o600), number)
    sys.argv = ["lasomi", *arguments]
    run()


@contextmanager
def started(home: Path, *arguments: str, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """A command that stays, until the block ends; killed if it is still there."""
    with (
        (home / "stderr").open("w") as stderr,
        subprocess.Popen(
            [*COMMAND, *arguments],
            env=environment(home, **settings),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            stdin=subprocess.DEVNULL,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def line_with(process: "subprocess.Popen[str]", part: str) -> str:
    assert process.stdout
    for line in process.stdout:
        if part in line:
            return line
    raise AssertionError(f"it never said {part!r}")


def interrupt(process: "subprocess.Popen[Any]", seconds: float = 15) -> int:
    process.send_signal(signal.SIGINT)
    return process.wait(seconds)


def until(holds: Callable[[], Any], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.05)


def left_behind(home: Path) -> list[str]:
    """The processes that live in a home, by their command."""
    mark = f"HOME={home}".encode()
    folders = (folder for folder in Path("/proc").iterdir() if folder.name.isdigit())
    living = (folder for folder in folders if mark in _read(folder / "environ").split(b"\0"))
    return [_read(folder / "cmdline").replace(b"\0", b" ").decode() for folder in living]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
