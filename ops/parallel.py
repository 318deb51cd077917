"""Periods of a recount shared out among processes, each with a way of its own to the database, and no key."""

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Final

from core.country import Country, load_country
from core.errors import LasomiError
from core.ports import Clock
from gateway.clock import open_clock
from gateway.settings import Settings
from ops.desk import Desk
from ops.kin import end_with_parent
from store.database import Database, open_database
from store.recount import Drift, Outline
from workers.recounting import Recount, recounted

CUT_SHORT: Final = "a process that counted was ended: what is whole stays, run it again with fewer --jobs"
_mine: Final[list[Recount]] = []
"""What a process of the pool counts from, once it has begun."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What of a house a process needs to count."""

    database: Database
    country: Country
    clock: Clock


def shared(desk: Desk, there: Outline, *, mend: bool, jobs: int) -> Iterator[tuple[str, list[Drift]]]:
    """Each period with what differs in it, in their order (`workers.recounting.recounted`).

    A Ctrl-C ends all of them at once, and so does the end of this process: what was not whole is undone.
    Raises LasomiError `rebuild.cut_short` where one was ended by somebody else, for want of memory.
    """
    periods, begun = list(there.indicators), (desk.database.url, desk.settings, there)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    try:
        with ProcessPoolExecutor(min(jobs, len(periods)), context, _begin, begun) as pool:
            yield from _as_they_come(pool, periods, mend=mend)
    except BrokenProcessPool as error:
        raise LasomiError("rebuild.cut_short", CUT_SHORT, retryable=True) from error


def _as_they_come(
    pool: ProcessPoolExecutor, periods: list[str], *, mend: bool
) -> Iterator[tuple[str, list[Drift]]]:
    found = [pool.submit(_counted, period, mend=mend) for period in periods]
    try:
        yield from ((period, each.result()) for period, each in zip(periods, found, strict=True))
    except BaseException:  # a Ctrl-C too: the pool would first finish what it was given
        for process in multiprocessing.active_children():
            process.terminate()
        raise


def _begin(url: str, settings: Settings, there: Outline) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if (parent := multiprocessing.parent_process()) is not None:
        end_with_parent(parent.sentinel)
    hand = Hand(open_database(url, settings.data_dir), load_country(settings.country), open_clock(settings))
    _mine.append(Recount(hand, there, hand.country))


def _counted(period: str, *, mend: bool) -> list[Drift]:
    return recounted(_mine[0], period, mend=mend)
