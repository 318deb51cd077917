"""What the answers of a USSD call say, in the words of a report (`taxonomy.md` §8, §9.2). Pure."""

from collections.abc import Mapping
from typing import Final, get_args

from core.country import Country
from core.reports import Basis, Located, Occurred, Understanding
from core.taxonomy import severity

NO_PLACE: Final = "none_named"
_VICTIMS: Final[Mapping[str, tuple[int | None, int | None]]] = {
    "none": (0, 0),
    "injured": (None, 1),
    "killed": (1, None),
}
"""Killed and injured, as lower bounds; None was not said."""


def understood(answers: Mapping[str, str], language: str, country: Country) -> Understanding:
    """The report that a call has told so far; what it has not told is unknown."""
    killed, injured = _VICTIMS.get(answers.get("victims", ""), (None, None))
    basis, occurred = _basis(answers.get("basis", "")), _occurred(answers.get("occurred", ""))
    place = place_of(answers, country)
    return Understanding(
        language=language,
        language_confidence=1.0,
        intent="incident",
        redacted="",
        code=answers["code"],
        code_confidence=1.0,
        method="ussd",
        accepted=True,
        severity=severity(
            country.taxonomy.categories[answers["code"]],
            occurred=occurred,
            killed=killed,
            injured=injured,
            hearsay_only=basis == "hearsay",
        ),
        place=place,
        place_reason="" if place else NO_PLACE,
        occurred=occurred,
        killed=killed,
        injured=injured,
        hearsay=None if basis == "unknown" else basis == "hearsay",
        basis=basis,
    )


def place_of(answers: Mapping[str, str], country: Country) -> Located | None:
    """The place that the caller chose, or None when the call ended before that."""
    code = answers.get("place")
    return country.gazetteer.located(code) if code else None


def _basis(answer: str) -> Basis:
    return next((known for known in get_args(Basis) if known == answer), "unknown")


def _occurred(answer: str) -> Occurred:
    return next((known for known in get_args(Occurred) if known == answer), "unknown")
