"""F25 by proxies: what lies between the programs and PostgreSQL, and between the sender and the provider.

Each fault lasts for a while and heals: nothing passes, 30 % of the connections are torn, everything takes
5 s; of the provider half an answer or none comes, and nobody knows its name any more. The last needs a
mount namespace, thus root.
"""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from benchmarks.chaos import ladder
from benchmarks.chaos.between import Between, between
from benchmarks.chaos.load import Pace
from benchmarks.chaos.row import Asked, Result, Row
from benchmarks.chaos.tcpproxy import HOST
from benchmarks.chaos.trial import Trial, trial, wait
from ops.supervisor import Program

NAME: Final = "provider.chaos.test"
NOBODY: Final = "nameserver 127.255.255.253\noptions timeout:1 attempts:1\n"
_BOUND: Final = 'mount --bind "$0" /etc/hosts && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
NO_NAMES: Final = "skipped: a mount namespace needs root"
CABLE: Final[Mapping[str, Any]] = {"up": {"hold": True}, "down": {"hold": True}}
NEVER: Final[Mapping[str, Any]] = {"down": {"drop": True}}
RESETS: Final[Mapping[str, Any]] = {"reset": 0.3}
LATE: Final[Mapping[str, Any]] = {"up": {"delay": 2.5}, "down": {"delay": 2.5}}
HALF: Final[Mapping[str, Any]] = {"down": {"truncate": 20}}
OF_THE_PROVIDER: Final = {"half": HALF, "never": NEVER}
LIMITS: Final = {"drained_s": 120.0, "calls_broken": 0.0, "step_late_s": 10.0}
STEP_SECONDS: Final = 10.0


@dataclass(slots=True)
class Lines:
    """The proxies by who is behind them: gateway, worker, sender, clock to the database; `provider`."""

    folder: Path
    named: bool
    proxies: dict[str, Between]
    targets: dict[str, str] = field(default_factory=dict)

    def changed(self, program: Program) -> Program:
        """The program, with the proxies in its environment."""
        kind = program.name.partition("-")[0]
        if kind not in self.proxies:
            return program
        environ = dict(program.environment)
        if (address := environ.get("LASOMI_DATABASE_URL", "")).startswith("postgresql"):
            environ["LASOMI_DATABASE_URL"] = self._to_database(kind, address)
        changed = replace(program, environment=environ)
        return self._to_provider(changed) if kind == "sender" else changed

    def set(self, name: str, **faults: Any) -> int:
        """New faults of one proxy; how much it has broken so far."""
        return self.proxies[name].set(target=self.targets.get(name, ""), **faults)

    def _to_database(self, kind: str, address: str) -> str:
        url = make_url(address)
        self.targets[kind] = f"{url.query['host']}/.s.PGSQL.5432"
        self.set(kind)
        there = url.set(host=HOST, port=self.proxies[kind].port, query={})
        return there.render_as_string(hide_password=False)

    def _to_provider(self, program: Program) -> Program:
        environ = dict(program.environment)
        self.targets["provider"] = environ["LASOMI_AFRICASTALKING_API_URL"].removeprefix("http://")
        self.set("provider")
        proxy = self.proxies["provider"]
        there = f"http://{NAME}:{proxy.port}" if self.named else f"http://{proxy.address}"
        ours = {"LASOMI_AFRICASTALKING_API_URL": there, "LASOMI_TWILIO_API_URL": there}
        environ |= {**ours, "NO_PROXY": f"{HOST},{NAME}"}
        bound = ("unshare", "--mount", "/bin/sh", "-c", _BOUND, str(self.hosts), str(self.folder / "resolv"))
        argv = (*bound, *program.argv) if self.named else program.argv
        return replace(program, argv=argv, environment=environ)

    @property
    def hosts(self) -> Path:
        """What the sender believes to be /etc/hosts; written in place, for it is mounted."""
        return self.folder / "hosts"

    def know_names(self, *, known: bool) -> None:
        self.hosts.write_text(f"127.0.0.1 localhost{f' {NAME}' if known else ''}\n", encoding="ascii")


@contextmanager
def lines() -> Iterator[Lines]:
    """A proxy for each; nothing is mounted yet."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lasomi-names-")))
        names = ("gateway", "worker", "sender", "clock", "provider")
        made = Lines(folder, _may_mount(), {name: stack.enter_context(between()) for name in names})
        made.know_names(known=True)
        (folder / "resolv").write_text(NOBODY, encoding="ascii")
        yield made


def _may_mount() -> bool:
    try:
        return (
            subprocess.run(("unshare", "--mount", "true"), capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def run(asked: Asked) -> Result:
    with lines() as between_, trial(asked, changed=between_.changed) as at:
        with at.load(int(asked["rate"] * 60), endless=True, pace=Pace(asked["rate"]), calls=True) as load:
            wait(STEP_SECONDS)
            told = {name: _lasts(asked["seconds"], fault) for name, fault in _faults(asked, between_)}
            over, rungs = time.monotonic(), _steps(at)
            wait(STEP_SECONDS)
            load.stop()
            acknowledged_all = load.finish()
        ambiguous = sum(between_.set(name) for name in ("sender", "provider"))
        breaches = [] if acknowledged_all else ["the provider never heard 2xx of some"]
        names = "done" if between_.named else NO_NAMES
        more: dict[str, float | str | None] = {
            "faults": len(told),
            "ambiguous": ambiguous,
            "dns": names,
            "step_late_s": ladder.settled(at.inside, rungs),
        }
        return at.verdict(over, LIMITS, more, crashes=ambiguous, breaches=breaches)


Fault = Callable[[bool], object]
"""Called with True it begins, with False it is healed."""


def _faults(asked: Asked, made: Lines) -> Iterator[tuple[str, Fault]]:
    kinds = {"cable": CABLE, "resets": RESETS, "late": LATE}
    behind = ("worker", "gateway", "sender", "clock") if asked.store == "postgres" else ()
    for who in (*behind, "provider"):
        for name, kind in {**kinds, **(OF_THE_PROVIDER if who == "provider" else {})}.items():
            yield f"{who} {name}", partial(_spoil, made, who, kind)
    if made.named:
        yield "dns", lambda on: made.know_names(known=not on)


def _spoil(made: Lines, who: str, kind: Mapping[str, Any], on: bool) -> None:
    made.set(who, **(kind if on else {}))


def _lasts(seconds: float, fault: Fault) -> float:
    fault(True)
    wait(seconds)
    fault(False)
    return seconds


def _steps(at: Trial) -> list[ladder.Rung]:
    return ladder.bring_forward(at.inside, 5, 2.0)


ROW: Final = Row(
    "net",
    ("F25",),
    run,
    full={"seconds": 30.0, "rate": 50.0},
    reduced={"seconds": 6.0, "rate": 20.0},
    limits=LIMITS,
    scales=(),
)
