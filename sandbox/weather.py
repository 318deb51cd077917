"""How the telco misbehaves today. Fair weather is one copy, at once, in order."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any, Literal, get_args

Receipts = Literal["after", "before", "reversed", "twice", "never"]


@dataclass(frozen=True, slots=True)
class Weather:
    """`delay` and `silence` are seconds; `fail` and `throttle` are shares of the calls of our API, 0 to 1;
    `lose` is the share of the messages that no webhook brings: they are in the listing only.

    `repeat`: copies of every webhook. `reorder`: each waits its own part of `delay`. `silence`: how long
    the API keeps a caller waiting. `receipts`: when they come, seen from the answer to the send.
    `tells_drops`: whether the gateway hears of a call that the network lost.
    """

    repeat: int = 1
    delay: float = 0.0
    reorder: bool = False
    fail: float = 0.0
    throttle: float = 0.0
    silence: float = 0.0
    receipts: Receipts = "after"
    start_twice: bool = False
    lose: float = 0.0
    tells_drops: bool = True

    def wait(self, chance: Random) -> float:
        return chance.uniform(0, self.delay) if self.reorder else self.delay

    def statuses(self, *usual: str) -> tuple[str, ...]:
        """The receipts of one message, in the order in which they are posted."""
        return {
            "never": (),
            "twice": tuple(status for status in usual for _ in range(2)),
            "reversed": usual[::-1],
        }.get(self.receipts, usual)


@dataclass(frozen=True, slots=True)
class Network:
    """What one phone has of the network: seconds until what it sends has passed, and the share, 0 to 1, of
    the screens and SMS that are lost."""

    wait: float = 0.0
    loss: float = 0.0


NETWORKS: Mapping[str, Network] = {"good": Network(), "slow": Network(3.0), "bad": Network(1.5, 0.25)}
GOOD = NETWORKS["good"]


def change(weather: Weather, wanted: Mapping[str, Any]) -> Weather:
    """The weather with some of its values changed. Raises ValueError with the name that is wrong."""
    for name, value in wanted.items():
        _check(name, value)
    return replace(weather, **wanted)


def _check(name: str, value: Any) -> None:
    kinds = {each.name: type(each.default) for each in fields(Weather)}
    if name not in kinds:
        raise ValueError(f"{name}: no such weather; there is {', '.join(kinds)}")
    if kinds[name] is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kinds[name]:
        raise ValueError(f"{name}: expected {kinds[name].__name__}")
    if name == "receipts" and value not in get_args(Receipts):
        raise ValueError(f"receipts: expected one of {', '.join(get_args(Receipts))}")
    if isinstance(value, float | int) and not 0 <= value <= 3600:
        raise ValueError(f"{name}: expected 0 to 3600")
