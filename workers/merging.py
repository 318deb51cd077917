"""A message and the answers that complete it, as one report (`taxonomy.md` §9.2). Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, get_args

from core.country import Country
from core.reports import Occurred, Understanding
from core.taxonomy import OTHER, severity

_A_DAY_LATER: Final[Mapping[Occurred, Occurred]] = {
    "now": "yesterday",
    "today": "yesterday",
    "yesterday": "earlier",
}


def merged(
    first: Understanding, answers: Mapping[str, str], country: Country, *, later: int
) -> Understanding:
    """The first message with what was answered. `later`: days between; *today* was yesterday then."""
    said = first
    if later > 0:
        said = replace(said, occurred=_A_DAY_LATER.get(said.occurred, said.occurred))
    if "place" in answers:
        place = country.gazetteer.located(answers["place"])
        said = replace(said, place=place, place_reason="", candidates=())
    if "when" in answers:
        said = replace(said, occurred=next(each for each in get_args(Occurred) if each == answers["when"]))
    return replace(said, severity=_severity(said, country))


def _severity(said: Understanding, country: Country) -> int | None:
    category = country.taxonomy.get(said.code or OTHER)
    if category is None:
        return said.severity
    return severity(
        category,
        occurred=said.occurred,
        killed=said.killed,
        injured=said.injured,
        hearsay_only=said.hearsay is True,
        displaced=said.displaced,
        child=said.child,
    )
