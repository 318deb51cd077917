"""Whether the tests would notice a mistake: `python -m benchmarks.mutation [ROOM …] [--sample N] [--seed S]`.

Of four rooms that nobody may break unseen, a sample of the mutants that cosmic-ray makes is tried against
the tests of the room, and the branches that these tests take are counted (`reliability.md` §8, check 39). It
works on a copy of the tree. Exit 0 when both aims are reached, 1 when not, 3 without the tool, which
`make safe` installs.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from benchmarks.mutants import TOOL, Mutant, mutants, survives
from core.indicators import wilson

KILLED_AIM: Final = 0.85
BRANCHES_AIM: Final = 0.95


@dataclass(frozen=True, slots=True)
class Room:
    """Modules, and the tests that answer for them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`branches`: the share of lines and branches that the tests take; `survivors`: diffs."""

    made: int
    tried: int
    survivors: tuple[str, ...]
    branches: float

    @property
    def killed(self) -> float:
        return 1 - len(self.survivors) / self.tried


STORE: Final = "tests/store/test_"
ROOMS: Final[Mapping[str, Room]] = {
    "inbox": Room(
        ("store/inbox.py", "store/leases.py"),
        (f"{STORE}inbox.py", f"{STORE}inbox_kept.py", f"{STORE}inbox_histories.py", f"{STORE}leases.py"),
    ),
    "outbox": Room(
        ("store/outbox.py",),
        (f"{STORE}outbox.py", f"{STORE}outbox_kept.py", f"{STORE}departures.py", f"{STORE}failover.py"),
    ),
    "keys": Room(
        ("store/keys.py", "store/keyslots.py"),
        (
            f"{STORE}keys.py",
            f"{STORE}keys_rest.py",
            f"{STORE}keys_shut.py",
            f"{STORE}keyslots.py",
            "tests/protection/test_rotation.py",
        ),
    ),
    "disclosure": Room(
        ("core/disclosure.py",), ("tests/core/test_disclosure.py", "tests/core/test_exposure.py")
    ),
}


def tried(room: Room, sample: int, seed: int, jobs: int) -> Found:
    """Raises RuntimeError when the tests fail without any mutant."""
    with tempfile.TemporaryDirectory() as folder:
        trees = [_copy(Path(folder) / str(number)) for number in range(jobs)]
        branches = _branches(trees[0], room)
        made = mutants(TOOL.absolute(), trees[0], room.modules)
        chosen = random.Random(seed).sample(made, min(sample, len(made)))
        return Found(len(made), len(chosen), _survivors(room, chosen, trees), branches)


def _copy(tree: Path) -> Path:
    """What git knows of this tree, as it stands: a mutant that is cut off spoils a copy."""
    for name in _git("ls-files", "-z").split("\0"):
        if name and Path(name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(name, tree / name)
    return tree


def _git(*command: str) -> str:
    return subprocess.run(["git", *command], check=True, capture_output=True, text=True).stdout


def _branches(tree: Path, room: Room) -> float:
    coverage = [sys.executable, "-m", "coverage"]
    ran = [
        *coverage,
        "run",
        "--branch",
        f"--include={','.join(room.modules)}",
        "-m",
        "pytest",
        "-q",
        *room.tests,
    ]
    if subprocess.run(ran, cwd=tree, stdout=sys.stderr, check=False).returncode:
        raise RuntimeError("the tests fail without any mutant")
    subprocess.run([*coverage, "json", "-q", "-o", "coverage.json"], cwd=tree, check=True)
    totals = json.loads((tree / "coverage.json").read_text("utf-8"))["totals"]
    return float(totals["percent_covered"]) / 100


def _survivors(room: Room, chosen: Sequence[Mutant], trees: Sequence[Path]) -> tuple[str, ...]:
    free: SimpleQueue[Path] = SimpleQueue()
    for tree in trees:
        free.put(tree)

    def survivor(one: Mutant) -> str:
        tree = free.get()
        try:
            return survives(TOOL.absolute(), tree, one, room.tests)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as threads:
        return tuple(diff for diff in threads.map(survivor, chosen) if diff)


def _line(name: str, found: Found) -> str:
    killed = found.tried - len(found.survivors)
    low, high = wilson(killed, found.tried)
    return (
        f"{name}: {killed} of {found.tried} mutants noticed, {found.killed:.1%} "
        f"(95 %: {low:.1%} to {high:.1%}; {found.made} can be made), branches {found.branches:.1%}"
    )


def _passed(found: Found) -> bool:
    return found.killed >= KILLED_AIM and found.branches >= BRANCHES_AIM


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), help=", ".join(ROOMS))
    parser.add_argument("--sample", type=int, default=100, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if unknown := set(options.rooms) - ROOMS.keys():
        parser.error(f"no such room: {', '.join(unknown)}")
    if not TOOL.is_file():
        print(f"skipped: no {TOOL}; `make safe` installs it")
        return 3
    passed = True
    for name in options.rooms:
        found = tried(ROOMS[name], options.sample, options.seed, options.jobs)
        print(*found.survivors, _line(name, found), sep="\n", flush=True)
        passed &= _passed(found)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
