"""An empty Debian in a folder, and a document's blocks run in it: first with the machine's network, then
booted, with systemd as its first process and no network but its own.

Where packages come from is this machine's own configuration, copied at the time of the test.
"""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.deploy.places import ROOT

SUITE: Final = "bookworm"
BLOCK: Final = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
FILES: Final = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/pip.conf",
    *(str(Path.home() / name) for name in (".config/pip/pip.conf", ".pip/pip.conf")),
)
FOLDERS: Final = ("/etc/apt/apt.conf.d", "/etc/apt/keyrings", "/usr/local/share/ca-certificates")
CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")
NSPAWN: Final = ("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--console=pipe")


class NoMirror(Exception):
    """Why no Debian can be made here."""


def blocks(page: Path, section: str) -> list[str]:
    """The blocks of a section of a document that a shell is to run, in their order."""
    text = page.read_text("utf-8")
    begun = text.index(f"\n## {section}\n")
    after = text.find("\n## ", begun + 1)
    return BLOCK.findall(text[begun : after if after > 0 else None])


def sources() -> list[Path]:
    """Where this machine's apt looks."""
    listed = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    return [path for path in listed if path.suffix in {".list", ".sources"} and path.is_file()]


def mirror() -> str:
    """The address of the suite's packages. Raises NoMirror."""
    for path in sources():
        text = path.read_text("utf-8")
        one_line = re.search(rf"^deb (?:\[[^]]*\] )?(\S+) {SUITE} ", text, re.MULTILINE)
        stanza = re.search(rf"^URIs: (\S+)\nSuites:[^\n]* ?\b{SUITE}\b(?!-)", text, re.MULTILINE)
        if found := one_line or stanza:
            return found[1]
    raise NoMirror(f"apt of this machine knows no Debian {SUITE}")


def made(root: Path) -> None:
    """A smallest Debian with systemd, and this machine's way to packages."""
    ran("debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus", SUITE, str(root), mirror())
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    for path in [*sources(), *map(Path, FILES)]:
        _copied(path, root)
    for folder in map(Path, FOLDERS):
        for path in folder.glob("*"):
            _copied(path, root)
    _copied(CERTIFICATES, root, Path("/etc/machine.crt"))


def unpacked(root: Path, version: str) -> None:
    """The release where the document wants it: the files that git keeps or would keep."""
    ran("git", "config", "--global", "--get-all", "safe.directory", check=False)
    listed = ran(
        "git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"
    ).split("\0")
    target = root / "opt" / f"lasomi-{version}"
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    (root / "opt/lasomi").symlink_to(f"/opt/lasomi-{version}")


def installs(root: Path, block: str) -> str:
    """Runs a block with the machine's network; what is installed does not start yet."""
    refusal = root / "usr/sbin/policy-rc.d"
    refusal.write_text("#!/bin/sh\nexit 101\n")
    refusal.chmod(0o755)
    given = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    given |= {"PATH": PATH, "PIP_CERT": "/etc/machine.crt", "PIP_ROOT_USER_ACTION": "ignore"}
    asked = [f"--setenv={name}={value}" for name, value in given.items()]
    asked += [f"--bind-ro={folder}" for folder in _indexes(root)]
    told = ran(*NSPAWN, f"--directory={root}", *asked, "/bin/sh", "-euxc", block)
    refusal.unlink()
    return told


@contextmanager
def booted(root: Path, log: Path) -> Iterator[int]:
    """The Debian runs; its first process, as this machine numbers it."""
    asked = [*NSPAWN, f"--directory={root}", "--private-network", "--boot"]
    with (
        log.open("wb") as out,
        subprocess.Popen(asked, stdout=out, stderr=out, stdin=subprocess.DEVNULL) as box,
    ):
        try:
            leader = _leader(box)
            inside(leader, "systemctl is-system-running --wait || true")
            yield leader
        finally:
            _ended(box)


def inside(leader: int, block: str, *, check: bool = True) -> str:
    """Runs a block as root of the Debian that runs; what it printed."""
    enter = (
        "nsenter",
        f"--target={leader}",
        "--all",
        "env",
        "-i",
        f"PATH={PATH}",
        "LC_ALL=C.UTF-8",
    )
    return ran(*enter, "/bin/sh", "-euxc", f"export HOME=~root\n{block}", check=check)


def ran(*command: str, check: bool = True) -> str:
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=1200,
        check=False,
    )
    assert not check or done.returncode == 0, done.stdout[-8000:]
    return done.stdout


def _leader(box: "subprocess.Popen[bytes]") -> int:
    """The child of nspawn whose systemd answers."""
    until = time.monotonic() + 120
    while time.monotonic() < until and box.poll() is None:
        for child in _children(box):
            if "is-up" in inside(child, "systemctl list-units >/dev/null 2>&1 && echo is-up", check=False):
                return child
        threading.Event().wait(0.5)
    raise AssertionError("the Debian does not boot")


def _ended(box: "subprocess.Popen[bytes]") -> None:
    """Shut down in order; what does not end within a minute is killed, with all that runs in it."""
    box.terminate()
    try:
        box.wait(60)
    except subprocess.TimeoutExpired:
        for child in _children(box):
            os.kill(child, signal.SIGKILL)
        box.kill()


def _children(box: "subprocess.Popen[bytes]") -> list[int]:
    return list(map(int, Path(f"/proc/{box.pid}/task/{box.pid}/children").read_text().split()))


def _copied(path: Path, root: Path, target: Path | None = None) -> None:
    if path.is_file():
        place = root / str(target or path).lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        shutil.copyfile(path, place)


def _indexes(root: Path) -> list[Path]:
    """Folders of this machine in which pip looks for packages."""
    told = [
        (root / name.lstrip("/")).read_text("utf-8")
        for name in FILES
        if "pip" in name and (root / name.lstrip("/")).is_file()
    ]
    told += [value for name, value in os.environ.items() if name.startswith("PIP_")]
    named = {Path(found) for text in told for found in re.findall(r"(?:file://|[\s=]|^)(/[\w./-]+)", text)}
    folders = {path.parent if path.name == "simple" else path for path in named if path.is_dir()}
    return sorted(path for path in folders if not path.is_relative_to("/etc"))
