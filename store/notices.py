"""What people are told of the network and of its series, once each: advice, never an alert (`alerts.md` §2).

A notice holds codes, counts and p-codes: no text, no pseudonym, no phone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select, true, update

from core.contacts import OF_AUTHORITIES, Member
from store import switches
from store.database import from_ms, ms
from store.prepared import Prepared
from store.rows import insert_new, new_id
from store.tables import notices

Kind = Literal["anomaly", "silence", "drop", "integrity", "doubt"]
COUNTRY_LETTERS: Final = 2
REGION_LETTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look into. `key` names what raised it among its kind; `area` is a cercle or coarser."""

    id: str
    kind: Kind
    key: str
    area: str
    told: Mapping[str, Any]
    raised_at: datetime
    acked_at: datetime | None = None
    acked_by: str | None = None


def add(
    conn: Connection, *, kind: Kind, key: str, area: str, told: Mapping[str, object], at: datetime
) -> str | None:
    """The id of a new notice; None when this kind and key was raised before, and for a cercle whose switch is
    on (P71).
    """
    if switches.is_closed(conn, area):
        return None
    id_ = new_id()
    values = {"id": id_, "kind": kind, "key": key, "area": area, "raised_at": ms(at)}
    said = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return id_ if insert_new(conn, notices, values | {"told": said}) else None


def get(conn: Connection, notice_id: str) -> Notice | None:
    found = conn.execute(select(notices).where(notices.c.id == notice_id)).mappings().one_or_none()
    return None if found is None else _notice(found)


def of_key(conn: Connection, kind: Kind, key: str) -> Notice | None:
    """What was raised of this kind and key, acknowledged or not."""
    found = _OF_KEY.first(conn, {"kind": kind, "key": key})
    return None if found is None else _notice(dict(zip(notices.c.keys(), found, strict=True)))


def acknowledge(conn: Connection, notice_id: str, by: str, at: datetime) -> bool:
    """The first one counts; False for everybody after, and for a notice that is not there."""
    first = and_(notices.c.id == notice_id, notices.c.acked_at.is_(None))
    done = update(notices).where(first).values(acked_at=ms(at), acked_by=by)
    return conn.execute(done).rowcount == 1


def open_notices(conn: Connection, areas: Sequence[str]) -> list[Notice]:
    """What nobody has acknowledged in these areas (regions, cercles, or `ML` for all), the oldest first."""
    return _listed(conn, and_(notices.c.acked_at.is_(None), _within(areas)))


def of_kind(conn: Connection, kind: Kind, since: datetime | None = None) -> list[Notice]:
    """Every notice of a kind, acknowledged or not, the oldest first."""
    late = true() if since is None else notices.c.raised_at >= ms(since)
    return _listed(conn, and_(notices.c.kind == kind, late))


def concerns(notice: Notice, member: Member) -> bool:
    """Whether a notice may be about an authority that a member is tied to: by the code of a flood, or the
    code or first digit of a series (P47).
    """
    code = str(notice.told.get("code") or notice.told.get("series") or "?")
    places = (notice.area, notice.told.get("place"))
    return any(member.is_party(each, places) for each in OF_AUTHORITIES if each.startswith(code))


def _within(areas: Sequence[str]) -> ColumnElement[bool]:
    """A notice of a cercle is its region's too: the p-code of the cercle begins with the region's."""
    if any(len(area) == COUNTRY_LETTERS for area in areas):
        return true()
    regions = [notices.c.area.startswith(area) for area in areas if len(area) == REGION_LETTERS]
    return or_(notices.c.area.in_(areas), *regions)


def _listed(conn: Connection, where: ColumnElement[bool]) -> list[Notice]:
    found = conn.execute(select(notices).where(where).order_by(notices.c.raised_at, notices.c.id)).mappings()
    return [_notice(row) for row in found]


_OF_KEY = Prepared(
    select(notices).where(notices.c.kind == bindparam("kind"), notices.c.key == bindparam("key"))
)


def _notice(row: Mapping[Any, Any]) -> Notice:
    acked = row["acked_at"]
    return Notice(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        area=row["area"],
        told=json.loads(row["told"]),
        raised_at=from_ms(row["raised_at"]),
        acked_at=None if acked is None else from_ms(acked),
        acked_by=row["acked_by"],
    )
