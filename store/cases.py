"""What was referred to an authority, and what became of it (`indicators.md` §3: G10 to G12).

Times are whole hours: days are counted. Who may see a case is part of the question: `of_areas`, `of_offices`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from core.referrals import OF_AUTHORITIES, SETTLED, Office, offices_of
from store.database import from_ms, ms
from store.rows import new_id
from store.switches import CERCLE_LETTERS
from store.tables import cases, opinions, switches

ASKED_FOR: Final = timedelta(days=92)
"""How long after its end people are asked whether a case is settled."""
_TIMES: Final = ("referred_at", "first_response_at", "closed_at", "withdrawn_at")
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Case:
    """An incident, a commitment or a published rating referred to an authority: its type and unit, never a
    person.

    `place` is the p-code of the commune that it concerns, or what is known coarser. `about`: the authority
    that a code 5x speaks of, `4:ML0701`; `after`: the case of the authority that was asked before.
    """

    id: str
    authority: int
    unit: str
    referred_at: datetime
    incident_id: str | None = None
    commitment: str | None = None
    place: str | None = None
    first_response_at: datetime | None = None
    response_kind: str | None = None
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    code: str | None = None
    week: str | None = None
    indicator: str | None = None
    period: str | None = None
    asks: str | None = None
    sentence: str | None = None
    about: str | None = None
    after: str | None = None
    referred_by: str | None = None
    note: str | None = None
    outcome: str | None = None
    withdrawn_why: str | None = None

    @property
    def office(self) -> Office:
        return Office(self.authority, self.unit)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.withdrawn_at is None


def refer(conn: Connection, case: Case) -> Case:
    """Keeps a new case under an id of its own, which is returned with it."""
    kept = replace(case, id=new_id())
    values: dict[str, Any] = {name: getattr(kept, name) for name in Case.__dataclass_fields__}
    conn.execute(insert(cases).values(values | {name: _ms(values[name]) for name in _TIMES}))
    return kept


def get(conn: Connection, case_id: str) -> Case | None:
    found = conn.execute(select(cases).where(cases.c.id == case_id)).mappings().one_or_none()
    return None if found is None else _case(found)


def respond(conn: Connection, case_id: str, kind: str, at: datetime, note: str = "") -> bool:
    """The first documented response counts; False when there was one, or the case is over."""
    first = (cases.c.id == case_id, cases.c.first_response_at.is_(None), cases.c.withdrawn_at.is_(None))
    values = {"first_response_at": ms(at), "response_kind": kind, "note": note or None}
    return conn.execute(update(cases).where(*first).values(values)).rowcount == 1


def close(conn: Connection, case_id: str, at: datetime, outcome: str | None = None) -> bool:
    """The authority says how it ended; False when it was closed or withdrawn before."""
    values = {"closed_at": ms(at), "outcome": outcome}
    return conn.execute(update(cases).where(_open(case_id)).values(values)).rowcount == 1


def withdraw(conn: Connection, case_id: str, at: datetime, why: str) -> bool:
    """Whoever referred takes it back; False when it was closed or withdrawn before."""
    values = {"withdrawn_at": ms(at), "withdrawn_why": why}
    return conn.execute(update(cases).where(_open(case_id)).values(values)).rowcount == 1


def recall(conn: Connection, incident_id: str, at: datetime, why: str) -> list[str]:
    """Nothing of an incident is left to ask about: its open cases are withdrawn; which."""
    open_ = and_(cases.c.closed_at.is_(None), cases.c.withdrawn_at.is_(None))
    mine = and_(cases.c.incident_id == incident_id, open_)
    done = update(cases).where(mine).values(withdrawn_at=ms(at), withdrawn_why=why)
    return list(conn.scalars(done.returning(cases.c.id)))


def renew(conn: Connection, incident_id: str, why: str) -> list[str]:
    """The cases of an incident that were withdrawn for this are open again; which."""
    mine = and_(cases.c.incident_id == incident_id, cases.c.withdrawn_why == why)
    done = update(cases).where(mine).values(withdrawn_at=None, withdrawn_why=None)
    return list(conn.scalars(done.returning(cases.c.id)))


def of_areas(conn: Connection, areas: Collection[str], ties: Collection[str] = ()) -> list[Case]:
    """The cases of these areas (regions, cercles, or `ML` for all), the newest first; of codes 5x none that
    speaks of an authority that somebody is tied to, or may (P47).
    """
    inside = or_(false(), *(cases.c.place.startswith(area) for area in areas))
    units = {office.unit for office in offices_of(ties)}
    return _listed(conn, and_(inside, not_(and_(_accuses(), _near(units)))))


def of_offices(conn: Connection, offices: Sequence[Office]) -> list[Case]:
    """The cases of these authorities, the newest first: none that was withdrawn, of codes 5x none about
    themselves (P44), and none of a cercle whose switch is on (P71).
    """
    return _listed(conn, _answerable(offices))


def answerable(conn: Connection, case_id: str, offices: Sequence[Office]) -> Case | None:
    """A case that these authorities may see and answer."""
    asked = select(cases).where(cases.c.id == case_id, _answerable(offices))
    found = conn.execute(asked).mappings().one_or_none()
    return None if found is None else _case(found)


def of_incident(conn: Connection, incident_id: str) -> list[Case]:
    return _listed(conn, cases.c.incident_id == incident_id)


def of_week(conn: Connection, area: str, since: datetime, until: datetime) -> list[Case]:
    """The cases of a region that were closed in a stretch of time; left out are those that were withdrawn, or
    lie in a cercle whose switch is on.
    """
    ended = and_(cases.c.closed_at >= ms(since), cases.c.closed_at < ms(until))
    return _listed(conn, and_(ended, cases.c.place.startswith(area), _may_be_told()))


def followed(conn: Connection) -> list[Case]:
    """Every case that G10 to G12 count, the newest first: none that was withdrawn (`indicators.md` §3)."""
    return _listed(conn, cases.c.withdrawn_at.is_(None))


def to_ask(conn: Connection, commune: str, pseudonym: str, now: datetime) -> str | None:
    """The newest case of a commune that is said to be settled and not yet asked of this person (G12)."""
    values = {"commune": commune, "person": pseudonym, "since": ms(now - ASKED_FOR)}
    return conn.execute(_TO_ASK, values).scalar()


_ANSWERED = (
    select(opinions.c.id)
    .where(opinions.c.what == "case", opinions.c.id == cases.c.id)
    .where(opinions.c.pseudonym == bindparam("person"))
    .exists()
)
_TO_ASK = (
    select(cases.c.id)
    .where(cases.c.place == bindparam("commune"), cases.c.closed_at >= bindparam("since"))
    .where(or_(cases.c.outcome.is_(None), cases.c.outcome.in_(SETTLED)), cases.c.indicator.is_(None))
    .where(cases.c.withdrawn_at.is_(None), ~_ANSWERED)
    .order_by(cases.c.closed_at.desc())
    .limit(1)
)


def _open(case_id: str) -> ColumnElement[bool]:
    return and_(cases.c.id == case_id, cases.c.closed_at.is_(None), cases.c.withdrawn_at.is_(None))


def _accuses() -> ColumnElement[bool]:
    return and_(cases.c.code.is_not(None), cases.c.code.startswith(OF_AUTHORITIES))


def _near(units: Collection[str]) -> ColumnElement[bool]:
    """Places in these units, and those that hold one of them."""
    around = [above for unit in units for above in _prefixes(unit)]
    return or_(cases.c.place.in_(around), *(cases.c.place.startswith(unit) for unit in units))


def _answerable(offices: Sequence[Office]) -> ColumnElement[bool]:
    theirs = (and_(cases.c.authority == one.authority, cases.c.unit == one.unit) for one in offices)
    themselves = [str(Office(one.authority, above)) for one in offices for above in _prefixes(one.unit)]
    hidden = and_(_accuses(), or_(cases.c.about.is_(None), cases.c.about.in_(themselves)))
    return and_(or_(false(), *theirs), not_(hidden), cases.c.withdrawn_at.is_(None), _may_be_told())


def _may_be_told() -> ColumnElement[bool]:
    """Its cercle has no switch that is on (P71)."""
    cercle = func.substr(cases.c.place, 1, CERCLE_LETTERS)
    return or_(cases.c.place.is_(None), cercle.not_in(select(switches.c.cercle)))


def _prefixes(unit: str) -> Iterable[str]:
    """The unit and all that hold it: every p-code begins with that of the unit above, two letters shorter."""
    return (unit[:size] for size in range(len(unit), _SHORTEST - 1, -2))


def _listed(conn: Connection, where: ColumnElement[bool]) -> list[Case]:
    asked = select(cases).where(where).order_by(cases.c.referred_at.desc(), cases.c.id)
    return [_case(row) for row in conn.execute(asked).mappings()]


def _ms(at: datetime | None) -> int | None:
    return None if at is None else ms(at)


def _case(row: RowMapping) -> Case:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    times = {name: from_ms(values[name]) for name in _TIMES if values[name] is not None}
    return Case(**(values | times))
