"""`lasomi rebuild`: every incident and figure said again from what is stored, and what that changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ops.desk import Desk
from store import retold
from store.rereading import readable
from workers.recounting import recount, recounted
from workers.rereading import midnight, reread

Row = dict[str, object]


def rebuilt(desk: Desk, since: date | None, *, figures: bool, dry_run: bool) -> list[Row]:
    """What differs, by table, indicator and period, and a last row with how much was looked at.

    Without `figures` the kept texts are read again first. `as_understood` counts the reports that were taken
    as they had been understood. May run beside workers: what differs is mended in their turn.
    """
    found: list[Row] = []
    read = 0
    if not figures:
        read, changed = _read_again(desk, since, dry_run=dry_run)
        found += changed
    periods, differing = _recounted(desk, since, dry_run=dry_run)
    found += differing
    with desk.database.read() as conn:
        told = retold.kept(conn, midnight(since))
    count = len({row["period"] for row in differing})
    last: Row = {"periods": periods, "differing": count, "read": read, "as_understood": told - read}
    return [*found, last | {"mended": not dry_run}]


def _read_again(desk: Desk, since: date | None, *, dry_run: bool) -> tuple[int, list[Row]]:
    with desk.database.read() as conn:
        total = readable(conn, midnight(since))
    with _bar(total) as done:
        read, changed = reread(desk, since, mend=not dry_run, done=done)
    return read, [asdict(each) for each in changed]


def _recounted(desk: Desk, since: date | None, *, dry_run: bool) -> tuple[int, list[Row]]:
    of = recount(desk, since)
    periods = of.there.indicators
    found: list[Row] = []
    with _bar(len(periods)) as done:
        for period in periods:
            found += (asdict(drift) for drift in recounted(of, period, mend=not dry_run))
            done(period)
    return len(periods), found


@contextmanager
def _bar(total: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal: which period was the last, and how many are done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda period: progress.update(task, description=period, advance=1)
