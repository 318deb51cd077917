"""What one phone says of one authority, as it is kept and counted (`indicators.md` §1, §5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core.measures import measures
from core.periods import quarter
from flows.questionnaire import mark_of, questions
from store import figures, floods, packages, people, profiles
from workers import closure
from workers.aggregate import rated_places
from workers.sources import first_seen
from workers.work import Body, Outcome, Work

CORE: Final = "core"
REFUSALS: Final = "ratings_of_own_authority"
UNTIL_DRAWN: Final = "g2"
"""What was asked of everybody by the version that drew no items."""


@dataclass(frozen=True, slots=True)
class Score:
    """`core` is 1 to 4, or 9 for "ne sait pas"; `items` what else was asked, by the names of `core.measures`;
    `place` the p-code that was meant.

    `complete`: all that was asked was answered; a call that dropped before that counts nothing. `profile` is
    what the same call has told of who speaks, before the phone is known for it.
    """

    authority: str
    place: str
    core: int | None
    items: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True
    session: str | None = None
    position: int = 0
    language: str = "fr"
    profile: Mapping[str, str] = field(default_factory=dict)


def told(work: Work, body: Body) -> Outcome:
    """The rating of a call. Without its unit it has nothing to stand beside: the call ended before that."""
    answers = body["answers"]
    if "authority" not in answers or "unit" not in answers:
        return Outcome("rating", "no_unit")
    core, defined = answers.get(CORE), measures(work.country.indicators)
    score = Score(
        authority=answers["authority"],
        place=answers["unit"],
        core=int(core) if core else None,
        items={name: int(answers[name]) for name in defined if name in answers and name != CORE},
        complete=bool(core) and (body["confirmed"] or _all_answered(work, body)),
        session=work.row.session,
        position=body["position"],
        language=body["language"],
        profile={name: answers[name] for name in profiles.FIELDS if name in answers},
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
    if _is_their_own(work, number, score.authority, places[0]):
        return _refused(work, score)
    return figures.rate(work.conn, _told(work, number, score, places), measures(work.country.indicators))


def _told(work: Work, number: str, score: Score, places: tuple[str, ...]) -> figures.Rating:
    """A rating as it is kept: whose it is by pseudonym only."""
    mine = work.vault.pseudonym("report", number, work.at)
    said = {**profiles.of_phone(work.conn, work.vault, number, work.at), **score.profile}
    return figures.Rating(
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
        due_at=_due(work, first_seen(work, number, mine)),
        held=floods.has(work.conn, mine),
        sex=said.get("sex"),
        age=said.get("age"),
        displaced=said.get("displaced"),
        form=_form(work),
    )


def _form(work: Work) -> str:
    """Which questions the flows of the day ask."""
    asked = questions(work.house.flows)
    return packages.keep_form(work.conn, mark_of(asked), asked)


def _due(work: Work, seen: str) -> datetime | None:
    """When a phone is old enough for its ratings to count, by the day on which it was first seen; None when
    it is. The hour of that day is kept nowhere, so the wait is that of the day's last.
    """
    wait = timedelta(hours=work.country.alerts.caps.rating_wait_hours)
    latest = datetime.combine(date.fromisoformat(seen), time.min, UTC) + timedelta(days=1) + wait
    due = min(work.at + wait, latest)
    return due if due > work.at else None


def _is_their_own(work: Work, number: str, authority: str, unit: str) -> bool:
    """Whether a member of staff speaks of the authority they serve or live with (P47)."""
    member = people.member_by_number(work.conn, work.vault, number, work.at)
    return member is not None and member.serves_in(authority, unit)


def _refused(work: Work, score: Score) -> str:
    """The call ends like any other; only a counter of the country moves (`indicators.md` §5.1)."""
    if score.complete:
        figures.count(work.conn, REFUSALS, work.country.gazetteer.country, quarter(work.at))
    return "not_counted"


def _all_answered(work: Work, body: Body) -> bool:
    """Whether every item was answered that this call had drawn for this kind of authority."""
    forces = work.country.authorities[body["answers"]["authority"]].security
    asked = body.get("drawn", {"general": UNTIL_DRAWN, "forces": UNTIL_DRAWN})
    drawn = asked.get("forces" if forces else "general", "")
    return all(name in body["answers"] for name in drawn.split(",") if name)
