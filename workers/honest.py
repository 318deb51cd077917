"""Rules and model weighed against each other; a confidence that is right as often as it says.

The weights of rules are no probabilities, and the model's shares know nothing of rules. What each is worth is
learnt by language, on messages that the model had not seen (`languages.md` §10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from operator import itemgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LANGUAGES: Final = ("fr", "bm", "taq", "mixed")
"""The lines of `trust`; every other language is weighed as a mixed message."""
STANDS: Final = 0.6
"""From this weight a rule alone is an answer."""
LEAST: Final = 1e-4
"""The share of an answer that the model does not know."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """By language, what three things count: the log of the model's share, the weight of a rule, and to be
    the answer of the heaviest rule that stands. `said` and `right`: shares, and how often they were right.
    """

    trust: Floats
    said: Floats
    right: Floats

    def weigh(
        self, shares: Mapping[str, float], rules: Mapping[str, float], language: str
    ) -> list[tuple[str, float]]:
        """The shares of the answers by model and rules together, the largest first: a conditional logit."""
        model, weight, stands = self.trust[line_of(language)].tolist()
        heaviest = max(rules.values(), default=0.0)
        every = {**dict.fromkeys(rules, 0.0), **shares}
        values = {name: model * log(share if share > LEAST else LEAST) for name, share in every.items()}
        for name, rule in rules.items():
            values[name] = values[name] + weight * rule + stands * (rule == heaviest >= STANDS)
        top = max(values.values())
        raised = [exp(value - top) for value in values.values()]
        total = sum(raised)
        found = zip(values, [each / total for each in raised], strict=True)
        return sorted(found, key=itemgetter(1), reverse=True)

    def confidence(self, share: float) -> float:
        """How often answers of such a share were right, on messages that had not been learnt from."""
        return float(np.interp(share, self.said, self.right))

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {"trust": self.trust, "said": self.said, "right": self.right}


def chosen(answers: Sequence[tuple[str, float]], leaning: Mapping[str, float]) -> tuple[str, float]:
    """The answer to give, with its share: the largest, some counting more because to miss them costs more."""
    weights = [share * leaning.get(name, 1.0) for name, share in answers]
    return answers[weights.index(max(weights))]


def line_of(language: str) -> int:
    """The line of `trust` for a language."""
    return LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES) - 1


def told(shares: Mapping[str, float], rules: Mapping[str, float]) -> dict[str, tuple[float, float, bool]]:
    """For each answer the three things that `trust` multiplies."""
    heaviest = max(rules.values(), default=0.0)
    return {
        name: (log(max(share, LEAST)), rule := rules.get(name, 0.0), rule == heaviest >= STANDS)
        for name, share in {**dict.fromkeys(rules, 0.0), **shares}.items()
    }


def judgement(arrays: Mapping[str, NDArray[Any]]) -> Judgement:
    """Raises KeyError or ValueError when the arrays are not those of a judgement."""
    found = Judgement(arrays["trust"], arrays["said"], arrays["right"])
    if (
        found.trust.shape != (len(LANGUAGES), 3)
        or found.said.shape != found.right.shape
        or not len(found.said)
    ):
        raise ValueError("trust, said, right")
    return found
