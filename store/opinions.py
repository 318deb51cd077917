"""Whether a case is settled (G12) and a commitment was heard of (T6), as people say (`indicators.md` §3, §8).

One answer for each person and thing, the latest; a person is a pseudonym of purpose `rating`.
"""

from collections.abc import Collection
from typing import Literal

from sqlalchemy import Connection, delete, func, select, update

from store.commitments import INTERNAL
from store.rows import put
from store.tables import commitments, opinions

What = Literal["case", "commitment"]


def keep(
    conn: Connection,
    *,
    what: What,
    id_: str,
    pseudonym: str,
    answer: str,
    period: str,
    session: str | None,
) -> None:
    """Keeps an answer (`yes`, `no`, `unknown`) in the place of what this person had said before."""
    key = {"what": what, "id": id_, "pseudonym": pseudonym}
    said = {"answer": answer, "period": period, "session": session}
    put(conn, opinions, tuple(key), key | said, replaced=tuple(said))


def tally(conn: Connection, what: What, id_: str) -> dict[str, int]:
    """How many people gave each answer."""
    asked = select(opinions.c.answer, func.count()).where(opinions.c.what == what, opinions.c.id == id_)
    return {row[0]: row[1] for row in conn.execute(asked.group_by(opinions.c.answer))}


def counted(conn: Connection, what: What, period: str) -> dict[str, dict[str, int]]:
    """What was answered in a quarter, by what it is about: how many people gave each answer."""
    asked = select(opinions.c.id, opinions.c.answer, func.count()).where(opinions.c.what == what)
    found: dict[str, dict[str, int]] = {}
    for id_, answer, n in conn.execute(asked.where(opinions.c.period == period).group_by(_ID, _ANSWER)):
        found.setdefault(id_, {})[answer] = n
    return found


def persons(conn: Connection, period: str, answers: Collection[str], letters: int) -> dict[str, int]:
    """How many people gave one of these answers about commitments to each unit, told by its first letters."""
    unit = func.substr(commitments.c.addressee_unit, 1, letters)
    both = opinions.join(commitments, commitments.c.code == opinions.c.id)
    asked = select(unit, func.count(opinions.c.pseudonym.distinct())).select_from(both)
    asked = asked.where(opinions.c.what == "commitment", opinions.c.period == period)
    asked = asked.where(opinions.c.answer.in_(answers), commitments.c.framework.not_in(INTERNAL))
    return {row[0]: row[1] for row in conn.execute(asked.group_by(unit))}


_ID, _ANSWER = opinions.c.id, opinions.c.answer


def withdraw(conn: Connection, session: str) -> int:
    """What was said in a call that must be forgotten goes (P11, P36); how many answers."""
    return conn.execute(delete(opinions).where(opinions.c.session == session)).rowcount


def forget(conn: Connection, pseudonyms: Collection[str], stranger: str) -> None:
    """EFFACER: the answers count on, as somebody's whom no number leads to."""
    mine = opinions.c.pseudonym.in_(pseudonyms)
    conn.execute(update(opinions).where(mine).values(pseudonym=stranger, session=None))
