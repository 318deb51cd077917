"""Runs a worker: `python -m ops.worker drain|deliver … [--tied]`, each role in a thread of its own.

It works when the bell rings, and looks into SQL every 2 s whether it rang or not.
"""

import argparse
import faulthandler
import os
import resource
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial

from core.errors import LasomiError, Misconfigured
from gateway import logs, partners
from gateway.house import House, open_house
from gateway.queue import Bell
from gateway.senders import asks, senders
from gateway.settings import read_settings
from ops.bell import listen
from ops.kin import end_with_parent
from ops.quiet import keep_quiet

LOOK_SECONDS = 2.0
HANG_SECONDS = 10.0
"""A message that takes longer hangs, perhaps in C: the process ends and the supervisor starts another."""
MOST_BYTES = 1536 * 2**20
"""What a process that understands messages may hold: a message that asks for more fails like any other."""
GIVES_WAY = 5
"""How nice: what is on disk can wait, what no door took may be lost. A door gets three times as much of a
processor that both want."""

Once = Callable[[], int]
Alive = Callable[[], None]


class Round:
    """One role: batch after batch until nothing is due. Bells and looks take turns."""

    def __init__(
        self, name: Bell, once: Once, stopped: threading.Event, close: Callable[[], None] = lambda: None
    ) -> None:
        self.name = name
        self._once = once
        self._close = close
        self._stopped = stopped
        self._turn = threading.Lock()
        self.failed = False
        self._put_off = logs.Spell("round_put_off")

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
                self._put_off.seen(error_code=fault.code)
            else:
                self._put_off.over()
        return done

    def keep_going(self) -> None:
        """Until stopped. What goes wrong here ends the process: the supervisor starts another."""
        while not self._stopped.is_set():
            self.rung()
            self._stopped.wait(LOOK_SECONDS)

    def rung(self) -> None:
        """The same for a bell. Of an error only its name may reach Redis or the log: it may quote a text."""
        try:
            self.go()
        except Exception as fault:
            logs.logger().error("round_failed", error_code=type(fault).__name__)
            self.failed = True
            self._stopped.set()

    def finish(self) -> None:
        """Waits for the batch that a bell began, and for what is still on its way."""
        self._turn.acquire()
        self._close()


def rounds(house: House, roles: Sequence[Bell], stopped: threading.Event) -> list[Round]:
    """The rounds of some roles on one house, under one name for their leases. Raises Misconfigured."""
    from workers.drain import drain_once
    from workers.pipeline import understand
    from workers.post import Post

    if "drain" in roles:  # reads the country's words: a fault in them stops the start, not a message
        understand("", house.country)

    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    sends = "deliver" in roles
    out = {**senders(house.settings), **partners.senders(house)} if sends else {}
    post = Post(house, out, owner, asks(house.settings) if sends else {})
    work: dict[Bell, Once] = {
        # Sending waits for others and has its own time limits; understanding has none but this.
        "drain": watched(lambda alive: drain_once(house, owner, alive)),
        "deliver": post.once,
    }
    work = {role: partial(_while_open, house, once) for role, once in work.items()}
    ends: dict[Bell, Callable[[], None]] = {"drain": lambda: None, "deliver": post.close}
    return [Round(role, work[role], stopped, ends[role]) for role in roles]


def _while_open(house: House, once: Once) -> int:
    """Nothing is worked on while the keys wait for two persons (P29)."""
    return 0 if house.keys.sealed else once()


def watched(batch: Callable[[Alive], int], seconds: float = HANG_SECONDS) -> Once:
    """Ends the process when a message hangs. The timer is C's and needs nobody's permission; `batch` sets it
    anew before each message.
    """

    def alive() -> None:
        faulthandler.dump_traceback_later(seconds, exit=True)

    def under_watch() -> int:
        alive()
        try:
            return batch(alive)
        finally:
            faulthandler.cancel_dump_traceback_later()

    return under_watch


def limit_memory(most: int = MOST_BYTES) -> None:
    """From here on this process gets a MemoryError instead of the machine's last byte."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def exercises(house: House, stopped: threading.Event) -> threading.Thread:
    """A thread for the exercises, beside the one that sends: what goes wrong there stops nothing here."""
    from workers.theatre import Theatre

    theatre = Theatre(house, senders(house.settings), f"{os.getpid()}-{secrets.token_hex(4)}")
    return threading.Thread(target=theatre.keep_looking, args=(stopped.wait,), name="drills")


def run(
    listed: Sequence[Round],
    redis_url: str,
    stopped: threading.Event,
    beside: Sequence[threading.Thread] = (),
) -> None:
    """Until stopped; the batch in hand is finished first. `beside`: threads that stop of themselves."""
    for each in listed:
        if redis_url:
            listen(redis_url, each.name, each.rung, stopped)
    threads = [threading.Thread(target=each.keep_going, name=each.name) for each in listed]
    threads += beside
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
    keep_quiet()
    stopped = stopped_by_signals()
    if asked.tied:
        end_with_parent()
    logs.set_up()
    if "drain" in asked.roles:
        limit_memory()
        os.nice(GIVES_WAY)
    try:
        house = open_house(read_settings())
        listed = rounds(house, asked.roles, stopped)
        beside = [exercises(house, stopped)] if "deliver" in asked.roles else []
    except LasomiError as fault:
        print(fault, file=sys.stderr)
        return 2 if isinstance(fault, Misconfigured) else 1
    run(listed, house.settings.redis_url, stopped, beside)
    house.close()
    return int(any(each.failed for each in listed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
