"""A tenth of the labels is never learnt from: there, a new model must be no worse (`languages.md` §10)."""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ops.learn.labels import INCIDENT, Labelled
from workers.mind import Mind
from workers.pipeline import read
from workers.topics import Topics

_TENTH = 3


def is_frozen(row: Labelled) -> bool:
    """By its id alone, so that a message is in the tenth for ever."""
    return zlib.crc32(row.id.encode()) % 10 == _TENTH


def right(rows: Sequence[Labelled], topics: Topics, mind: Mind) -> Mapping[str, tuple[int, int]]:
    """For each language how many messages were understood (intent, and code of an incident), of how many."""
    taught = replace(mind, topics=topics)
    told, asked = Counter[str](), Counter[str]()
    for row in rows:
        said = read(row.text, taught)
        asked[row.language] += 1
        told[row.language] += said.intent == row.intent and (row.intent != INCIDENT or said.code in row.codes)
    return {language: (told[language], asked[language]) for language in sorted(asked)}


def worse(new: Mapping[str, tuple[int, int]], old: Mapping[str, tuple[int, int]]) -> list[str]:
    """The languages in which the new model understands fewer messages than the old one."""
    return [language for language, (told, _) in new.items() if told < old.get(language, (0, 0))[0]]


def parted(rows: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """What may be learnt from, and the frozen tenth."""
    every = list(rows)
    return [row for row in every if not is_frozen(row)], [row for row in every if is_frozen(row)]
