"""`lasomi rebuild`: every incident and figure said again from what is stored, and what that changes."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ops.desk import Desk
from ops.parallel import shared
from store import retold
from store.recount import Drift, Outline
from store.rereading import readable
from workers.recounting import Recount, outlined, recounted
from workers.rereading import midnight, reread

Row = dict[str, object]
FEW: Final = 20_000
"""Reports that one process has counted about as soon as several have begun."""


def rebuilt(desk: Desk, since: date | None, *, figures: bool, dry_run: bool, jobs: int = 0) -> list[Row]:
    """What differs, by table, indicator and period, and a last row with how much was looked at.

    Without `figures` the kept texts are read again first. `as_understood` counts the reports that were taken
    as they had been understood. May run beside workers: what differs is mended in their turn. `jobs` are
    processes at once; 0: one for each core, where there is much to count.
    """
    found: list[Row] = []
    read = 0
    if not figures:
        read, changed = _read_again(desk, since, dry_run=dry_run)
        found += changed
    with desk.database.read() as conn:
        told = retold.kept(conn, midnight(since))
    periods, differing = _recounted(desk, since, dry_run=dry_run, jobs=jobs or _enough(told))
    found += differing
    count = len({row["period"] for row in differing})
    last: Row = {"periods": periods, "differing": count, "read": read, "as_understood": told - read}
    return [*found, last | {"mended": not dry_run}]


def _read_again(desk: Desk, since: date | None, *, dry_run: bool) -> tuple[int, list[Row]]:
    with desk.database.read() as conn:
        total = readable(conn, midnight(since))
    with _bar(total) as done:
        read, changed = reread(desk, since, mend=not dry_run, done=done)
    return read, [asdict(each) for each in changed]


def _recounted(desk: Desk, since: date | None, *, dry_run: bool, jobs: int) -> tuple[int, list[Row]]:
    there = outlined(desk.database, since)
    periods = there.indicators
    found: list[Row] = []
    with _bar(len(periods)) as done:
        for period, drifts in _by_period(desk, there, mend=not dry_run, jobs=jobs):
            found += (asdict(drift) for drift in drifts)
            done(period)
    return len(periods), found


def _by_period(desk: Desk, there: Outline, *, mend: bool, jobs: int) -> Iterator[tuple[str, list[Drift]]]:
    if jobs > 1 and len(there.indicators) > 1:
        return shared(desk, there, mend=mend, jobs=jobs)
    of = Recount(desk, there, desk.country)
    return ((period, recounted(of, period, mend=mend)) for period in there.indicators)


def _enough(told: int) -> int:
    return 1 if told < FEW else os.cpu_count() or 1


@contextmanager
def _bar(total: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal: which period was the last, and how many are done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda period: progress.update(task, description=period, advance=1)
