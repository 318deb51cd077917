"""Runs a web server: `python -m ops.serve gateway|telco [--host H] [--port N] [--processes N] [--tied]`.

`--tied` says that standard input is the lifeline of a supervisor; `--shared`, that others have the port too.
"""

import argparse
import gc
import resource
import sys
from collections.abc import Sequence
from typing import Final

import uvicorn

from core.errors import Fault, LasomiError, Misconfigured
from core.files import uncollected
from gateway.http import PromptProtocol, limited
from gateway.settings import Settings, read_settings
from ops.ground import LOOPBACK, check_port
from ops.kin import end_with_parent
from ops.quiet import keep_quiet
from ops.several import bound, several
from ops.wording import wording

APPLICATIONS = {"gateway": "gateway.app:create_app", "telco": "sandbox.telco:telco_from_environment"}
PER_ADDRESS: Final = 20
MOST_FILES: Final = 16_384
OWN_FILES: Final = 256
"""Descriptors that databases, logs and the spool may need besides the connections."""


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    keep_quiet()
    if asked.tied:
        end_with_parent()
    try:
        return _together(asked) if asked.processes > 1 else _alone(asked)
    except LasomiError as fault:
        print(fault, file=sys.stderr)
        return 2 if isinstance(fault, Misconfigured) else 1


def _together(asked: argparse.Namespace) -> int:
    """Raises Misconfigured where the keys are closed: what is typed to open them, and the calls that go on
    meanwhile, one process knows (`gateway/shut.py`).
    """
    if asked.application == "gateway" and read_settings().sealed_keys is not None:
        remedy = wording().ui("une maison à clés fermées n'a qu'un processus: ôtez --gateways")
        raise Misconfigured(Fault("--processes", str(asked.processes), remedy))
    check_port(asked.port, asked.host)
    arguments = (asked.application, "--host", asked.host, "--port", str(asked.port))
    return several(asked.application, arguments, asked.processes)


def _alone(asked: argparse.Namespace) -> int:
    config = _config(asked)
    with uncollected():
        config.load()
        gc.freeze()  # else the first look afterwards goes through all of it
    server = uvicorn.Server(config)
    server.run([bound(asked.host, asked.port)] if asked.shared else None)
    return 0 if server.started else 1


def _config(asked: argparse.Namespace) -> uvicorn.Config:
    return uvicorn.Config(
        APPLICATIONS[asked.application],
        factory=True,
        host=asked.host,
        port=asked.port,
        access_log=False,
        log_level="warning",
        http=_protocol(read_settings()),
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )


def _protocol(settings: Settings) -> type[PromptProtocol]:
    """A proxy, and the telco of an exercise, speak for many people from one address."""
    for_many = settings.behind_proxy or bool(settings.sandbox)
    files = _more_files()
    most = min(PromptProtocol.most_connections, max(files - OWN_FILES, files // 2))
    return limited(per_address=None if for_many else PER_ADDRESS, most_connections=most)


def _more_files() -> int:
    """As many open files as the machine lets us have; how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.serve", description="Runs the gateway or the telco.")
    parser.add_argument("application", choices=sorted(APPLICATIONS))
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=1, help="how many share the port (Linux)")
    parser.add_argument("--shared", action="store_true", help="be one of several on the port")
    parser.add_argument("--tied", action="store_true", help="end with the supervisor that holds our input")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
