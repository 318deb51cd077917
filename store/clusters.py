"""Reports that say the same in nearly the same words, found by keyed marks of their texts (`alerts.md` §6).

A mark is an HMAC under the key of the day: without it nobody can try a text against the table. `workers`
decides what is alike; a cluster is a random name on the report, and leads to no phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import Connection, and_, bindparam, case, delete, distinct, func, insert, select, update

from core.periods import hour_of
from store.database import ms
from store.prepared import Prepared, listed, places
from store.reports import opened
from store.sources import PUBLIC
from store.tables import likenesses, reports
from store.vault import Vault

MARK_BYTES: Final = 16
FAMILY: Final = "copy"


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier report whose text may be alike. `shared`: how many parts of their sketches are equal."""

    report: str
    cluster: str | None
    shared: int
    sealed: bytes | None = field(repr=False)
    week: str | None

    def text(self, vault: Vault) -> str | None:
        """As it is kept, redacted; None when it was erased."""
        return opened(vault, self.report, self.sealed, self.week)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many phones of a cluster told within a while, and how many of them are new ones of the public."""

    phones: int
    new: int


def near(
    conn: Connection, vault: Vault, sketch: Sequence[str], at: datetime, since: datetime, most: int
) -> list[Near]:
    """Earlier reports that share a part of a sketch, those with the most first."""
    marks = _marks(vault, sketch, at) + _marks_before(vault, sketch, at)
    about = {"since": ms(hour_of(since)), "most": most}
    return [Near(*row) for row in _near(len(marks)).all(conn, about | listed(marks))]


def keep(conn: Connection, vault: Vault, report_id: str, sketch: Sequence[str], at: datetime) -> None:
    """The text of a report can be found by its likeness from now on."""
    hour = ms(hour_of(at))
    _KEEP.each(conn, [(mark, report_id, hour) for mark in dict.fromkeys(_marks(vault, sketch, at))])


def assign(conn: Connection, cluster: str, report_ids: Sequence[str]) -> None:
    _assign(len(report_ids)).change(conn, {"cluster": cluster} | listed(report_ids))


def unite(conn: Connection, gone: Sequence[str], cluster: str) -> None:
    """Some clusters turn out to be one."""
    conn.execute(update(reports).where(reports.c.cluster.in_(gone)).values(cluster=cluster))


def incidents_of(conn: Connection, cluster: str) -> list[str]:
    """The incidents that reports of a cluster are of, that of the earliest first."""
    first = func.min(reports.c.received_at)
    asked = select(reports.c.incident_id).where(
        reports.c.cluster == cluster, reports.c.incident_id.is_not(None)
    )
    return list(conn.scalars(asked.group_by(reports.c.incident_id).order_by(first, reports.c.incident_id)))


def crowd(conn: Connection, cluster: str, at: datetime, span: timedelta) -> Crowd:
    """Who told what a cluster says in the time before a moment."""
    return Crowd(*_CROWD.all(conn, {"of": cluster, "since": ms(at - span), "until": ms(at)})[0])


def discount(conn: Connection, cluster: str, weight: float, *, only: str | None = None) -> None:
    """What the public of a cluster says is worth at most so much; trained people keep their own worth.

    `only`: in one report of it.
    """
    here = reports.c.cluster == cluster if only is None else reports.c.id == only
    dearer = and_(here, reports.c.role == PUBLIC, reports.c.weight > weight)
    conn.execute(update(reports).where(dearer).values(weight=weight))


def revalue(conn: Connection, cluster: str, *, new: float, known: float) -> None:
    """What the public of a cluster says is worth again what its phones are."""
    theirs = and_(reports.c.cluster == cluster, reports.c.role == PUBLIC)
    worth = case((reports.c.known, known), else_=new)
    conn.execute(update(reports).where(theirs).values(weight=worth))


def letters(conn: Connection, cluster: str) -> list[str]:
    """The inbox rows that brought the reports of the public in a cluster."""
    theirs = and_(reports.c.cluster == cluster, reports.c.role == PUBLIC)
    return list(conn.scalars(select(reports.c.inbox_id).where(theirs)))


def forget(conn: Connection, report_id: str) -> None:
    conn.execute(delete(likenesses).where(likenesses.c.report_id == report_id))


def purge(conn: Connection, before: datetime) -> None:
    conn.execute(delete(likenesses).where(likenesses.c.hour < ms(before)))


def _marks(vault: Vault, sketch: Sequence[str], at: datetime) -> list[bytes]:
    return [mark[:MARK_BYTES] for mark in vault.marks(FAMILY, _named(sketch), at)]


def _marks_before(vault: Vault, sketch: Sequence[str], at: datetime) -> list[bytes]:
    """The same of the day before, while its key stands."""
    return [mark[:MARK_BYTES] for mark in vault.previous_marks(FAMILY, _named(sketch), at)]


def _named(sketch: Sequence[str]) -> list[str]:
    return [f"alike|{part}" for part in sketch]


_SHARED = func.count().label("shared")


@cache
def _near(marks: int) -> Prepared:
    nearest = (
        select(likenesses.c.report_id, _SHARED)
        .where(likenesses.c.mark.in_(places(marks)), likenesses.c.hour >= bindparam("since"))
        .group_by(likenesses.c.report_id)
        .order_by(_SHARED.desc(), likenesses.c.report_id)
        .limit(bindparam("most"))
        .subquery()
    )
    return Prepared(
        select(reports.c.id, reports.c.cluster, nearest.c.shared, reports.c.sealed_text, reports.c.text_week)
        .join(nearest, nearest.c.report_id == reports.c.id)
        .order_by(nearest.c.shared.desc(), reports.c.id)
    )


@cache
def _assign(ids: int) -> Prepared:
    return Prepared(update(reports).where(reports.c.id.in_(places(ids))), ("cluster",))


_KEEP = Prepared(insert(likenesses), ("mark", "report_id", "hour"))
_YOUNG = and_(reports.c.role == PUBLIC, reports.c.known.is_(False))
_CROWD = Prepared(
    select(func.count(distinct(reports.c.contact)), func.count(distinct(case((_YOUNG, reports.c.contact)))))
    .where(reports.c.cluster == bindparam("of"))
    .where(reports.c.received_at.between(bindparam("since"), bindparam("until")))
)
