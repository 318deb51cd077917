"""Runs the clock: `python -m ops.clockwork [--tied]`. One ticks for a database, others wait their turn."""

import argparse
import sys
from collections.abc import Sequence
from threading import Event

from core.errors import LasomiError, Misconfigured
from gateway import logs
from gateway.clock import open_clock
from gateway.house import House, open_house
from gateway.logs import logger
from gateway.settings import Settings, read_settings
from ops.kin import end_with_parent
from ops.quiet import keep_quiet
from ops.worker import stopped_by_signals
from store.keys import open_keys


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.clockwork", description="Sweeps, sheds, escalates.")
    parser.add_argument("--tied", action="store_true", help="end with the supervisor that holds our input")
    asked = parser.parse_args(arguments)
    keep_quiet()
    stopped = stopped_by_signals()
    if asked.tied:
        end_with_parent()
    logs.set_up()
    try:
        house = opened(read_settings(), stopped)
    except LasomiError as fault:
        print(fault, file=sys.stderr)
        return 2 if isinstance(fault, Misconfigured) else 1
    if house is not None:
        from workers.clock import run

        run(house, stopped.wait)
        house.close()
    return 0


def opened(settings: Settings, stopped: Event) -> House | None:
    """The house, as soon as its store answers; None when stopped before. Raises LasomiError.

    Until then keys come and go all the same: nothing is readable longer than was promised (P25).
    """
    from workers.clock import TICK_SECONDS
    from workers.watch import Watch, keep_keys

    watch = Watch()
    while not stopped.is_set():
        try:
            return open_house(settings)
        except LasomiError as fault:
            if not fault.retryable:
                raise
            logger().error("clock_waits", error_code=fault.code)
        try:
            keep_keys(open_keys(settings.keys_file, settings.sealed_keys), watch, open_clock(settings)())
        except LasomiError as fault:
            logger().error("keys_wait", error_code=fault.code)
        stopped.wait(TICK_SECONDS)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
