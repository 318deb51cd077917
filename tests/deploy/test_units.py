"""The units of systemd are sound, start what the Procfile starts, and may do as little as they can."""

import os
import re
from pathlib import Path

import pytest

from tests.deploy.places import DEPLOY, ROOT, said, tool

UNITS = DEPLOY / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSED = 1.5
"""Of 10, by systemd-analyze: 1.0 to 1.2 today. The programs speak over sockets; nearly all else is closed."""
HARDENED = {
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "PrivateTmp=yes",
    "MemoryDenyWriteExecute=yes",
    "SystemCallFilter=@system-service",
    "CapabilityBoundingSet=",
    "LimitCORE=0",
    "MemorySwapMax=0",
    "UMask=0077",
    "User=lasomi",
}


def started(unit: Path) -> str:
    listed: list[str] = re.findall(r"^ExecStart=(.+)$", unit.read_text("utf-8"), re.MULTILINE)
    return listed[0]


def test_the_procfile_and_the_units_start_the_same_programs() -> None:
    listed = (ROOT / "Procfile").read_text("utf-8")
    modules = set(re.findall(r"-m (ops\.\w+)", listed))
    units = " ".join(started(unit) for unit in SERVICES)
    assert modules == set(re.findall(r"-m (ops\.\w+)", units))
    assert "lasomi release" in listed
    assert "lasomi release" in units
    assert {"drain", "deliver"} <= set(units.split())


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_unit_is_closed_by_every_line_that_we_know(unit: Path) -> None:
    assert set(unit.read_text("utf-8").splitlines()) >= HARDENED


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_no_secret_stands_in_an_environment(unit: Path) -> None:
    text = unit.read_text("utf-8")
    assert "LoadCredential=LASOMI:/etc/lasomi/secrets" in text
    assert re.search(r"LoadCredential=LASOMI_DATABASE_URL:/etc/lasomi/database/\w+", text)
    assert not re.search(r"^Environment=LASOMI", text, re.MULTILINE)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_unit_is_exposed_little(unit: Path) -> None:
    judged = said(tool("systemd-analyze"), "security", "--offline=true", "--no-pager", unit)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", judged)
    assert found, judged
    assert float(found[1]) <= MOST_EXPOSED


def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    """With programs in the place of ours: what is not installed here is no fault of a unit."""
    for unit in [*SERVICES, *UNITS.glob("*.timer"), *UNITS.glob("*.target")]:
        text = re.sub(r"/opt/lasomi/venv/bin/\w+", "/bin/true", unit.read_text("utf-8"))
        (tmp_path / unit.name).write_text(text.replace("file:/opt/lasomi/docs", "file:/"), "utf-8")
    names = [path.name.replace("@.", "@1.") for path in sorted(tmp_path.iterdir())]
    environ = os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    told = said(tool("systemd-analyze"), "verify", "--man=no", *names, environ=environ, cwd=tmp_path)
    assert not [line for line in told.splitlines() if "lasomi" in line]
