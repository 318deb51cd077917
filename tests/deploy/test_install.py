"""An empty Debian becomes a Lasomi by the document alone: every block of "A server" in docs/operations.md is
run, under a real systemd with the real units, and a call and an SMS go through. It takes minutes: FULL=1.
"""

import os
import re
import shutil
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.deploy import debian
from tests.deploy.debian import blocks, inside
from tests.deploy.places import ROOT, tool

PAGE = ROOT / "docs" / "operations.md"
PROGRAMS = ("gateway", "worker@1", "worker@2", "sender", "clock")
pytestmark = pytest.mark.timeout(3600)


@dataclass(frozen=True)
class Installed:
    """The first process of the Debian, and what the document's last blocks printed."""

    leader: int
    said: str
    seconds: float


def asked_for() -> None:
    if not os.environ.get("FULL"):
        pytest.skip("takes minutes: FULL=1 runs it")
    if os.geteuid() != 0:
        pytest.skip("only root can make a Debian in a folder")
    for name in ("debootstrap", "systemd-nspawn", "nsenter"):
        tool(name)
    try:
        debian.mirror()
    except debian.NoMirror as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    asked_for()
    folder = tmp_path_factory.mktemp("debian")
    root = folder / "root"
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    try:
        debian.made(root)
        debian.unpacked(root, version)
        begun, listed = time.monotonic(), blocks(PAGE, "A server")
        from_outside = [block for block in listed if "apt-get" in block or "pip install" in block]
        for block in from_outside:
            debian.installs(root, block)
        with debian.booted(root, folder / "boot.log") as leader:
            said = "".join(inside(leader, block) for block in listed if block not in from_outside)
            yield Installed(leader, said, time.monotonic() - begun)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def test_every_program_runs_under_its_unit(house: Installed) -> None:
    units = " ".join(f"lasomi-{name}.service" for name in PROGRAMS)
    states = inside(house.leader, f"systemctl is-active {units} redis-server postgresql caddy", check=False)
    assert re.findall(r"^(\w+)$", states, re.MULTILINE) == ["active"] * 8, inside(
        house.leader,
        "journalctl --namespace=lasomi --no-pager | tail -50; systemctl --no-pager --failed",
        check=False,
    )


def test_a_call_is_answered_and_a_message_understood(house: Installed) -> None:
    assert re.search(r"^CON ", house.said, re.MULTILINE)
    asked = "runuser -u postgres -- psql -tA -d lasomi -c 'SELECT count(*) FROM reports'"
    inside(house.leader, f'for n in $(seq 60); do [ "$({asked})" = 1 ] && exit 0; sleep 0.5; done; exit 1')


def test_it_can_accept_and_says_what_is_missing(house: Installed) -> None:
    assert '"ready":true' in inside(house.leader, "curl --silent http://127.0.0.1:8000/readyz")
    said = inside(house.leader, "lasomi doctor", check=False)
    assert re.search(r"^ok  database: PostgreSQL 15", said, re.MULTILINE), said
    assert re.findall(r"^!!! (\w+):", said, re.MULTILINE) == ["heartbeat"]


def test_no_secret_is_in_an_environment_and_keys_are_private(house: Installed) -> None:
    block = (
        "token=$(cut -d= -f2 /etc/lasomi/secrets/HOOK_TOKENS)\n"
        '! grep --quiet --text --fixed-strings --regexp="$token" /proc/[0-9]*/environ\n'
        "stat --format='%a %U' /var/lib/lasomi-keys/keys"
    )
    assert "600 lasomi" in inside(house.leader, block)


def test_each_program_comes_by_its_own_role(house: Installed) -> None:
    roles = "string_agg(DISTINCT usename, ' ' ORDER BY usename)"
    asked = f"SELECT {roles} FROM pg_stat_activity WHERE usename LIKE 'lasomi%'"
    said = inside(house.leader, f'runuser -u postgres -- psql -tA -d lasomi -c "{asked}"')
    assert "lasomi_gateway lasomi_worker" in said
    refused = inside(
        house.leader,
        'psql "$(cat /etc/lasomi/database/gateway)" -c "DROP TABLE reports"',
        check=False,
    )
    assert "must be owner of table reports" in refused


def test_the_copy_is_made_by_its_unit(house: Installed) -> None:
    inside(house.leader, "systemctl start lasomi-backup && ls /var/backups/lasomi/*.lasomi")


def test_a_program_that_dies_comes_back(house: Installed) -> None:
    block = (
        "systemctl kill --signal=KILL lasomi-gateway\n"
        "curl --fail --silent --retry 30 --retry-delay 1 --retry-all-errors http://127.0.0.1:8000/healthz"
    )
    assert "alive" in inside(house.leader, block)
