"""§8.1: the harness must be able to see. Ten parts are spoilt one by one, and each must turn its row red.

In the same run, the same row with the same small numbers must be green without the defect.
`--only 1,3,10` for some of them.
"""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

from benchmarks.chaos import trial, truth
from benchmarks.chaos.catalogue import ROOT
from benchmarks.chaos.defective import argv
from benchmarks.chaos.row import Asked, Result, Row, judged, known_rows

TRIED: Final = (0, 1)
"""Exit codes of pytest for tests that ran: passed, failed."""
PATIENCE: Final = 45.0
"""Seconds after which a spoilt house has shown that it will not drain."""
WORKER: Final = ("ops.worker", "drain", "--tied")
SENDER: Final = ("ops.worker", "deliver", "--tied")
CLOCK: Final = ("ops.clockwork", "--tied")
GATEWAY: Final = ("ops.serve", "gateway", "--host", "127.0.0.1", "--port", "{port}", "--tied")
QUIET: Final = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""Of packages that were loaded with the defect, before pytest could look at them."""
PROGRAMS: Final = {"gateway": GATEWAY, "worker": WORKER, "sender": SENDER, "clock": CLOCK}


@dataclass(frozen=True, slots=True)
class Seeded:
    """A defect of §8.1: its parts, in which programs, and the row that must see it, with its numbers.

    `beside` is spoilt in the control too; `waits` gives alerts the time of their second try. A row
    `pytest …` is run as such.
    """

    parts: tuple[str, ...]
    where: tuple[str, ...]
    row: str
    options: Mapping[str, Any] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    waits: bool = False


CUTS: Final = {"cuts": 3, "locked_every": 100, "rate": 30.0}
SPOOLED: Final = {"cuts": 2, "locked_every": 1, "rate": 20.0}
STOOD: Final = {"n": 300, "hours": "", "pauses": 3, "jump": False, "boot1970": False}
SEEDED: Final[Mapping[int, Seeded]] = {
    1: Seeded(("acknowledge-first",), ("gateway",), "kill-gateway", {"n": 200, "kills": 4}),
    2: Seeded(("synchronous-normal",), tuple(PROGRAMS), "powercut", CUTS),
    3: Seeded(("no-unique",), ("gateway",), "duplicates", {"n": 80}),
    4: Seeded(("no-sweeper",), ("worker", "clock"), "kill-worker", {"n": 300, "kills": 4}),
    5: Seeded(("spool-unsynced",), ("gateway",), "powercut", SPOOLED),
    6: Seeded(("redis-alone",), ("worker", "sender", "clock"), "redis", {"kill": 3, "every": 3.0}),
    7: Seeded(("receipts-overwrite",), (), "pytest tests/store/test_outbox.py -k permutations"),
    8: Seeded(("no-fence",), ("worker",), "skew", STOOD, beside=("no-watch",)),
    9: Seeded(("resend-blindly",), ("sender",), "provider", {"n": 3, "black_out": 20.0}, waits=True),
    10: Seeded(("full-disk-swallowed",), ("gateway",), "diskfull", {"places": "data"}),
}


def run(asked: Asked) -> Result:
    """A breach for each defect that was not seen, and for each control that was not green."""
    figures: dict[str, float | str | None] = {}
    breaches: list[str] = []
    for number in _wanted(asked["only"]):
        seeded = SEEDED[number]
        if seeded.row not in known_rows() and not seeded.row.startswith("pytest "):
            breaches.append(f"{number}: the row {seeded.row} is not built")
            continue
        control = _run(seeded, asked, ())
        if not control.passed:
            breaches.append(f"{number}: without it, too: {control.skipped or control.why}")
        seen = [_run(seeded, asked, seeded.parts, seed) for seed in range(asked["tries"])]
        figures[f"defect_{number}"] = f"{sum(_is_red(one) for one in seen)} of {len(seen)} red"
        breaches += [f"{number}: not seen by {seeded.row}" for one in seen if not _is_red(one)]
        print(f"  {number} {seeded.parts[0]}: {figures[f'defect_{number}']}; {seen[0].why[:160]}", flush=True)
    return judged(figures, breaches)


def _is_red(result: Result) -> bool:
    return not result.passed and not result.skipped


def _wanted(only: str) -> Sequence[int]:
    return [int(number) for number in only.split(",")] if only else list(SEEDED)


def _run(seeded: Seeded, asked: Asked, parts: tuple[str, ...], more: int = 0) -> Result:
    if seeded.row.startswith("pytest "):
        return _tested(seeded.row.split()[1:], parts, asked.seed + more)
    row = known_rows()[seeded.row]
    options = row.options(reduced=True) | dict(seeded.options)
    programs = {name: argv((*seeded.beside, *parts), *PROGRAMS[name]) for name in seeded.where}
    settled = truth.settled if seeded.waits else _no_wait
    with patch.object(trial, "PATIENCE", PATIENCE), patch.object(truth, "settled", settled):
        try:
            return row.run(Asked(asked.seed + more, "sqlite", options, programs))
        except TimeoutError as late:
            return Result(passed=False, figures={}, why=str(late))


def _no_wait(house: Any, sends: Any, seconds: float = 0.0) -> None:
    """An alert that needs its second try is none of what is looked for here."""


def _tested(arguments: Sequence[str], parts: tuple[str, ...], seed: int) -> Result:
    command = argv(
        parts, "pytest", *arguments, "-q", "-p", "no:cacheprovider", *QUIET, f"--hypothesis-seed={seed}"
    )
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = done.stdout.strip().rpartition("\n")[2]
    if done.returncode not in TRIED:
        return Result(passed=False, figures={}, skipped=f"pytest could not run ({done.returncode})")
    return Result(done.returncode == 0, {}, last)


ROW: Final = Row(
    "selftest",
    (),
    run,
    full={"only": "", "tries": 3},
    reduced={"tries": 1},
    scales=(),
    stores=("sqlite",),
)
