"""Five folds of a labelled file: models read messages that they never saw; the rules stay the same."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from core.reports import Understanding
from ops.learn.labels import Labelled
from ops.learn.topics import learn
from ops.scoring.labelled import Row
from workers.mind import Mind
from workers.pipeline import read

FOLDS: Final = 5
SEED: Final = 1


def is_unread(row: Row) -> bool:
    """Whether it is of the fifth that nobody read while the rules were written."""
    return zlib.crc32(row["id"].encode()) % FOLDS == 0


def folds(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Row]]]:
    """What is learnt from and what is tried, five times. Every code and intent is spread over the folds."""
    ordered = sorted(
        rows, key=lambda row: (row["intent"], row["code"], zlib.crc32(row["id"].encode()), row["id"])
    )
    for fold in range(FOLDS):
        tried = ordered[fold::FOLDS]
        yield [row for at, row in enumerate(ordered) if at % FOLDS != fold], tried


def in_folds(rows: Sequence[Row], own: Sequence[Labelled], mind: Mind) -> Iterator[tuple[Row, Understanding]]:
    """Every row, understood with models of our `own` messages and of the other four folds."""
    for learnt_from, tried in folds(rows):
        yield from unseen(tried, [*own, *map(labelled, learnt_from)], mind)


def unseen(
    rows: Iterable[Row], learnt_from: Sequence[Labelled], mind: Mind
) -> Iterator[tuple[Row, Understanding]]:
    """Every row, understood with models of `learnt_from`."""
    taught = replace(mind, topics=learn(learnt_from, SEED, mind))
    return ((row, read(row["text"], taught)) for row in rows)


def labelled(row: Row) -> Labelled:
    return Labelled(
        id=row["id"],
        text=row["text"],
        language=row["lang"],
        intent=row["intent"],
        code=row["code"],
        alternatives=tuple(row.get("alt_codes", "").split()),
    )
