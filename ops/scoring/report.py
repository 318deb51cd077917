"""Everything that a labelled file says of the understanding, in figures alone (P34)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.scoring.judging import Judged
from ops.scoring.labelled import LANGUAGES
from ops.scoring.measures import (
    Bin,
    Point,
    Share,
    calibration,
    calibration_error,
    confusions,
    curve,
    macro_f1,
)
from ops.scoring.questions import QUESTIONS, Question
from workers.classify import UNREVIEWED

ALL: Final = "all"
THRESHOLDS: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of all messages or of those of one language: shares, and F1 by `intent` and `code`."""

    messages: int
    shares: Mapping[str, Share]
    f1: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """`parts` by language, and `all`. `free`: without the answers that §12 of the languages holds at 0.6.

    `confused`: by `language`, `intent` and `code`, what was taken for what, and how often. `errors`: ids.
    """

    parts: Mapping[str, Part]
    bins: tuple[Bin, ...]
    free: tuple[Bin, ...]
    curve: tuple[Point, ...]
    confused: Mapping[str, tuple[tuple[str, str, int], ...]]
    errors: Mapping[str, tuple[str, ...]]

    @property
    def ece(self) -> float | None:
        return calibration_error(self.bins)

    @property
    def free_ece(self) -> float | None:
        return calibration_error(self.free)


def questions(columns: frozenset[str]) -> list[Question]:
    """Those for which a file has the columns."""
    return [question for question in QUESTIONS if columns.issuperset(question.needs)]


def report(judged: Sequence[Judged], columns: Iterable[str]) -> Report:
    """Asks every question for which the file has the columns."""
    known = frozenset(columns)
    asked = questions(known)
    answered = [one for one in judged if one.answered] if "code" in known else []
    return Report(
        parts={name: _part(own, asked, known) for name, own in _by_language(judged).items()},
        bins=_bins(answered),
        free=_bins([one for one in answered if UNREVIEWED not in one.said.why]),
        curve=_curve(answered, sum(one.incident for one in judged)),
        confused={name: confusions(*pairs) for name, pairs in _pairs(judged, known).items()},
        errors={question.name: _errors(question, judged) for question in asked},
    )


def _by_language(judged: Sequence[Judged]) -> dict[str, Sequence[Judged]]:
    own = {name: [one for one in judged if one.row.get("lang") == name] for name in LANGUAGES}
    return {ALL: judged, **{name: each for name, each in own.items() if each}}


def _part(judged: Sequence[Judged], asked: Sequence[Question], known: frozenset[str]) -> Part:
    f1 = {name: macro_f1(*pairs) for name, pairs in _pairs(judged, known).items() if name != "language"}
    return Part(
        messages=len(judged),
        shares={question.name: _share(question, judged) for question in asked},
        f1={name: value for name, value in f1.items() if value is not None},
    )


def _share(question: Question, judged: Sequence[Judged]) -> Share:
    whole = [one for one in judged if question.of(one)]
    return Share(sum(question.counts(one) for one in whole), len(whole))


def _errors(question: Question, judged: Sequence[Judged]) -> tuple[str, ...]:
    return tuple(
        one.row["id"] for one in judged if question.of(one) and question.counts(one) == question.fault
    )


def _bins(answered: Sequence[Judged]) -> tuple[Bin, ...]:
    return calibration(_confidence(answered), [one.code_right for one in answered])


def _curve(answered: Sequence[Judged], incidents: int) -> tuple[Point, ...]:
    right, asked = [one.code_right for one in answered], [one.incident for one in answered]
    return curve(_confidence(answered), right, asked, incidents, THRESHOLDS) if answered else ()


def _confidence(answered: Sequence[Judged]) -> list[float]:
    return [one.said.code_confidence for one in answered]


def _pairs(judged: Sequence[Judged], known: frozenset[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Labels and answers, side by side; an answer that a careful coder could give is taken for the label."""
    said: dict[str, tuple[str, list[str]]] = {
        "language": ("lang", [one.said.language for one in judged]),
        "intent": ("intent", [one.said.intent for one in judged]),
        "code": ("code", [_code(one) for one in judged]),
    }
    return {
        name: _labelled_ones([one.row.get(column, "") for one in judged], answers)
        for name, (column, answers) in said.items()
        if column in known
    }


def _labelled_ones(truth: Sequence[str], said: Sequence[str]) -> tuple[list[str], list[str]]:
    pairs = [(label, answer) for label, answer in zip(truth, said, strict=True) if label]
    return [label for label, _ in pairs], [answer for _, answer in pairs]


def _code(one: Judged) -> str:
    """The code that was said, or what the message was taken for instead."""
    return one.row.get("code", "") if one.code_right else one.said.code or one.said.intent
