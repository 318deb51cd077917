"""Lasomi beside its peers and the limits of the machine: `python -m benchmarks.bench [--full] [--write]`.

Peers are installed from npm and PyPI into `build/peers` at the first run. Everything is asked in turn, A B A
B, by one client on loopback; ratios are those within a round. `--write` puts the tables into
`docs/performance.md`; the evidence goes to `benchmarks/evidence/bench.json` (of the short form to
`bench-short.json`), or where `--json` says.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.chaos import evidence
from benchmarks.peers import doors, own, table, versions
from benchmarks.peers.own import Figure, told
from benchmarks.peers.rounds import Rounds, as_json, played

PAGE: Final = Path(__file__).parent.parent / "docs" / "performance.md"
SHORT: Final[dict[str, Any]] = {
    "rounds": 3,
    "calls": 600,
    "texts": 2000,
    "messages": 1200,
    "reports": [20_000],
}
FULL: Final[dict[str, Any]] = {
    "rounds": 7,
    "calls": 2000,
    "texts": 10_000,
    "messages": 6000,
    "reports": [100_000, 1_000_000],
}


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    form = FULL if asked.full else SHORT
    size = form | {"reports": asked.reports if asked.reports is not None else form["reports"]}
    made = measured(size, full=asked.full)
    folder = asked.json or evidence.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    (folder / f"bench{'' if asked.full else '-short'}.json").write_text(text, encoding="utf-8")
    page = table.page(made)
    print(page)
    if asked.write:
        table.written(PAGE, page)
    return 0


def measured(size: dict[str, Any], *, full: bool) -> dict[str, Any]:
    """Everything, as it goes into the evidence."""
    began, missing = time.monotonic(), dict[str, str]()
    rounds, found = _at_the_doors(size, missing)
    found += told(partial(own.understanding, "ml", size["texts"]), "understanding")
    found += told(partial(own.working, size["messages"]), "pipeline")
    for reports in size["reports"]:
        found += told(partial(own.counted, reports), f"{reports} reports")
    found += told(partial(own.hardware, missing), "limits")
    return {
        "row": "bench",
        "whole": full,
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        **evidence.code(),
        "seconds": round(time.monotonic() - began),
        "machine": evidence.machine(),
        "versions": versions.found(),
        "options": size,
        "missing": missing,
        "rounds": as_json(rounds),
        "figures": [asdict(one) for one in found],
    }


def _at_the_doors(size: dict[str, Any], missing: dict[str, str]) -> tuple[Rounds, list[Figure]]:
    with tempfile.TemporaryDirectory(prefix="lasomi-bench-") as name:
        began = time.monotonic()
        with doors.open_doors(Path(name), missing) as standing:
            rounds = played(doors.ussd(standing, size["calls"]), size["rounds"])
            rounds |= played(doors.texts(standing, size["texts"]), size["rounds"])
            print(f"doors: {time.monotonic() - began:.0f} s", flush=True)
            return rounds, list(own.doors(list(standing.values())))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the long form; else about five minutes")
    parser.add_argument(
        "--reports", type=int, nargs="*", help="sizes of the histories, instead of the form's"
    )
    parser.add_argument("--json", type=Path, help="another folder for the evidence")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
