"""The real programs of a house, as processes that a row may kill, pause, end and begin again."""

import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import httpx

from benchmarks.chaos import postgres, provider
from benchmarks.chaos.keeper import Keeper
from benchmarks.chaos.row import Store
from benchmarks.chaos.site import Site, settle, site
from gateway.house import House
from ops.ground import free_port
from ops.programs import programs as listed_programs
from ops.servers import RedisServer, embedded_redis, find_binary
from ops.supervisor import Program

READY_SECONDS: Final = 60.0
LOOPBACK: Final = "127.0.0.1"
SERVERS: Final = frozenset({"redis", postgres.NAME, "provider"})


@dataclass(slots=True)
class Rig:
    """A running house. `events` holds the monotonic time and the line of everything its supervisors told."""

    site: Site
    gateways: tuple[str, ...]
    provider: provider.Remote
    keepers: dict[str, Keeper]
    redis_url: str
    events: list[tuple[float, str]] = field(default_factory=list)

    @property
    def settings(self) -> object:
        return self.site.settings

    def open(self) -> House:
        """The house, to look inside; the caller closes it."""
        return self.site.open()

    def named(self, start: str) -> list[str]:
        """The programs whose name begins so: `gateway`, `worker`."""
        return [name for name in self.keepers if name.startswith(start)]

    def pid(self, name: str) -> int | None:
        return self.keepers[name].pid()

    def kill(self, name: str) -> int | None:
        """SIGKILL to the program's whole process group; whom it hit. PostgreSQL: to each of its processes."""
        if name != postgres.NAME:
            return self.keepers[name].signal(signal.SIGKILL)
        pid = self.pid(name)
        if pid is not None:
            postgres.kill_whole(pid)
        return pid

    def pause(self, name: str) -> None:
        self.keepers[name].signal(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self.keepers[name].signal(signal.SIGCONT)

    def stop(self, name: str) -> None:
        """Ends a program until `start`."""
        self.keepers[name].stop()

    def start(self, name: str) -> None:
        self.keepers[name].start()

    def wait_ready(self, name: str, seconds: float = READY_SECONDS) -> float:
        """Seconds until a gateway answers, or another program has a process. Raises TimeoutError."""
        began = time.monotonic()
        index = self.named("gateway").index(name) if name.startswith("gateway") else None
        ready = self._answers(index) if index is not None else lambda: self.pid(name) is not None
        wait_for(ready, seconds, f"{name} is not ready; its output is in {self.output}")
        return time.monotonic() - began

    @property
    def output(self) -> Path:
        """Where each program's lines are kept, one file a program."""
        return self.site.folder / "output"

    def _answers(self, index: int) -> Callable[[], bool]:
        return lambda: answers(f"{self.gateways[index]}/healthz")


def answers(address: str, seconds: float = 1.0) -> bool:
    """Whether somebody says 200 there."""
    try:
        return httpx.get(address, timeout=seconds, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def wait_for(holds: Callable[[], object], seconds: float, otherwise: str) -> None:
    """Raises TimeoutError saying `otherwise`."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        time.sleep(0.05)


@contextmanager
def rig(
    *,
    store: Store = "sqlite",
    gateways: int = 2,
    workers: int = 2,
    redis: bool = True,
    environ: Mapping[str, str] | None = None,
    programs: Mapping[str, Sequence[str]] | None = None,
    folder: Path | None = None,
    changed: Callable[[Program], Program] = lambda program: program,
    settled: Callable[[Site], None] = settle,
    patience: float = READY_SECONDS,
) -> Iterator[Rig]:
    """Everything started and ready; all of it ended and removed when the block ends, however it ends.

    `programs` puts another argv in the place of a program's: see `replaced`. `changed` is asked for each
    program before its first start, with its argv and environment whole. `settled` makes keys, schema, roster.
    `folder`: where the data lie, kept afterwards; `patience`: seconds that each program may take to stand.
    Raises NoServer without a PostgreSQL, TimeoutError when something does not start.
    """
    with ExitStack() as stack:
        ground = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lasomi-chaos-")))
        server = stack.enter_context(postgres.prepared()) if store == "postgres" else None
        bell = stack.enter_context(embedded_redis(ground, find_binary() if redis else None))
        rack = Rack(ground / "output", programs or {}, changed)
        stack.callback(rack.end)
        running = _raised(rack, ground, server, bell, environ or {}, gateways, workers, settled)
        for name in running.keepers:
            running.wait_ready(name, patience)
        yield running


def _raised(
    rack: "Rack",
    ground: Path,
    server: postgres.Server | None,
    bell: RedisServer | None,
    environ: Mapping[str, str],
    gateways: int,
    workers: int,
    settled: Callable[[Site], None],
) -> Rig:
    """The servers, then the ground, then the house on it; not yet ready."""
    remote = _provider(ground, rack.keep)
    database = _postgres(server, rack.keep) if server else ""
    redis_url = bell.url if bell else ""
    if bell:
        rack.keep(bell.program)
    here = site(ground, database=database, redis=redis_url, provider=remote.address, more=environ)
    settled(here)
    ports = [free_port() for _ in range(gateways)]
    for program in _house(here.environ, ports, workers):
        rack.keep(program)
    addresses = tuple(f"http://{LOOPBACK}:{port}" for port in ports)
    return Rig(here, addresses, remote, rack.keepers, redis_url, rack.events)


class Rack:
    """The keepers of a rig, in the order of their start, and what they told."""

    def __init__(
        self,
        output: Path,
        programs: Mapping[str, Sequence[str]],
        changed: Callable[[Program], Program],
    ) -> None:
        output.mkdir(exist_ok=True)
        self.keepers: dict[str, Keeper] = {}
        self.events: list[tuple[float, str]] = []
        self._output = output
        self._programs = programs
        self._changed = changed

    def keep(self, program: Program) -> Keeper:
        """Starts a program, or what stands for it."""
        standing = self._changed(replace(program, argv=replaced(program, self._programs)))
        kept = Keeper(standing, lambda line: self.events.append((time.monotonic(), line)), self._output)
        self.keepers[program.name] = kept
        kept.start()
        return kept

    def end(self) -> None:
        """The servers last: the house says goodbye to them first."""
        for late in (False, True):
            ending = [kept for name, kept in self.keepers.items() if (name in SERVERS) is late]
            for kept in ending:
                kept.ask_to_stop()
            for kept in ending:
                kept.stop()


def _house(environ: Mapping[str, str], ports: Sequence[int], workers: int) -> Iterator[Program]:
    """What `lasomi up` runs, with as many gateways as there are ports: gateway-1, gateway-2, …"""
    for number, port in enumerate(ports, 1):
        for program in listed_programs(environ, port=port, workers=workers, telco_port=None):
            if program.name == "gateway":
                yield replace(program, name=f"gateway-{number}")
            elif number == 1:
                yield program


def replaced(program: Program, programs: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The argv of a program, or what stands for it: under its name, or `gateway`, `worker` for all of these.

    `{port}` becomes the port that the program would have had.
    """
    other = programs.get(program.name) or programs.get(program.name.partition("-")[0])
    if other is None:
        return program.argv
    port = program.argv[program.argv.index("--port") + 1] if "--port" in program.argv else ""
    return tuple(part.replace("{port}", port) for part in other)


def _provider(folder: Path, keep: Callable[[Program], Keeper]) -> provider.Remote:
    port = free_port()
    records = folder / "provider.jsonl"
    argv = (sys.executable, "-m", "benchmarks.chaos.provider", str(port), str(records), "--tied")
    keep(Program("provider", argv))
    remote = provider.Remote(f"http://{LOOPBACK}:{port}", records)
    wait_for(lambda: answers(f"{remote.address}/chaos/alive"), READY_SECONDS, "the provider does not start")
    return remote


def _postgres(server: postgres.Server, keep: Callable[[Program], Keeper]) -> str:
    keep(server.program)
    wait_for(server.answers, READY_SECONDS, "PostgreSQL does not start")
    server.make_database()
    return server.url
