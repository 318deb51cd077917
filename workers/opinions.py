"""Whether a case is settled (G12), whether a commitment was heard of (T6), as people say when asked."""

from core.periods import quarter
from store import cases, opinions, switches
from store.opinions import What
from workers.work import Body, Work

ASKED: tuple[tuple[What, str], ...] = (("case", "settled"), ("commitment", "heard"))
"""What the question was about, and the name of its answer."""


def keep(work: Work, body: Body) -> str:
    """Keeps every opinion that a call has told; what they were about. One a person and thing: the latest.

    None of a case in a cercle whose switch is on (P71).
    """
    answers = body["answers"]
    given = [
        (what, name)
        for what, name in ASKED
        if answers.get(what) and name in answers and not _is_shut(work, what, answers[what])
    ]
    for what, name in given:
        opinions.keep(
            work.conn,
            what=what,
            id_=answers[what],
            pseudonym=work.vault.pseudonym("rating", body["urn"], work.at),
            answer=answers[name],
            period=quarter(work.at),
            session=work.row.session,
        )
    return " ".join(what for what, _ in given)


def _is_shut(work: Work, what: What, id_: str) -> bool:
    case = cases.get(work.conn, id_) if what == "case" else None
    return case is not None and switches.is_closed(work.conn, case.place)
