"""Packages of rating sessions: what was asked, and the rows of a quarter, written once (`standards.md` §4).

Nothing in a row leads back to a rating or to whoever gave it: its ids were drawn for this package, and what
they stood for was thrown away when it was written (P19).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select, update

from store import rounds
from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import forms, packages, ratings, responses
from store.tables import rounds as of_rounds

AT_ONCE: Final = 5_000
FIRST: Final = "packed "
"""Before an hour, in the name of what is done once: when the packages of a quarter were first written."""
HOUR: Final = "%Y-%m-%dT%H"


@dataclass(frozen=True, slots=True)
class Package:
    """One quarter, asked with one form. `questions` is what the form asked, `first_at` when it was written
    first, and `made_at` when it was written as it is now.
    """

    id: str
    period: str
    form: str
    name: str
    made_at: datetime
    questions: Mapping[str, Any]
    first_at: datetime


@dataclass(frozen=True, slots=True)
class Response:
    """One answer to one question. `day` is the first day of its `grain`."""

    id: str
    contact: str
    session: str
    day: str
    grain: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: those of whole grains that touch what is after `since` and not after `until`, and beyond
    the cursor.
    """

    since: date | None = None
    until: date | None = None
    after: str = ""
    before: str = ""


def keep_form(conn: Connection, mark: str, questions: Mapping[str, Any]) -> str:
    """The mark; the questions are written once."""
    insert_new(conn, forms, {"mark": mark, "questions": json.dumps(questions, ensure_ascii=False)})
    return mark


def is_packed(conn: Connection, period: str) -> bool:
    return conn.execute(select(packages.c.id).where(packages.c.period == period)).first() is not None


def waits(conn: Connection, period: str) -> bool:
    """Whether a rating of this quarter does not count yet."""
    ripening = (ratings.c.period == period, ratings.c.due_at.is_not(None))
    return conn.execute(select(ratings.c.id).where(*ripening).limit(1)).first() is not None


def sessions(conn: Connection, period: str, region: str) -> Iterator[Row[Any]]:
    """The ratings of a quarter and region that count, without those that a relay helped with."""
    mine = (ratings.c.period == period, ratings.c.current, ratings.c.assisted.is_(False))
    inside = (" " + ratings.c.places + " ").contains(f" {region} ", autoescape=True)
    asked = select(ratings).where(*mine, inside).order_by(ratings.c.id)
    yield from conn.execute(asked.execution_options(yield_per=AT_ONCE))


def add(conn: Connection, period: str, form: str, name: str, now: datetime) -> str:
    """The id of a new package without rows; its questions are those of the form. `now` is a whole hour, as a
    backup keeps it.
    """
    id_ = str(uuid4())
    values = {"id": id_, "period": period, "form": form, "name": name, "made_at": ms(now)}
    conn.execute(insert(packages).values(values))
    return id_


def empty(conn: Connection, package: Package, now: datetime) -> None:
    """Takes all rows out of a package that is written anew at this whole hour."""
    rounds.begin(conn, f"{FIRST}{package.first_at:{HOUR}}", package.period)
    conn.execute(delete(responses).where(responses.c.package == package.id))
    conn.execute(update(packages).where(packages.c.id == package.id).values(made_at=ms(now)))


def rows(conn: Connection, package: str) -> Iterator[Response]:
    """Every row of a package, those of one session together."""
    asked = select(responses).where(responses.c.package == package).order_by(responses.c.session)
    yield from map(_response, conn.execute(asked.execution_options(yield_per=AT_ONCE)))


def fill(conn: Connection, package: str, rows: Iterable[Response]) -> int:
    """How many rows."""
    count, left = 0, iter(rows)
    while part := list(islice(left, AT_ONCE)):
        names = Response.__slots__
        conn.execute(
            insert(responses),
            [{"package": package, **{name: getattr(row, name) for name in names}} for row in part],
        )
        count += len(part)
    return count


def listed(conn: Connection) -> list[Package]:
    """The oldest quarter first."""
    asked = _WHOLE.order_by(packages.c.period, packages.c.name)
    return [_package(row) for row in conn.execute(asked)]


def get(conn: Connection, id_: str) -> Package | None:
    found = conn.execute(_WHOLE.where(packages.c.id == id_)).one_or_none()
    return None if found is None else _package(found)


def page(conn: Connection, package: str, wanted: Wanted, most: int) -> list[Response]:
    """So many rows and no more, in the order of their ids, which is none; `before`: the last ones before."""
    back = bool(wanted.before) and not wanted.after
    order = responses.c.id.desc() if back else responses.c.id
    asked = select(responses).where(responses.c.package == package, *_conditions(wanted)).order_by(order)
    found = [_response(row) for row in conn.execute(asked.limit(most))]
    return found[::-1] if back else found


def _conditions(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    row = responses.c
    given: list[ColumnElement[bool]] = []
    if wanted.since:
        given.append(row.day >= wanted.since.isoformat())
    if wanted.until:
        given.append(row.day <= wanted.until.isoformat())
    if wanted.after:
        given.append(row.id > wanted.after)
    if wanted.before:
        given.append(row.id < wanted.before)
    return given


_REWRITTEN: Final = and_(of_rounds.c.period == packages.c.period, of_rounds.c.name.startswith(FIRST))
_WHOLE: Final = (
    select(packages, forms.c.questions, of_rounds.c.name.label("first"))
    .join(forms, forms.c.mark == packages.c.form)
    .outerjoin(of_rounds, _REWRITTEN)
)


def _package(row: Row[Any]) -> Package:
    made = from_ms(row.made_at)
    first = datetime.strptime(row.first, FIRST + HOUR).replace(tzinfo=UTC) if row.first else made
    return Package(row.id, row.period, row.form, row.name, made, json.loads(row.questions), first)


def _response(row: Row[Any]) -> Response:
    return Response(*(getattr(row, name) for name in Response.__slots__))
