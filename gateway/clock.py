"""The clock of a deployment is this machine's; an exercise may move its own."""

from datetime import datetime, timedelta
from pathlib import Path

from core.built import BUILT
from core.errors import Fault, Misconfigured
from core.ports import Clock, utc_now
from gateway.settings import Settings


def open_clock(settings: Settings) -> Clock:
    """The machine's time in UTC; with LASOMI_DEMO_CLOCK moved by the seconds that its file holds now.

    Raises Misconfigured where the machine's own is before the day on which this version was made.
    """
    not_before_built(utc_now())
    return utc_now if settings.demo_clock is None else moved_by(settings.demo_clock)


def not_before_built(machine: datetime) -> None:
    """A machine that has lost its time would seal under the wrong days and destroy keys at the wrong ones."""
    if machine < BUILT:
        remedy = "set the date and the time (NTP), or put a new battery in, then start again"
        place = f"shows {machine:%Y-%m-%d}, before this version was made ({BUILT:%Y-%m-%d})"
        raise Misconfigured(Fault("the clock of this machine", place, remedy))


def moved_by(path: Path) -> Clock:
    """A clock whose offset may be rewritten while it runs. Raises Misconfigured for a file without one."""

    def now_moved() -> datetime:
        return utc_now() + timedelta(seconds=_offset(path))

    now_moved()
    return now_moved


def _offset(path: Path) -> float:
    try:
        return float(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        remedy = "write the seconds to add to the clock into it, 0 for none"
        raise Misconfigured(Fault(str(path), "LASOMI_DEMO_CLOCK", remedy)) from error
