"""Runs a worker: `python -m ops.worker drain|deliver … [--tied]`, each role in a thread of its own.

It works when the bell rings, and looks into SQL every 2 s whether it rang or not.
"""

import argparse
import faulthandler
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Sequence

from core.errors import LasomiError, Misconfigured
from gateway import logs
from gateway.house import House, open_house
from gateway.queue import Bell
from gateway.senders import senders
from gateway.settings import read_settings
from ops.bell import listen
from ops.kin import end_with_parent

LOOK_SECONDS = 2.0
HANG_SECONDS = 120.0
"""A batch that takes longer hangs, perhaps in C: the process ends and the supervisor starts another."""

Once = Callable[[], int]


class Round:
    """One role: batch after batch until nothing is due. Bells and looks take turns."""

    def __init__(self, name: Bell, once: Once, stopped: threading.Event) -> None:
        self.name = name
        self._once = once
        self._stopped = stopped
        self._turn = threading.Lock()

    def go(self) -> int:
        """How many were worked on. A store that does not answer is logged; the next look tries again."""
        done = 0
        with self._turn:
            try:
                while not self._stopped.is_set() and (batch := self._once()):
                    done += batch
            except LasomiError as fault:
                if not fault.retryable:
                    raise
                logs.logger().warning("round_put_off", error_code=fault.code)
        return done

    def keep_going(self) -> None:
        """Until stopped. What goes wrong here ends the process: the supervisor starts another."""
        try:
            while not self._stopped.is_set():
                self.go()
                self._stopped.wait(LOOK_SECONDS)
        finally:
            self._stopped.set()

    def rung(self) -> None:
        """The same for a bell. Nothing of an error may reach Redis (P77)."""
        try:
            self.go()
        except Exception as fault:  # ends the process like any other fault of a round
            logs.logger().error("round_failed", error_code=type(fault).__name__)
            self._stopped.set()

    def finish(self) -> None:
        """Waits for the batch that a bell began."""
        self._turn.acquire()


def rounds(house: House, roles: Sequence[Bell], stopped: threading.Event) -> list[Round]:
    """The rounds of some roles on one house, under one name for their leases. Raises Misconfigured."""
    from workers.deliver import deliver_once
    from workers.drain import drain_once
    from workers.pipeline import understand

    if "drain" in roles:  # reads the country's words: a fault in them stops the start, not a message
        understand("", house.country)

    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    ways_out = senders(house.settings) if "deliver" in roles else {}
    work: dict[Bell, Once] = {
        "drain": lambda: drain_once(house, owner),
        "deliver": lambda: deliver_once(house, ways_out, owner),
    }
    # Sending waits for others and has its own time limits; understanding has none but this.
    work["drain"] = watched(work["drain"])
    return [Round(role, work[role], stopped) for role in roles]


def watched(once: Once) -> Once:
    """Ends the process when a batch hangs: the timer is C's and needs nobody's permission."""

    def under_watch() -> int:
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
        try:
            return once()
        finally:
            faulthandler.cancel_dump_traceback_later()

    return under_watch


def run(listed: Sequence[Round], redis_url: str, stopped: threading.Event) -> None:
    """Until stopped; the batch in hand is finished first."""
    for each in listed:
        if redis_url:
            listen(redis_url, each.name, each.rung, stopped)
    threads = [threading.Thread(target=each.keep_going, name=each.name) for each in listed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in listed:
        each.finish()


def stopped_by_signals() -> threading.Event:
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    return stopped


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.worker", description="Works on what was accepted.")
    parser.add_argument("roles", nargs="+", choices=("drain", "deliver"))
    parser.add_argument("--tied", action="store_true", help="end with the supervisor that holds our input")
    asked = parser.parse_args(arguments)
    stopped = stopped_by_signals()
    if asked.tied:
        end_with_parent()
    logs.set_up()
    try:
        house = open_house(read_settings())
        listed = rounds(house, asked.roles, stopped)
    except LasomiError as fault:
        print(fault, file=sys.stderr)
        return 2 if isinstance(fault, Misconfigured) else 1
    run(listed, house.settings.redis_url, stopped)
    house.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
