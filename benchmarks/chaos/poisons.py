"""A worker with one stage that fails on a word: `python -m benchmarks.chaos.poisons drain [--tied]`.

The stage of the language is put aside for one that looks for these words first. The product has no switch
for it; the rest of the worker is the product's own.
"""

import ctypes
import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from ops import worker
from workers import language, pipeline

TWO_GB: Final = 2 * 2**30
_CATASTROPHIC: Final = re.compile(r"(a+)+$")


def _raise() -> None:
    raise RuntimeError("poison")


def _hang() -> None:
    while True:
        time.sleep(0.01)


def _hang_in_c() -> None:
    """A regular expression that goes back and forth for years, and lets no other thread run."""
    _CATASTROPHIC.match("a" * 60 + "!")


def _crash() -> None:
    ctypes.string_at(0)


def _devour() -> None:
    """Touched page by page, so that it is really taken."""
    taken = bytearray(TWO_GB)
    taken[::4096] = b"x" * len(taken[::4096])


POISONS: Final[Mapping[str, Callable[[], None]]] = {
    "tokoraise": _raise,
    "tokohang": _hang,
    "tokoregex": _hang_in_c,
    "tokocrash": _crash,
    "tokodevour": _devour,
}
"""A word of a text, and what it does to whoever reads it."""


def poisoned(stage: Callable[..., Any]) -> Callable[..., Any]:
    """The stage, which fails on these words."""

    def spoiled(read: Any, *others: Any, **named: Any) -> Any:
        for word in POISONS.keys() & {word.text.lower() for word in read}:
            POISONS[word]()
        return stage(read, *others, **named)

    return spoiled


if __name__ == "__main__":
    setattr(pipeline, "spoken", poisoned(language.spoken))  # noqa: B010 -- by the name it is called there
    sys.exit(worker.main(sys.argv[1:]))
