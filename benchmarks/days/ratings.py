"""What people of the simulated house say when they are asked: ratings, whether a case is settled (G12),
whether a commitment was heard of (T6). Through the store as the workers write it.
"""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from benchmarks.days.house import PROMISES, communes
from core.measures import measures
from core.periods import quarter
from store import figures, opinions
from store.tables import cases, ratings
from tests.gateway.rooms import Room

CROWDS: Final = (40, 20, 10, 5, 3, 2, 1, 1, 1, 30, 6, 1)
"""How often somebody of each of the communes says something."""
MAYOR: Final = 1
POLICE: Final = 4
ITEMS: Final = {
    MAYOR: {"g2": 4, "g3": 4, "g4": 4, "g5": 2, "g6": 4, "g8d": 4, "g8n": 4, "g9": 2},
    POLICE: {"g2": 4, "g5": 2, "g7": 4, "g7b": 2, "g9": 2},
}
"""What may be asked of each authority, and the highest mark that is an answer."""
DONT_KNOW: Final = 9
LATE: Final = timedelta(days=30)
DAY: Final = timedelta(days=1)


def rate(here: Room, conn: Any, at: datetime, chance: random.Random, n: int = 1) -> None:
    """So many ratings; one in ten of the quarter before, learnt of late, one in twenty waits for a day."""
    for _ in range(n):
        said = at - LATE if chance.random() < 0.1 else at
        kept = rating(here, said, chance)
        figures.rate(conn, kept, measures(here.house.country.indicators))


def crowd(here: Room, conn: Any, at: datetime, chance: random.Random, n: int) -> None:
    """Late ratings of one commune and of one kind: enough for a cube to be revised."""
    for _ in range(n):
        same = rating(
            here, at - LATE, chance, unit=communes(here.house.country.gazetteer)[0], authority=MAYOR
        )
        about: dict[str, Any] = {
            "sex": "m",
            "age": "35",
            "displaced": "no",
            "language": "bm",
            "assisted": False,
        }
        told = {
            "core": 1 + chance.randrange(4),
            "items": None,
            "due_at": None,
            "session": f"s-{same.inbox_id}",
        }
        figures.rate(conn, replace(same, **(about | told)), measures(here.house.country.indicators))


def rating(
    here: Room, at: datetime, chance: random.Random, unit: str = "", authority: int = 0
) -> figures.Rating:
    authority = authority or chance.choice((MAYOR, MAYOR, POLICE))
    commune = unit or chance.choices(communes(here.house.country.gazetteer), CROWDS)[0]
    rated = commune if authority == MAYOR else commune[:6]
    number = f"{chance.getrandbits(48):012x}"
    items = chance.sample(list(ITEMS[authority]), 2)
    return figures.Rating(
        inbox_id=number,
        rater=f"p{chance.randrange(1_500)}" if chance.random() < 0.3 else number,
        authority=authority,
        unit=rated,
        places=tuple(here.house.country.gazetteer.ancestors(rated)),
        locality=f"{commune}-{chance.randint(0, 3)}",
        period=quarter(at),
        received_at=at,
        core=chance.choice((1, 2, 3, 3, 4, DONT_KNOW)),
        items={each: chance.choice((*range(1, ITEMS[authority][each] + 1), DONT_KNOW)) for each in items},
        assisted=chance.random() < 0.05,
        session=f"s-{number}" if chance.random() < 0.9 else None,
        language=chance.choice(("fr", "bm", "bm")),
        due_at=at + DAY if chance.random() < 0.05 else None,
        sex=chance.choice(("f", "m", "m", None)),
        age=chance.choice(("15", "35", None)),
        displaced=chance.choice(("yes", "no", "no", "no", None)),
    )


def correct(here: Room, conn: Any, at: datetime, chance: random.Random) -> None:
    """What waited counts; a call is taken back, a phone turns out to be part of a flood."""
    figures.ripen_ratings(conn, at, 1_000, measures(here.house.country.indicators))
    calls = conn.scalars(select(ratings.c.session).where(ratings.c.session.is_not(None)).limit(400)).all()
    raters = conn.scalars(select(ratings.c.rater).limit(400)).all()
    for session in chance.sample(calls, min(len(calls), 2)):
        figures.withdraw_ratings(conn, session)
    for rater in chance.sample(raters, min(len(raters), 1)):
        figures.hold_ratings(conn, rater)


def answer(conn: Any, at: datetime, chance: random.Random, n: int = 1) -> None:
    """One of a hundred people says whether they have heard of a commitment, or whether a case is settled; who
    said so before says it anew.
    """
    closed = conn.scalars(select(cases.c.id).where(cases.c.closed_at.is_not(None)).order_by(cases.c.id)).all()
    for _ in range(n):
        about = [("commitment", each) for each in PROMISES] + [("case", each) for each in closed]
        what, id_ = chance.choice(about)
        said = {"answer": chance.choice(("yes", "no", "no", "unknown")), "session": None}
        who = {"pseudonym": f"p{chance.randint(0, 99)}", "period": quarter(at)}
        opinions.keep(conn, what=what, id_=id_, **who, **said)  # type: ignore[arg-type]
