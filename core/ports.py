"""What the pure rooms are handed: a clock, and a way to find a place."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from core.reports import Located

Clock = Callable[[], datetime]
"""Now, in UTC. A demo and a test hand in their own."""


class FindPlace(Protocol):
    """The places that a whole answer may mean, best first; one, when the answer is clear."""

    def __call__(self, name: str, near: str | None = None) -> Sequence[Located]: ...


def utc_now() -> datetime:
    return datetime.now(UTC)
