"""What one phone says of one authority, as it is kept and counted (`indicators.md` §1, §5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from core.periods import quarter
from store import figures
from store.ratings import MEASURES
from workers import closure
from workers.aggregate import rated_places
from workers.work import Body, Outcome, Work

CORE: Final = "core"
UNTIL_DRAWN: Final = "g2"
"""What was asked of everybody by the version that drew no items."""


@dataclass(frozen=True, slots=True)
class Score:
    """`core` is 1 to 4, or 9 for "ne sait pas"; `items` what else was asked, by the names of `MEASURES`;
    `place` the p-code that was meant.

    `complete`: all that was asked was answered; a call that dropped before that counts nothing.
    """

    authority: str
    place: str
    core: int | None
    items: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True
    session: str | None = None
    position: int = 0
    language: str = "fr"


def told(work: Work, body: Body) -> Outcome:
    """The rating of a call. Without its unit it has nothing to stand beside: the call ended before that."""
    answers = body["answers"]
    if "authority" not in answers or "unit" not in answers:
        return Outcome("rating", "no_unit")
    core = answers.get(CORE)
    score = Score(
        authority=answers["authority"],
        place=answers["unit"],
        core=int(core) if core else None,
        items={name: int(answers[name]) for name in MEASURES if name in answers and name != CORE},
        complete=bool(core) and (body["confirmed"] or _all_answered(work, body)),
        session=work.row.session,
        position=body["position"],
        language=body["language"],
    )
    return Outcome("rating", rate(work, body["urn"], score) or "too_coarse")


def rate(work: Work, number: str, score: Score) -> str:
    """What became of it; "" when the place is too coarse for a rating."""
    if shut := closure.shut(work, work.country.gazetteer.located(score.place)):
        return closure.keep_out(work, shut, closure.RATING, score.session).word
    level = work.country.authorities[score.authority].level
    places = rated_places(score.place, level, work.country.gazetteer)
    if not places:
        return ""
    return figures.rate(
        work.conn,
        inbox_id=work.row.id,
        rater=work.vault.pseudonym("rating", number, work.at),
        authority=int(score.authority),
        unit=places[0],
        places=places,
        locality=score.place,
        period=quarter(work.at),
        received_at=work.at,
        core=score.core,
        items=score.items,
        complete=score.complete,
        session=score.session,
        position=score.position,
        channel=work.row.channel,
        language=score.language,
    )


def _all_answered(work: Work, body: Body) -> bool:
    """Whether every item was answered that this call had drawn for this kind of authority."""
    forces = work.country.authorities[body["answers"]["authority"]].security
    asked = body.get("drawn", {"general": UNTIL_DRAWN, "forces": UNTIL_DRAWN})
    drawn = asked.get("forces" if forces else "general", "")
    return all(name in body["answers"] for name in drawn.split(",") if name)
