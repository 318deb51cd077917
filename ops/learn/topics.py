"""Learns the models of intent and code, and what they are worth beside the rules (`languages.md` §10)."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ops.learn.examples import Example, evidence, example, ours
from ops.learn.fitting import Lessons, fit, lessons, slots_of
from ops.learn.heldout import HeldOut, held_out
from ops.learn.judging import judged
from ops.learn.labels import INCIDENT, Labelled
from ops.learn.manifest import write_model
from ops.learn.spellings import respelt
from ops.learn.switching import switched
from workers.evidence import BITS, LONGEST, SHORTEST
from workers.honest import LANGUAGES, Judgement
from workers.mind import Mind
from workers.topics import Topic, Topics, arrays_of

COPY: Final = 0.3
"""What a copy of a message with slips of a hurried hand counts beside the message."""
FEATURES: Final = (
    f"crc32 {BITS} bits, {SHORTEST}-{LONGEST} grams of words without marks, concepts and their pairs"
)


def learn(rows: Sequence[Labelled], seed: int, mind: Mind | None = None) -> Topics:
    """Both models. `mind`: whose words and rules are heard beside the texts; Mali's when there is none.

    The same rows in the same order and the same seed give the same models. Needs scikit-learn.
    """
    words = replace(mind or ours(), topics=None)
    read = [example(row, words) for row in rows]
    known = _lessons(read, words, seed)
    intents = [each.row.intent for each in read]
    codes = [each.row.code if each.row.intent == INCIDENT else "" for each in read]
    said = held_out(known, intents, seed), held_out(known, codes, seed)
    judgements = judged(read, *said, words.leaning)
    return Topics(
        _topic(known, intents, read, said[0], judgements[0]),
        _topic(known, codes, read, said[1], judgements[1]),
    )


def _lessons(read: Sequence[Example], words: Mind, seed: int) -> Lessons:
    """The messages, and of each a copy with slips, some between two languages, which counts less."""
    chance = random.Random(seed)
    copies = [evidence(_copy(each.row, words, chance), words) for each in read]
    weights = [each.row.weight for each in read]
    return lessons(
        [*(each.evidence for each in read), *copies],
        [*weights, *(COPY * weight for weight in weights)],
        messages=len(read),
    )


def _copy(row: Labelled, words: Mind, chance: random.Random) -> str:
    return respelt(switched(row.text, row.language, words, chance), row.language, chance)


def _topic(
    known: Lessons, labels: Sequence[str], read: Sequence[Example], told: HeldOut, judgement: Judgement
) -> Topic:
    """The model as it answers, learnt from every message that has a label."""
    truth = told.truth(labels)
    taught = known.of(truth >= 0)
    fitted = fit(taught, truth[taught.message], len(told.classes))
    slots, used = slots_of(taught)
    table = np.zeros((len(used) + 1, 2 * len(told.classes)), np.float16)
    table[1:] = np.hstack([fitted.regression[used], fitted.bayes[used]])
    support = _support(labels, read, told.classes)
    return Topic(told.classes, slots, table, fitted.intercept, told.spread, told.sharp, support, judgement)


def _support(labels: Iterable[str], read: Iterable[Example], classes: Sequence[str]) -> NDArray[np.int32]:
    """How many messages of each class in each language."""
    found = np.zeros((len(classes), len(LANGUAGES)), np.int32)
    for label, each in zip(labels, read, strict=True):
        if label and each.row.language in LANGUAGES:
            found[classes.index(label), LANGUAGES.index(each.row.language)] += 1
    return found


def write(
    folder: Path,
    topics: Topics,
    *,
    seed: int,
    data: Sequence[Mapping[str, Any]],
    scores: Mapping[str, tuple[int, int]],
    made: date,
) -> list[Path]:
    """Both files with their manifests. `scores`: by language, how many of how many were understood."""
    understood = {language: {"understood": told, "of": of} for language, (told, of) in scores.items()}
    return [
        write_model(
            folder,
            name,
            arrays_of(model),
            classes=model.classes,
            features=FEATURES,
            seed=seed,
            data=data,
            scores={"frozen tenth": understood},
            made=made,
        )
        for name, model in (("intent", topics.intent), ("code", topics.code))
    ]
