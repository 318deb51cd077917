"""A program with a spoilt part: `python -m benchmarks.chaos.defective DEFECT,… MODULE ARGUMENT…`.

MODULE is `ops.serve`, `ops.worker`, `ops.clockwork` or `pytest`, and begins once the parts are in place.
"""

import importlib
import os
import sys
from collections.abc import Sequence

from benchmarks.chaos.defects import SPOILS


def argv(defects: Sequence[str], module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module with these parts spoilt; with none, as it is."""
    return (sys.executable, "-m", "benchmarks.chaos.defective", ",".join(defects) or "-", module, *arguments)


def main(arguments: Sequence[str]) -> int:
    defects, module, *rest = arguments
    for name in filter(lambda one: one != "-", defects.split(",")):
        SPOILS[name]()
    sys.path.insert(0, os.getcwd())  # as `python -m pytest` does
    return int(importlib.import_module(module).main(rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
