"""What authorities and partners have promised, and how far it came (`indicators.md` §8).

Updates are added and never overwritten: every figure is asked as of a day.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select

from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import commitments, opinions, status_updates, verifications

INTERNAL: Final = ("tabletop_aar",)
"""Frameworks whose commitments are the house's own: nobody who calls is asked about them."""
_FIELDS: Final = (
    *("code", "framework", "objective", "addressee_type", "addressee_unit", "due", "weight", "owner"),
    *("hsc_outcome", "nap_objective", "source_ref", "version"),
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise. `text` by language, French always; HSC outcome 1–3, NAP objective 1–5.

    `due`, `since` (from when it counts) and `came` (when the house learnt of it) are days; `version` is that
    of its framework.
    """

    code: str
    framework: str
    objective: str
    addressee_type: str
    addressee_unit: str
    due: str | None
    weight: float
    owner: str
    hsc_outcome: int | None
    nap_objective: int | None
    source_ref: str
    text: Mapping[str, str]
    since: str
    came: str
    version: str | None = None


def add(
    conn: Connection,
    *,
    code: str,
    framework: str,
    text: Mapping[str, str],
    addressee_type: str,
    addressee_unit: str,
    due: date | None,
    weight: float = 1.0,
    owner: str = "",
    hsc: int | None = None,
    nap: int | None = None,
    objective: str = "",
    source_ref: str = "",
    version: str | None = None,
    since: date | None = None,
    now: datetime,
) -> None:
    """Keeps a new commitment, in force from `since` or today.

    Raises sqlalchemy.exc.IntegrityError when the code is taken.
    """
    said = {"text": json.dumps(dict(text), ensure_ascii=False), "objective": objective, "owner": owner}
    whose = {"addressee_type": addressee_type, "addressee_unit": addressee_unit, "weight": weight}
    serves = {"hsc_outcome": hsc, "nap_objective": nap, "source_ref": source_ref}
    days = {"due": due and due.isoformat(), "since": since and since.isoformat()}
    when = {**days, "created_at": ms(now)}
    values = {"code": code, "framework": framework, "version": version, **said, **whose, **serves, **when}
    conn.execute(insert(commitments).values(values))


def report(
    conn: Connection,
    code: str,
    *,
    on: date,
    state: str,
    progress: float,
    role: str,
    evidence_kind: str = "",
    verified_by_role: str | None = None,
    recorded: date | None = None,
    by: str | None = None,
) -> int:
    """Adds what is said of a commitment on a day; its number. Verified: by another role than it says.

    `recorded`: the day on which the house learns of it, where that is another one; `by`: an account.
    """
    verified = verified_by_role is not None and verified_by_role != role
    said = {"state": state, "progress": progress, "evidence_kind": evidence_kind, "reported_by_role": role}
    checked = {"verified": verified, "verified_by_role": verified_by_role}
    learnt = {"recorded": (recorded or on).isoformat(), "recorded_by": by}
    asked = insert(status_updates).values(commitment=code, date=on.isoformat(), **said, **checked, **learnt)
    return int(conn.execute(asked.returning(status_updates.c.seq)).scalar_one())


def verify(conn: Connection, update_seq: int, *, on: date, role: str, by: str | None = None) -> bool:
    """Another role confirms an update on a day; False when one has already."""
    values = {"update_seq": update_seq, "date": on.isoformat(), "role": role, "account": by}
    return insert_new(conn, verifications, values)


def get(conn: Connection, code: str) -> Commitment | None:
    found = conn.execute(select(commitments).where(commitments.c.code == code)).one_or_none()
    return None if found is None else _commitment(found)


def codes(conn: Connection) -> set[str]:
    """Every code that is taken."""
    return set(conn.scalars(select(commitments.c.code)))


def said(conn: Connection) -> set[tuple[str, str, str, float, str]]:
    """Every update that there is: commitment, day, state, progress, and the role of who said it."""
    told = status_updates.c
    asked = select(told.commitment, told.date, told.state, told.progress, told.reported_by_role)
    return {(row[0], row[1], row[2], row[3], row[4]) for row in conn.execute(asked)}


def listed(conn: Connection, framework: str | None = None) -> list[Commitment]:
    """Every commitment, or those of one framework, in the order in which they came."""
    asked = select(commitments).order_by(commitments.c.created_at, commitments.c.code)
    if framework is not None:
        asked = asked.where(commitments.c.framework == framework)
    return [_commitment(row) for row in conn.execute(asked)]


def to_ask(conn: Connection, units: Collection[str], pseudonym: str, most: int) -> list[Commitment]:
    """Commitments in these units (or the country) of which this person was not asked yet (T6).

    Those that are due first come first.
    """
    found = conn.execute(_TO_ASK, {"units": list(units), "person": pseudonym, "most": most})
    return [_commitment(row) for row in found]


_ANSWERED = (
    select(opinions.c.id)
    .where(opinions.c.what == "commitment", opinions.c.id == commitments.c.code)
    .where(opinions.c.pseudonym == bindparam("person"))
    .exists()
)
_GIVEN_UP = (
    select(status_updates.c.seq)
    .where(status_updates.c.commitment == commitments.c.code, status_updates.c.state == "abandoned")
    .exists()
)
_TO_ASK = (
    select(commitments)
    .where(commitments.c.addressee_unit.in_(bindparam("units", expanding=True)))
    .where(commitments.c.framework.not_in(INTERNAL), ~_ANSWERED, ~_GIVEN_UP)
    .order_by(commitments.c.due.is_(None), commitments.c.due, commitments.c.code)
    .limit(bindparam("most"))
)


def _commitment(row: Row[Any]) -> Commitment:
    values = {name: getattr(row, name) for name in _FIELDS}
    came = from_ms(row.created_at).date().isoformat()
    return Commitment(**values, text=json.loads(row.text), since=row.since or came, came=came)
