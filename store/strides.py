"""How far a long piece of work is: an import, an export, a backup; a small file for each, for the console.

Beside the database and not in it: who imports holds its one pen, and nobody could be told meanwhile. Kinds,
counts and moments of the machine's own work; no name of a file, nothing of anybody.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from store.rows import new_id

FOLDER: Final = "strides"
EVERY: Final = 500
"""Rows between two looks at how far it is."""
KEPT: Final = timedelta(days=7)
LOST: Final = timedelta(hours=6)
"""Nothing was heard of it for so long: its process is gone."""
State = Literal["going", "done", "failed", "lost"]
Went = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Stride:
    """`what`: the kind of work and its product (`import commitments`). `total` is None where nobody knows."""

    id: str
    what: str
    done: int
    total: int | None
    begun: datetime
    last: datetime
    state: State = "going"


@contextmanager
def stride(data: Path, what: str, clock: Callable[[], datetime], total: int | None = None) -> Iterator[Went]:
    """Hears how many rows are done; says at the end whether all went well."""
    now = clock()
    one = Stride(new_id(), what, 0, total, now, now)
    _write(data, one)
    far = {"done": 0, "written": 0}

    def went(done: int) -> None:
        far["done"] = done
        if done - far["written"] >= EVERY:
            far["written"] = done
            _write(data, replace(one, done=done, last=clock()))

    try:
        yield went
    except BaseException:
        _write(data, replace(one, done=far["done"], last=clock(), state="failed"))
        raise
    _write(data, replace(one, done=far["done"], last=clock(), state="done"))


def listed(data: Path, now: datetime) -> list[Stride]:
    """The newest first; what is older than a week is deleted, what is silent for hours is lost."""
    found = [_read(path, now) for path in (data / FOLDER).glob("*.json")]
    return sorted((one for one in found if one), key=lambda one: (one.begun, one.id), reverse=True)


def _read(path: Path, now: datetime) -> Stride | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # another process is writing or deleting it: next time
        return None
    one = Stride(**{**told, "begun": _moment(told["begun"]), "last": _moment(told["last"])})
    if now - one.last > KEPT:
        path.unlink(missing_ok=True)
        return None
    return replace(one, state="lost") if one.state == "going" and now - one.last > LOST else one


def _write(data: Path, one: Stride) -> None:
    folder = data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = asdict(one) | {"begun": one.begun.timestamp(), "last": one.last.timestamp()}
    part = folder / f".{one.id}.part"
    part.write_text(json.dumps(told), encoding="utf-8")
    os.replace(part, folder / f"{one.id}.json")


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
