"""Programs that lose the ground under them: stopped where they are, ended without a word, started again."""

import signal
import time
from collections.abc import Sequence

from benchmarks.chaos.rig import Rig


def freeze(house: Rig, names: Sequence[str]) -> None:
    """SIGSTOP to all: none writes any more, and none answers."""
    for name in names:
        house.pause(name)


def end(house: Rig, names: Sequence[str]) -> None:
    """SIGKILL to all, also to those who stand still; none comes back by itself."""
    for name in names:
        house.keepers[name].ask_to_stop()
        house.keepers[name].signal(signal.SIGKILL)
    for name in names:
        house.stop(name)


def begin(house: Rig, names: Sequence[str]) -> float:
    """Starts all, as a machine does that has power again; seconds until every gateway answers."""
    began = time.monotonic()
    for name in names:
        house.start(name)
    for name in names:
        house.wait_ready(name)
    return time.monotonic() - began


def programs(house: Rig) -> list[str]:
    """The house's own, without servers and without the provider."""
    ours = ("gateway", "worker", "sender", "clock")
    return [name for name in house.keepers if name.partition("-")[0] in ours]
