"""A worker that hangs in C is ended, and one that wants too much memory is told no; each in a process."""

import subprocess
import sys
import textwrap

from tests.ops.processes import ROOT

HANGS = """
    import re
    from ops.worker import watched

    def batch(alive):
        alive()
        print("begun", flush=True)
        return len(re.findall(r"(a+)+$", "a" * 60 + "b"))  # for years, and deaf to signals

    watched(batch, seconds=0.3)()
"""
SLOW_BUT_ALIVE = """
    import threading
    from ops.worker import watched

    def batch(alive):
        for _ in range(6):
            alive()
            threading.Event().wait(0.2)
        return 6

    print(watched(batch, seconds=0.8)())
"""
GREEDY = """
    from ops.worker import limit_memory

    limit_memory()
    try:
        bytearray(2 * 2**30)
    except MemoryError:
        print("refused")
    print(len(bytearray(2**20)))
"""


def run(script: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_message_that_hangs_in_c_ends_the_process() -> None:
    ended = run(HANGS)
    assert (ended.returncode, ended.stdout) == (1, "begun\n")
    assert "Timeout" in ended.stderr


def test_a_batch_may_take_long_while_its_messages_do_not() -> None:
    ended = run(SLOW_BUT_ALIVE)
    assert (ended.returncode, ended.stdout) == (0, "6\n")


def test_two_gigabytes_are_refused_and_the_process_goes_on() -> None:
    ended = run(GREEDY)
    assert (ended.returncode, ended.stdout) == (0, "refused\n1048576\n")
