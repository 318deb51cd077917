"""Runs the clock: `python -m ops.clockwork [--tied]`. One ticks for a database, others wait their turn."""

import argparse
import sys
from collections.abc import Sequence

from core.errors import LasomiError, Misconfigured
from gateway import logs
from gateway.house import open_house
from gateway.settings import read_settings
from ops.kin import end_with_parent
from ops.worker import stopped_by_signals


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.clockwork", description="Sweeps, sheds, escalates.")
    parser.add_argument("--tied", action="store_true", help="end with the supervisor that holds our input")
    asked = parser.parse_args(arguments)
    stopped = stopped_by_signals()
    if asked.tied:
        end_with_parent()
    logs.set_up()
    try:
        house = open_house(read_settings())
    except LasomiError as fault:
        print(fault, file=sys.stderr)
        return 2 if isinstance(fault, Misconfigured) else 1
    from workers.clock import run

    run(house, stopped.wait)
    house.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
