"""Thirty days of a house that somebody reads every day, at every address, keeping all that they were told.

Ratings and incidents come in, some of them late, some taken back; the clock publishes, packs and, on the
first Monday, revises. What two versions of a cell differ by is looked at like a cell.
"""

import asyncio
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.adversary import Name
from benchmarks.days import formats, highlights, life, reading, rows
from benchmarks.days.diary import Diary, subtracted
from benchmarks.days.highlights import Editions
from benchmarks.days.house import house
from benchmarks.days.rows import Rows
from benchmarks.days.working import worked_out
from tests.gateway.rooms import Room, moment

FIRST: Final = moment("2026-09-14T12:00")


@dataclass
class Seen:
    """All that was read: figures, rows, highlights."""

    diary: Diary = field(default_factory=Diary)
    rows: Rows = field(default_factory=Rows)
    editions: Editions = field(default_factory=Editions)


def days(n: int, seed: int, first: datetime = FIRST, lived: int = life.BEFORE) -> int:
    """How many cells were recovered in so many days; the house has lived so many before the first."""
    began = time.process_time()
    with TemporaryDirectory() as folder:
        here = house(Path(folder), first)
        seen = Seen()
        chance = random.Random(seed)
        life.before(here, first, chance, lived)
        asyncio.run(_lived(here, [first + timedelta(days=day) for day in range(n)], chance, seen))
        found = list(_found(here, seen))
        here.house.database.close()
    for name in found:
        print(f"day: {'/'.join(map(str, name))}", file=sys.stderr)
    print(f"days {n}  {_tally(seen)}  recovered {len(found)}  seconds {time.process_time() - began:.0f}")
    return len(found)


async def _lived(here: Room, days: Sequence[datetime], chance: random.Random, seen: Seen) -> None:
    for day in days:
        here.clock.at = day
        here.house.keys.issue(here.clock.at)
        life.happens(here, day, chance)
        life.tended(here, day)
        seen.diary.look(here)
        if seen.diary.write(await reading.read(here)):
            await formats.agree(here)
        seen.editions.look(here, seen.diary)
        await rows.read(here, seen.rows)
        await rows.alerts_agree(here)


def _found(here: Room, seen: Seen) -> Iterator[Name]:
    yield from subtracted(seen.diary)
    yield from worked_out(here.house.country, seen.diary, seen.rows.packed)
    yield from rows.pointed_at(seen.rows)
    yield from highlights.worked_out(here, seen.diary, seen.editions)


def _tally(seen: Seen) -> str:
    versions = [each for read in seen.diary.versions.values() for each in read]
    hidden = sum(row["value"] is None for version in versions for row in version.values())
    sessions = sum(sum(kinds.values()) for read in seen.rows.kinds.values() for kinds in read)
    read = f"cubes read {len(seen.diary.versions)}  versions {len(versions)}  hidden rows {hidden}"
    packed = f"packages {len(seen.rows.kinds)} of {sessions} sessions"
    return f"{read}  {packed}  rows of events {seen.rows.told}"
