"""A B A B: every side in turn, round after round, on servers that all stand; the first round warms up."""

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.chaos.ledger import quantile
from benchmarks.peers.line import Exchange
from benchmarks.peers.servers import Server
from benchmarks.peers.wire import dealt, exchanged

Case = str
Name = str


@dataclass(frozen=True, slots=True)
class Figures:
    """One side in one round. `cpu_us`: of server and helpers, for a request; `client_us`: of who asks."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    client_us: float
    errors: int
    requests: int


Play = Callable[[int], Mapping[Case, Figures]]
"""One side's part of a round, by its number."""
Rounds = dict[Case, dict[Name, list[Figures]]]


def played(sides: Mapping[Name, Play], rounds: int) -> Rounds:
    """The figures of every case and side, round by round."""
    found: Rounds = {}
    for number in range(rounds + 1):
        for name, play in sides.items():
            for case, figures in play(number).items():
                if number:
                    found.setdefault(case, {}).setdefault(name, []).append(figures)
    return found


def phase(server: Server, calls: Iterable[Sequence[Exchange]]) -> Figures:
    """All these exchanges, as fast as they are answered."""
    shares, cpu = dealt(calls), server.cpu()
    heard = exchanged(server.port, shares)
    cpu, n, ordered = server.cpu() - cpu, len(heard.seconds), sorted(heard.seconds)
    return Figures(
        rate=round(n / heard.whole, 1),
        p50_ms=round(1000 * (quantile(ordered, 0.5) or 0.0), 2),
        p99_ms=round(1000 * (quantile(ordered, 0.99) or 0.0), 2),
        cpu_us=round(1e6 * cpu / n, 1),
        client_us=round(1e6 * heard.own_cpu / n, 1),
        errors=heard.errors,
        requests=n,
    )


def median(rounds: Sequence[Figures]) -> Figures:
    """Of each figure for itself; of the errors and requests, all."""
    middle = {
        name: round(statistics.median(getattr(one, name) for one in rounds), 2)
        for name in ("rate", "p50_ms", "p99_ms", "cpu_us", "client_us")
    }
    errors, requests = sum(one.errors for one in rounds), sum(one.requests for one in rounds)
    return Figures(**middle, errors=errors, requests=requests)


def as_json(rounds: Rounds) -> dict[str, dict[str, list[dict[str, float]]]]:
    """Every round, for the evidence."""
    return {
        case: {name: [asdict(one) for one in each] for name, each in sides.items()}
        for case, sides in rounds.items()
    }
