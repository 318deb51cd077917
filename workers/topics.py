"""What a message is about, by models: the shares of the intents and of the codes (`languages.md` §10).

Two linear models look at the same evidence: a ridge regression and complement naive Bayes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from workers.evidence import BITS, Evidence, Floats, evidence_of, plain, rows_of
from workers.honest import LANGUAGES, Judgement, judgement
from workers.models import Model, ModelRefused, read_model
from workers.spelling import Word

ENOUGH: Final = 50
"""Labels of a class in a language before the model may answer there alone (`languages.md` §10)."""
_STRONGEST: Final = 3


@dataclass(frozen=True, slots=True)
class Read:
    """The shares of the intents, and of the codes if it is an incident, the largest first."""

    intents: tuple[tuple[str, float], ...]
    codes: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """One of the two models. `slots` leads from the row of a feature to its line in `table` (0: never seen).

    `table` holds for each class the weight of the regression, then of naive Bayes; `intercept` is the
    regression's; `spread` are the standard deviations of what the two say, and `sharp` what their sum is
    multiplied by, both learnt on held-out folds; `support` are the labels by class and language.
    """

    classes: tuple[str, ...]
    slots: NDArray[np.uint16]
    table: NDArray[np.floating[Any]]
    intercept: Floats
    spread: Floats
    sharp: float
    support: NDArray[np.int32]
    judgement: Judgement

    def scores(self, evidence: Evidence) -> Floats:
        """What the two models say of each class, each divided by its spread, added."""
        many = len(self.classes)
        lines = self._lines(evidence.rows)
        regression = evidence.weights[0] @ lines[:, :many] + self.intercept
        bayes = evidence.weights[1] @ lines[:, many:]
        return np.asarray(regression / self.spread[0] + bayes / self.spread[1])

    def _lines(self, rows: NDArray[np.uint32]) -> Floats:
        return np.asarray(self.table.take(self.slots.take(rows), axis=0), np.float32)

    def shares(self, evidence: Evidence) -> tuple[tuple[str, float], ...]:
        shares = np.exp(_logs(self.sharp * self.scores(evidence))).tolist()
        return tuple(sorted(zip(self.classes, shares, strict=True), key=itemgetter(1), reverse=True))

    def labels(self, name: str, language: str) -> int:
        """From how many labels of a class in a language it learnt; a mixed message is of two languages."""
        if name not in self.classes or language not in LANGUAGES:
            return 0
        counted = self.support[self.classes.index(name)]
        own = int(counted[LANGUAGES.index(language)])
        return own + int(counted[:-1].max()) if language == LANGUAGES[-1] else own

    def strongest(self, text: Sequence[Word], name: str) -> tuple[str, ...]:
        """The words that speak most for a class, by the sum of their n-grams' weights; at most three."""
        if name not in self.classes:
            return ()
        said = [word for word in text if word.key]
        pulls = self._pulls([rows_of(plain(word)) for word in said], self.classes.index(name)) if said else ()
        found = sorted(
            ((pull, word.text) for pull, word in zip(pulls, said, strict=True) if pull > 0),
            key=lambda pair: -pair[0],
        )
        return tuple(dict.fromkeys(word for _, word in found))[:_STRONGEST]

    def _pulls(self, words: Sequence[NDArray[np.uint32]], at: int) -> list[float]:
        """How much more each word, of which these are the rows, says for a class than for all on the mean."""
        many = len(self.classes)
        lines = self._lines(np.concatenate(words))
        more = lines[:, at] - np.add.reduce(lines[:, :many], axis=1) / many
        starts = [0, *accumulate(map(len, words[:-1]))]
        pulls: list[float] = np.add.reduceat(more, starts).tolist()
        return pulls


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """The intent model and the code model."""

    intent: Topic
    code: Topic

    def read(self, text: str, concepts: Iterable[str] = ()) -> Read:
        """The shares of a redacted text, in which these concepts were found (`concepts_of`)."""
        evidence = evidence_of(text, concepts)
        return Read(self.intent.shares(evidence), self.code.shares(evidence))


def open_topics(folder: Path) -> Topics | None:
    """The models of a pack; None when one is refused, and `lasomi doctor` says why."""
    try:
        return Topics(topic(read_model(folder, "intent")), topic(read_model(folder, "code")))
    except ModelRefused:
        return None


def topic(model: Model) -> Topic:
    """Raises ModelRefused when the arrays are not those of such a model."""
    arrays, file = model.arrays, f"{model.name}.npz"
    try:
        found = Topic(
            classes=model.classes,
            slots=arrays["slots"],
            table=np.asarray(arrays["table"], np.float32),
            intercept=arrays["intercept"],
            spread=arrays["spread"],
            sharp=arrays["sharp"].item(),
            support=arrays["support"],
            judgement=judgement(arrays),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise ModelRefused(file, f"has not the arrays of its kind ({fault})") from None
    if not _fits(found):
        raise ModelRefused(file, "has arrays that do not fit one another")
    return found


def arrays_of(learnt: Topic) -> Mapping[str, NDArray[Any]]:
    """What `topic` reads."""
    return {
        "slots": learnt.slots,
        "table": learnt.table.astype(np.float16),
        "intercept": learnt.intercept,
        "spread": learnt.spread,
        "sharp": np.array([learnt.sharp], np.float32),
        "support": learnt.support,
        **learnt.judgement.arrays(),
    }


def _fits(found: Topic) -> bool:
    many = len(found.classes)
    return (
        found.table.ndim == 2
        and found.table.shape[1] == 2 * many
        and found.slots.shape == (1 << BITS,)
        and int(found.slots.max()) < len(found.table)
        and found.intercept.shape == (many,)
        and found.support.shape == (many, len(LANGUAGES))
        and found.spread.shape == (2,)
    )


def _logs(values: Floats) -> Floats:
    """The logs of the shares that scores stand for."""
    raised = values - np.maximum.reduce(values)
    return np.asarray(raised - np.log(np.add.reduce(np.exp(raised))))
