"""`lasomi up`: gateway, workers and clock on one machine; database and Redis embedded unless set."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from core.errors import LasomiError, Misconfigured
from core.ports import utc_now
from gateway.checks.stores import KEEPS_ALL
from gateway.house import open_house
from gateway.logs import logger
from gateway.queue import Doorbell
from gateway.settings import Settings
from ops.ground import DataInUseError, check_port, free_port, private_folder
from ops.programs import programs
from ops.servers import embedded_redis, find_binary
from ops.supervisor import MISCONFIGURED, Program, Supervisor, signals_stop
from ops.surroundings import Surroundings, surroundings
from ops.wording import wording
from store import audit
from store.keys import create_keys, open_keys
from store.spool import Spool
from workers.pipeline import prepare as read_words

TELCO_OFFSET = 100
READY_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Site:
    """A machine that runs: where it answers, and how it was set up."""

    address: str
    surroundings: Surroundings
    redis: str
    supervisor: Supervisor

    @property
    def telco(self) -> str:
        return self.surroundings.settings.sandbox


def up(*, port: int, data: Path | None, workers: int, gateways: int, host: str) -> int:
    """Runs until Ctrl-C; the exit code."""
    with site(
        os.environ, port=port, data=data, workers=workers, gateways=gateways, host=host, told=_tell
    ) as running:
        _print_addresses(running)
        return running.supervisor.watch()


@contextmanager
def site(
    environ: Mapping[str, str],
    *,
    port: int,
    data: Path | None,
    workers: int,
    gateways: int = 1,
    host: str = "127.0.0.1",
    told: Callable[[str], None],
    output: Path | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Iterator[Site]:
    """Everything started and answering; all of it ended when the block ends. Raises Misconfigured."""
    around = surroundings(environ, port=port, data=data, telco_port=_telco_port(port))
    folder = private_folder(around.settings.data_dir)
    with sole_user(folder), _redis(around, folder) as (server, url):
        for taken in filter(None, [port, around.telco_port]):
            check_port(taken, host)
        prepare(around.settings, now())
        metrics = _emptied(folder / "metrics")
        env = around.environment | {"LASOMI_REDIS_URL": url, "PROMETHEUS_MULTIPROC_DIR": str(metrics)}
        listed = programs(
            env, port=port, workers=workers, gateways=gateways, telco_port=around.telco_port, host=host
        )
        supervisor = Supervisor([*server, *listed], told=told, output=output)
        with signals_stop(supervisor), supervisor:
            address = f"http://{host}:{port}"
            _wait_until_ready(supervisor, [address, *_telco_address(around)])
            yield Site(address, around, url, supervisor)


def prepare(settings: Settings, now: datetime) -> None:
    """The release step: keys are there, every file is sound, the schema is the newest. May be repeated.

    Raises Misconfigured, so that a fault is told once and not by every program.
    """
    if settings.sealed_keys or settings.keys_file.exists():
        open_keys(settings.keys_file, settings.sealed_keys).issue(now)
    else:
        create_keys(settings.keys_file, now)
    house = open_house(settings)
    try:
        read_words(house.country)
        Spool(settings.spool_dir, house.vault).check()
        if found := house.database.upgrade():
            logger().warning("schema_newer", version=found)
        if not house.keys.sealed:
            with house.database.write() as conn:
                audit.begin(conn, house.vault, now)
        _look_at(house.queue)
    finally:
        house.close()


def _look_at(bell: Doorbell) -> None:
    """A Redis that may throw jobs away is told loudly and stops nothing: it is a doorbell."""
    facts = bell.facts()
    if facts and facts["policy"] != KEEPS_ALL:
        logger().warning("redis_policy", error_code=facts["policy"])


@contextmanager
def sole_user(folder: Path) -> Iterator[None]:
    """One execution per data folder. Raises DataInUseError when there is another."""
    import fcntl

    with (folder / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DataInUseError(folder) from None
        yield


@contextmanager
def _redis(around: Surroundings, folder: Path) -> Iterator[tuple[list[Program], str]]:
    """A server of ours and its address; none and what is set, or nothing, when there is no binary."""
    if around.settings.redis_url:
        yield [], around.settings.redis_url
        return
    with embedded_redis(folder, find_binary()) as server:
        yield ([server.program], server.url) if server else ([], "")


def _telco_port(port: int) -> int:
    wanted = port + TELCO_OFFSET
    return wanted if wanted <= 65535 else free_port()


def _telco_address(around: Surroundings) -> list[str]:
    return [around.settings.sandbox] if around.telco_port else []


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return private_folder(folder)


def _wait_until_ready(supervisor: Supervisor, addresses: list[str]) -> None:
    """Until every address answers. Raises LasomiError when one does not in time, or falls."""
    with httpx.Client(timeout=2, trust_env=False) as client:
        for address in addresses:
            if not supervisor.until(lambda at=address: _answers(client, at), READY_SECONDS):  # type: ignore[misc]
                sys.stderr.writelines(f"{line}\n" for line in supervisor.last_lines())
                raise _not_ready(supervisor, address)


def _not_ready(supervisor: Supervisor, address: str) -> LasomiError:
    """A program that cannot start has said why; another try would not help, and ours says the same."""
    if supervisor.exit_code == MISCONFIGURED:
        return CannotStart()
    if supervisor.stopping.is_set():
        return LasomiError("stopped", wording().ui("arrêté avant d'être prêt"))
    sentence = wording().ui("{address} ne répond pas; voyez les lignes au-dessus", address=address)
    return LasomiError("not_ready", sentence)


class CannotStart(Misconfigured):
    """A program of ours has stopped for a setting or a file, and told it."""

    def __init__(self) -> None:
        sentence = wording().ui("arrêté: un programme ne peut pas démarrer, sa raison est au-dessus")
        LasomiError.__init__(self, "misconfigured", sentence)
        self.faults = ()


def _answers(client: httpx.Client, address: str) -> bool:
    try:
        return client.get(f"{address}/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def _tell(event: str) -> None:
    print(f"{utc_now():%H:%M:%S} {event}", file=sys.stderr, flush=True)


def _print_addresses(running: Site) -> None:
    words, around = wording(), running.surroundings
    bell = words.ui("intégré") if running.redis.startswith("unix") else running.redis.rpartition("@")[2]
    silent = words.ui("aucun: les agents regardent la base toutes les 2 s")
    lines = [
        words.ui("Lasomi écoute sur {address}. Ctrl-C pour arrêter.", address=running.address),
        words.ui("  console   {address}/console", address=running.address),
        words.ui("  flux      {address}/v1/docs", address=running.address),
        words.ui("  redis     {bell}", bell=bell or silent),
        words.ui("  données   {folder}", folder=around.settings.data_dir),
        words.ui("  clés      {file}", file=around.settings.keys_file),
    ]
    if around.tokens_file:
        lines.append(words.ui("  webhooks  jetons dans {file}", file=around.tokens_file))
    if around.telco_port:
        lines.append(words.ui("  combiné   {address}/handset", address=running.address))
    print("\n".join(lines), flush=True)
