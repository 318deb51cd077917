"""What one phone says of one authority, as it is kept and counted (`indicators.md` §5.1)."""

from dataclasses import dataclass

from core.periods import quarter
from store import figures
from workers.aggregate import rated_places
from workers.work import Work


@dataclass(frozen=True, slots=True)
class Score:
    """`core` and `g2` are 1 to 4, or 9 for "ne sait pas"; `place` is the p-code that was meant.

    `complete`: all that was asked was answered; a call that dropped before that counts nothing.
    """

    authority: str
    place: str
    core: int | None
    g2: int | None = None
    complete: bool = True
    session: str | None = None
    position: int = 0
    language: str = "fr"


def rate(work: Work, number: str, score: Score) -> str:
    """What became of it; "" when the place is too coarse for a rating."""
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
        g2=score.g2,
        complete=score.complete,
        session=score.session,
        position=score.position,
        channel=work.row.channel,
        language=score.language,
    )
