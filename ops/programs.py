"""The programs of one machine, in the order of their start; `Procfile` lists them for other launchers."""

import sys
from collections.abc import Mapping

from ops.supervisor import Program


def programs(
    environment: Mapping[str, str],
    *,
    port: int,
    workers: int,
    telco_port: int | None,
    gateways: int = 1,
    host: str = "127.0.0.1",
) -> list[Program]:
    """Gateway, workers, sender and clock; the sandbox telco when it has a port. `gateways` share theirs."""

    # The telco posts to the gateway itself: the public address may be a proxy's, elsewhere.
    shared = {**environment, "SANDBOX_GATEWAY": f"http://{host}:{port}"}

    def ours(name: str, *arguments: str) -> Program:
        return Program(name, (sys.executable, "-m", *arguments, "--tied"), shared)

    several = ("--processes", str(gateways)) if gateways > 1 else ()
    telco = ours("telco", "ops.serve", "telco", "--port", str(telco_port)) if telco_port else None
    return [
        ours("gateway", "ops.serve", "gateway", "--host", host, "--port", str(port), *several),
        *(ours(f"worker-{number}", "ops.worker", "drain") for number in range(1, workers + 1)),
        ours("sender", "ops.worker", "deliver"),
        ours("clock", "ops.clockwork"),
        *([telco] if telco else []),
    ]
