"""T1 to T4 and T6 of commitments, as of a day (`indicators.md` §8.3).

Nothing is overwritten, so each function is asked for a day and answers as it would have on that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.commitments import OVER

STALE: Final = timedelta(days=90)
"""T4: an open commitment is stale when nothing was said of it for longer."""
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Update:
    """What was said of a commitment on a day. `verified`: the day on which another role confirmed it."""

    day: date
    state: str
    progress: float
    verified: date | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment and its history, the oldest update first. `until`: the last day of its framework."""

    code: str
    weight: float
    since: date
    due: date | None = None
    until: date | None = None
    updates: Sequence[Update] = ()

    def last(self, on: date) -> Update | None:
        """The last that was said by a day, verified or not: the official view."""
        return next((each for each in reversed(self.updates) if each.day <= on), None)

    def verified(self, on: date, *, said_by: date | None = None) -> Update | None:
        """The last that was said, by that day or by `said_by`, and had been verified by that day."""
        said = min(said_by or on, on)
        return next(
            (each for each in reversed(self.updates) if each.day <= said and _is_sure(each, on)), None
        )

    def is_in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def is_open(self, on: date) -> bool:
        last = self.last(on)
        return last is None or last.state not in OVER

    def is_overdue(self, on: date) -> bool:
        """Its day has passed, and nobody says that it is done or given up."""
        return self.due is not None and self.due < on and self.is_open(on)

    def is_stale(self, on: date) -> bool:
        last = self.last(on)
        return self.is_open(on) and on - (last.day if last else self.since) > STALE


@dataclass(frozen=True, slots=True)
class Part:
    """A share as its two numbers; `unknown`: of T1, the share of the weight of which nothing is known."""

    part: float
    whole: float
    unknown: float | None = None

    @property
    def value(self) -> float | None:
        """None of nothing."""
        return self.part / self.whole if self.whole else None


def implementation(promises: Iterable[Promise], on: date) -> Part:
    """T1: what was verified of the weight of all that is in force; what is unknown counts as nothing."""
    held = [(each.weight, each.verified(on)) for each in promises if each.is_in_force(on)]
    whole = sum(weight for weight, _ in held)
    sure = [(weight, last.progress) for weight, last in held if last and last.state != UNKNOWN]
    known = sum(weight for weight, _ in sure)
    return Part(
        sum(weight * progress for weight, progress in sure), whole, (whole - known) / whole if whole else None
    )


def on_time(promises: Iterable[Promise], on: date) -> Part:
    """T2: of what was due by that day, what had been done by its due day, as verified by now."""
    due = [(each, each.due) for each in _made(promises, on) if each.due and each.due <= on]
    done = [each for each, day in due if (last := each.verified(on, said_by=day)) and last.state == "done"]
    return Part(len(done), len(due))


def verification(promises: Iterable[Promise], on: date) -> Part:
    """T3: verified updates of all updates."""
    said = [update for each in _made(promises, on) for update in each.updates if update.day <= on]
    return Part(sum(_is_sure(update, on) for update in said), len(said))


def staleness(promises: Iterable[Promise], on: date) -> Part:
    """T4: of what is neither done nor given up, what nobody has spoken of for more than 90 days."""
    open_ = [each for each in _made(promises, on) if each.is_open(on)]
    return Part(sum(each.is_stale(on) for each in open_), len(open_))


def divergence(promise: Promise, on: date, heard: float | None) -> float | None:
    """T6: official progress less the share who have seen or heard that it is done; None without both."""
    last = promise.last(on)
    if heard is None or last is None or last.state == UNKNOWN:
        return None
    return round(last.progress - heard, 4)


def _made(promises: Iterable[Promise], on: date) -> Sequence[Promise]:
    return [each for each in promises if each.since <= on]


def _is_sure(update: Update, on: date) -> bool:
    return update.verified is not None and update.verified <= on
