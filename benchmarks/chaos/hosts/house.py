"""A house on many hosts: gateways, workers, sender, clock, PostgreSQL and Redis, each with its own network.

They share the keys file, as hosts of a deployment do by a mounted secret, and nothing else on disk.
"""

import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from benchmarks.chaos import postgres
from benchmarks.chaos.hosts.network import Network, network
from benchmarks.chaos.provider import Remote
from benchmarks.chaos.rig import READY_SECONDS, Rack, Rig, answers, wait_for
from benchmarks.chaos.site import Site, settle, site
from ops.programs import programs as listed_programs
from ops.servers import RedisServer, embedded_redis, find_binary
from ops.supervisor import Program

PORT: Final = 8000
PROVIDER_PORT: Final = 8081


@contextmanager
def house(
    environ: Mapping[str, str] | None = None, *, gateways: int = 2, workers: int = 2
) -> Iterator[tuple[Rig, Network]]:
    """Everything started and ready; all of it, the namespaces too, is gone when the block ends.

    Raises NoNetwork, NoServer, TimeoutError.
    """
    with ExitStack() as stack:
        ground = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lasomi-hosts-")))
        net = stack.enter_context(network(_hosts(gateways, workers)))
        server = stack.enter_context(postgres.prepared())
        bell = stack.enter_context(embedded_redis(ground, find_binary()))
        standing = Rack(ground / "output", {}, lambda program: program)
        stack.callback(standing.end)
        remote = _provider(ground, net, standing)
        database = _postgres(server, net, standing)
        redis = _redis(bell, net, standing) if bell else ""
        private = f"{net.address(postgres.NAME)},{net.address('redis')}"
        more = {"NO_PROXY": f"127.0.0.1,{net.gate}", "LASOMI_PRIVATE_HOSTS": private, **(environ or {})}
        here = site(ground, database=database, redis=redis, provider=remote.address, more=more)
        settle(here)
        addresses = _started(here, net, standing, ground, (gateways, workers))
        running = Rig(here, addresses, remote, standing.keepers, redis, standing.events)
        for name in standing.keepers:
            running.wait_ready(name)
        yield running, net


def _hosts(gateways: int, workers: int) -> tuple[str, ...]:
    return (
        *("postgres", "redis", "sender", "clock"),
        *(f"gateway-{number}" for number in range(1, gateways + 1)),
        *(f"worker-{number}" for number in range(1, workers + 1)),
    )


def _provider(ground: Path, net: Network, standing: Rack) -> Remote:
    """With us, on the bridge: it is the world outside."""
    records = ground / "provider.jsonl"
    argv = (sys.executable, "-m", "benchmarks.chaos.provider", str(PROVIDER_PORT), str(records))
    standing.keep(Program("provider", (*argv, "--host", net.gate, "--tied")))
    remote = Remote(f"http://{net.gate}:{PROVIDER_PORT}", records)
    wait_for(lambda: answers(f"{remote.address}/chaos/alive"), READY_SECONDS, "the provider does not start")
    return remote


def _postgres(server: postgres.Server, net: Network, standing: Rack) -> str:
    """It listens on its address too, and believes whoever is on the bridge."""
    with (server.folder / "data" / "pg_hba.conf").open("a", encoding="ascii") as rules:
        rules.write(f"host all all {net.subnet} trust\n")
    argv = list(server.program.argv)
    argv[argv.index("-h") + 1] = net.address(postgres.NAME)
    standing.keep(replace(server.program, argv=net.inside(postgres.NAME, argv)))
    wait_for(server.answers, READY_SECONDS, "PostgreSQL does not start")
    server.make_database()
    there = make_url(server.url).set(host=net.address(postgres.NAME), port=5432, query={})
    return there.render_as_string(hide_password=False)


def _redis(bell: RedisServer, net: Network, standing: Rack) -> str:
    """As on a server: over the network, with a password."""
    address, password = net.address("redis"), secrets.token_urlsafe(24)
    configuration = Path(bell.program.argv[-1])
    with configuration.open("a", encoding="utf-8") as file:
        file.write(f"port 6379\nbind {address}\nrequirepass {password}\n")
    standing.keep(replace(bell.program, argv=net.inside("redis", bell.program.argv)))
    return f"redis://:{password}@{address}:6379/0"


def _started(
    here: Site, net: Network, standing: Rack, ground: Path, many: tuple[int, int]
) -> tuple[str, ...]:
    """Each program on its host, with a data folder of its own; the addresses of the gateways."""
    gateways = []
    for number in range(1, many[0] + 1):
        name = f"gateway-{number}"
        gateways.append(f"http://{net.address(name)}:{PORT}")
        listed = listed_programs(
            here.environ, port=PORT, workers=many[1], telco_port=None, host=net.address(name)
        )
        for program in listed:
            if program.name == "gateway":
                standing.keep(_placed(replace(program, name=name), net, ground))
            elif number == 1:
                standing.keep(_placed(program, net, ground))
    return tuple(gateways)


def _placed(program: Program, net: Network, ground: Path) -> Program:
    own = ground / "hosts" / program.name
    own.mkdir(mode=0o700, parents=True)
    metrics = own / "metrics"
    metrics.mkdir()
    environ = {"LASOMI_DATA_DIR": str(own / "data"), "PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    return replace(
        program,
        argv=net.inside(program.name, program.argv),
        environment={**program.environment, **environ},
    )
