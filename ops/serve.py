"""Runs a web server: `python -m ops.serve gateway|telco [--host H] [--port N] [--tied]`.

`--tied` says that standard input is the lifeline of a supervisor.
"""

import argparse
import sys
from collections.abc import Sequence

import uvicorn

from core.errors import LasomiError, Misconfigured
from ops.ground import LOOPBACK
from ops.kin import end_with_parent

APPLICATIONS = {"gateway": "gateway.app:create_app", "telco": "sandbox.telco:telco_from_environment"}


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    if asked.tied:
        end_with_parent()
    config = uvicorn.Config(
        APPLICATIONS[asked.application],
        factory=True,
        host=asked.host,
        port=asked.port,
        access_log=False,
        log_level="warning",
        http="gateway.http:PromptProtocol",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=512,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )
    try:
        config.load()
    except LasomiError as fault:
        print(fault, file=sys.stderr)
        return 2 if isinstance(fault, Misconfigured) else 1
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.serve", description="Runs the gateway or the telco.")
    parser.add_argument("application", choices=sorted(APPLICATIONS))
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--tied", action="store_true", help="end with the supervisor that holds our input")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
