"""The closed cases of which people said in a quarter whether they are settled (G12, `indicators.md` §3)."""

from collections import Counter, defaultdict

from sqlalchemy import Connection, and_, select

from core.confirmed import Judged
from store.tables import cases, opinions
from store.warning import NEVER

KNOWN = frozenset({"yes", "no"})
REGION = 4
"""The length of a region's p-code."""
Case = tuple[str, int, str]
"""Its id, the type of its authority, and where it is."""


def judged(conn: Connection, period: str) -> list[Judged]:
    """By case. An answer is of the quarter in which it was given, so that a closed quarter stays as it is."""
    answers: dict[Case, Counter[str]] = defaultdict(Counter)
    people: dict[Case, set[str]] = defaultdict(set)
    for id_, authority, place, unit, answer, who in conn.execute(_ASKED.where(opinions.c.period == period)):
        case = (id_, authority, place or unit)
        answers[case][answer] += 1
        people[case].update({who} if answer in KNOWN else ())
    return [_judged(case, said, frozenset(people[case])) for case, said in answers.items()]


def _judged(case: Case, said: Counter[str], people: frozenset[str]) -> Judged:
    _, authority, at = case
    region = at[:REGION] if len(at) >= REGION else None
    return Judged(authority, region, said["yes"], said["no"], said["unknown"], people)


_OF_CASE = and_(opinions.c.what == "case", opinions.c.id == cases.c.id)
_ASKED = (
    select(
        cases.c.id, cases.c.authority, cases.c.place, cases.c.unit, opinions.c.answer, opinions.c.pseudonym
    )
    .join(opinions, _OF_CASE)
    .where(cases.c.closed_at.is_not(None), cases.c.withdrawn_at.is_(None))
    .where(cases.c.code.is_(None) | cases.c.code.not_in(NEVER))
    .order_by(cases.c.id)
)
