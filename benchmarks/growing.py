"""What more hosts bring: `python -m benchmarks.growing [--n N] [--json DIR]`. Linux, root, nftables.

A house whose programs each have a host of their own (network namespaces, `benchmarks.chaos.hosts`), with one
and two gateways and one, two and four workers on one PostgreSQL. First the doors alone, all workers held;
then the workers alone. On one machine of few cores the rate says little and the processor that a message
takes says much: PostgreSQL's too, which all of them share.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

import psutil

from benchmarks.chaos import postgres
from benchmarks.chaos.hosts.house import house
from benchmarks.chaos.hosts.network import NoNetwork
from benchmarks.chaos.rig import Rig, wait_for
from benchmarks.chaos.row import Figures
from benchmarks.chaos.traffic import Traffic
from benchmarks.measured import carried_out, parser
from benchmarks.peers.line import Exchange
from benchmarks.peers.wire import dealt, exchanged_with, posted
from gateway.house import House
from store import inbox

SHAPES: Final = ((1, 1), (1, 2), (1, 4), (2, 1), (2, 2), (2, 4))
"""Gateways and workers."""
LIMITS: Final = {"refused": 0.0}
WHOLE: Final = {"n": 4000}
PATIENCE_SECONDS: Final = 600.0
PARTS: Final = ("gateway", "worker", postgres.NAME)
Spent = Mapping[str, float]
"""Seconds of the processor by part of the house."""


def main(arguments: Sequence[str]) -> int:
    asked = parser("growing", __doc__ or "")
    asked.set_defaults(store="postgres")
    asked.add_argument("--n", type=int, default=WHOLE["n"], help="messages in each shape")
    return carried_out("growing", asked.parse_args(arguments), measured, LIMITS, WHOLE)


def measured(asked: argparse.Namespace) -> Figures:
    """All shapes, each a house of its own on an empty database. Raises NoServer without namespaces."""
    figures: dict[str, float | None] = {"refused": 0}
    for gateways, workers in SHAPES:
        try:
            with house(gateways=gateways, workers=workers) as (running, _):
                found = _shape(running, Traffic(f"s{asked.seed}", asked.n))
        except NoNetwork as reason:
            raise postgres.NoServer(str(reason)) from reason
        figures["refused"] = (figures["refused"] or 0) + found.pop("refused")
        figures |= {f"{gateways} gateways, {workers} workers: {name}": value for name, value in found.items()}
    return figures


def _shape(running: Rig, traffic: Traffic) -> dict[str, float]:
    workers = running.named("worker")
    inside = running.open()
    try:
        for name in workers:
            running.pause(name)
        accepting = _accepted(running, traffic)
        for name in workers:
            running.resume(name)
        return accepting | _worked(running, inside, traffic.n)
    finally:
        inside.close()


def _accepted(running: Rig, traffic: Traffic) -> dict[str, float]:
    path = f"/hooks/africastalking/{running.site.token}/sms"
    calls = [[Exchange(posted(path, traffic(index).form()))] for index in range(traffic.n)]
    doors = [(str(door.hostname), int(door.port or 0)) for door in map(urlsplit, running.gateways)]
    before = _spent(running)
    heard = exchanged_with(doors, dealt(calls))
    took = _since(before, _spent(running), traffic.n)
    return {"refused": heard.errors, "accepted a second": round(traffic.n / heard.whole, 1)} | {
        f"accepting, {part} ms": took[part] for part in ("gateway", postgres.NAME)
    }


def _worked(running: Rig, inside: House, n: int) -> dict[str, float]:
    before, began = _spent(running), time.monotonic()
    wait_for(lambda: not _waiting(inside), PATIENCE_SECONDS, "the workers are not done")
    whole = time.monotonic() - began
    took = _since(before, _spent(running), n)
    return {"done a second": round(n / whole, 1)} | {
        f"working, {part} ms": took[part] for part in ("worker", postgres.NAME)
    }


def _waiting(inside: House) -> int:
    with inside.database.read() as conn:
        return inbox.waiting(conn, inside.clock())[0]


def _spent(running: Rig) -> Spent:
    return {part: sum(_seconds(running.pid(name)) for name in running.named(part)) for part in PARTS}


def _seconds(pid: int | None) -> float:
    """Of a program and its children, those too that have ended."""
    first = psutil.Process(pid)
    family = [first, *first.children(recursive=True)]
    return sum(sum(one.cpu_times()[:4]) for one in family)


def _since(before: Spent, after: Spent, n: int) -> dict[str, float]:
    """Milliseconds a message."""
    return {part: round(1000 * (after[part] - before[part]) / n, 3) for part in PARTS}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
