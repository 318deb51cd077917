"""What is asked of a judged message: which messages are asked, and which of them count.

`faults` are questions whose share should be small. A question is asked only of a file that has its columns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ops.scoring.judging import GRAVEST, Judged
from workers.language import MIXED

_SURE: Final = 0.8
"""From here the language found in a text outweighs the remembered one (`languages.md` §8)."""
Test = Callable[[Judged], bool]


@dataclass(frozen=True, slots=True)
class Question:
    """A name for machines, the columns that it needs, whom it is asked of, and who counts."""

    name: str
    needs: tuple[str, ...]
    of: Test
    counts: Test
    fault: bool = False


def _is(intent: str) -> Test:
    return lambda one: one.row["intent"] == intent


def _number(column: str) -> Test:
    return lambda one: str(getattr(one.said, column) or "") == one.row[column].removeprefix("0")


def _told(column: str) -> Test:
    return lambda one: one.incident and one.row[column] not in {"", "unknown"}


def _incident(one: Judged) -> bool:
    return one.incident


def _coded(one: Judged) -> bool:
    return one.incident and bool(one.row["code"])


def _gbv(one: Judged) -> bool:
    return one.said.intent == "gbv"


def _spoken(one: Judged) -> bool:
    return bool(one.row["lang"])


def _language(one: Judged) -> bool:
    return one.said.language == one.row["lang"]


def _sure(one: Judged) -> bool:
    return one.said.language_confidence >= _SURE


def _sure_of_one(one: Judged) -> bool:
    """Sure of one language: what is taken for mixed has a share of its own (`languages.md` §9)."""
    return _spoken(one) and _sure(one) and one.said.language != MIXED


def _occurred(one: Judged) -> bool:
    return one.said.occurred == one.row["occurred"]


def _hearsay(one: Judged) -> bool:
    return one.hearsay == one.row["hearsay"]


QUESTIONS: Final = (
    Question("language", ("lang",), _spoken, _language),
    Question("language_sure", ("lang",), _spoken, _sure),
    Question("language_sure_right", ("lang",), _sure_of_one, _language),
    Question(
        "taken_for_mixed",
        ("lang",),
        lambda one: one.row["lang"] not in {"", MIXED},
        lambda one: one.said.language == MIXED,
        fault=True,
    ),
    Question(
        "intent",
        ("intent",),
        lambda one: bool(one.row["intent"]),
        lambda one: one.said.intent == one.row["intent"],
    ),
    Question("code", ("code",), _coded, lambda one: one.code_right),
    Question("code_three", ("code",), _coded, lambda one: one.three_right),
    Question(
        "accepted_right",
        ("code",),
        lambda one: one.answered and one.said.accepted,
        lambda one: one.code_right,
    ),
    Question("accepted", ("code",), _coded, lambda one: one.answered and one.said.accepted),
    Question("gravest_code", ("code",), lambda one: one.incident and one.gravest, lambda one: one.code_right),
    Question(
        "severity_4",
        ("severity_min",),
        lambda one: one.row["severity_min"] == str(GRAVEST),
        lambda one: one.said.severity == GRAVEST,
    ),
    Question("protected_missed", ("intent",), _is("gbv"), lambda one: not _gbv(one), fault=True),
    Question(
        "protected_false", ("intent",), lambda one: one.row["intent"] not in {"", "gbv"}, _gbv, fault=True
    ),
    Question(
        "optout_missed", ("intent",), _is("optout"), lambda one: one.said.intent != "optout", fault=True
    ),
    Question(
        "advert_raised", ("intent",), _is("operator_spam"), lambda one: one.answered or _gbv(one), fault=True
    ),
    Question("place_right", ("place_adm2",), lambda one: one.placed, lambda one: one.cercle),
    Question(
        "place_wrong",
        ("place_adm2",),
        lambda one: one.placed,
        lambda one: bool(one.said.place) and not one.cercle,
        fault=True,
    ),
    Question("place_among", ("place_adm2",), lambda one: one.placed, lambda one: one.among),
    Question(
        "place_false",
        ("place_adm2",),
        lambda one: not (one.placed or one.row.get("place_text")),
        lambda one: bool(one.said.place),
        fault=True,
    ),
    Question("occurred", ("occurred",), _incident, _occurred),
    Question("occurred_told", ("occurred",), _told("occurred"), _occurred),
    Question("killed", ("killed",), _incident, _number("killed")),
    Question("killed_told", ("killed",), _told("killed"), _number("killed")),
    Question("injured", ("injured",), _incident, _number("injured")),
    Question("injured_told", ("injured",), _told("injured"), _number("injured")),
    Question("hearsay", ("hearsay",), _incident, _hearsay),
    Question("hearsay_told", ("hearsay",), _told("hearsay"), _hearsay),
)
