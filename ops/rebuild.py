"""`lasomi rebuild`: every incident and figure said again from what is stored, and what that changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ops.desk import Desk
from store import retold
from workers.recounting import outline, recounted

Row = dict[str, object]


def rebuilt(desk: Desk, since: date | None, *, dry_run: bool) -> list[Row]:
    """What differs, by table, indicator and period, and a last row with how much was looked at.

    `as_understood` counts the reports that were taken as they had been understood: all of them. May run
    beside workers: a period is mended in their turn, and only where it differs.
    """
    there = outline(desk, since)
    found: list[Row] = []
    with _bar(len(there.indicators)) as done:
        for period in there.indicators:
            found += (asdict(drift) for drift in recounted(desk, there, period, mend=not dry_run))
            done(period)
    with desk.database.read() as conn:
        told = retold.kept(conn, None if since is None else datetime.combine(since, time(), UTC))
    differing = len({row["period"] for row in found})
    last: Row = {"periods": len(there.indicators), "differing": differing, "as_understood": told}
    return [*found, last | {"mended": not dry_run}]


@contextmanager
def _bar(total: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal: which period was the last, and how many are done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda period: progress.update(task, description=period, advance=1)
