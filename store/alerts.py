"""What monitors were told of an incident, and who answered first (`alerts.md` §4–§6)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
    union_all,
    update,
)

from core.alerts import Alert, AlertStatus
from core.errors import LasomiError
from store import digests, drills, steps, windows
from store.database import from_ms, ms
from store.live import STANDS
from store.prepared import Prepared
from store.rows import insert_new
from store.tables import alerts, cap_messages
from store.tables import digests as digest_table

QUIET = timedelta(days=90)
"""How long a number rests where nobody says otherwise (P67)."""
NUMBERS = tuple(f"{n:04d}" for n in range(10_000))


@dataclass(frozen=True, slots=True)
class Listed:
    """An alert with its places and delays: acceptance to first send, raising to acknowledgement, in
    seconds.
    """

    alert: Alert
    adm1: str | None
    adm2: str | None
    alert_seconds: float | None
    ack_seconds: float | None
    released_at: datetime | None
    released_by: str | None
    first_sent_at: datetime | None


def free(conn: Connection, now: datetime, *, exercise: bool = False, rest: timedelta = QUIET) -> list[str]:
    """The numbers unused for so long, by alerts and by digests: in an exercise those set aside for it, else
    all others.
    """
    since = now - rest
    used = set(conn.scalars(select(alerts.c.number).where(alerts.c.raised_at > ms(since))))
    used |= digests.numbers(conn, since)
    aside = drills.set_aside(conn, since)
    return [number for number in NUMBERS if number not in used and (number in aside) == exercise]


def free_number(
    conn: Connection,
    now: datetime,
    choose: Callable[[Sequence[str]], str],
    *,
    exercise: bool = False,
    rest: timedelta = QUIET,
) -> str:
    """Four digits that are free, as `choose` draws. Raises LasomiError `no_number`.

    One drawn from all is as good as one drawn from the free, if it is free: hardly ever all must be read.
    """
    if not exercise and _rests(conn, drawn := choose(NUMBERS), now - rest):
        return drawn
    numbers = free(conn, now, exercise=exercise, rest=rest)
    if not numbers:
        raise LasomiError("no_number", f"10,000 alerts within {rest.days} days", retryable=True)
    return choose(numbers)


def _rests(conn: Connection, number: str, since: datetime) -> bool:
    """Whether an alert outside of exercises may bear this number."""
    return _USED.first(conn, {"number": number, "since": ms(since)}) is None


def raise_(conn: Connection, alert: Alert, adm1: str | None, adm2: str | None) -> bool:
    """False when this rule has raised this level of this incident already."""
    names = ("id", "number", "rule", "level", "code", "severity", "area", "state", "sources", "status")
    values: dict[str, Any] = {name: getattr(alert, name) for name in names}
    values |= {name: ms(getattr(alert, name)) for name in ("accepted_at", "raised_at", "expires_at")}
    values |= {"incident_id": alert.incident, "seen": alert.seen, "when_": alert.when}
    return insert_new(conn, alerts, values | {"all_new": alert.all_new, "adm1": adm1, "adm2": adm2})


def get(conn: Connection, alert_id: str) -> Alert | None:
    return _one(conn, alerts.c.id == alert_id)


def by_number(conn: Connection, number: str) -> Alert | None:
    """The newest alert that bears this number."""
    return _one(conn, alerts.c.number == number)


def of_incident(conn: Connection, incident_id: str) -> Alert | None:
    """The latest alert about an incident."""
    found = _OF_INCIDENT.first(conn, {"of": incident_id})
    return None if found is None else _alert(dict(zip(alerts.c.keys(), found, strict=True)))


def about(conn: Connection, incident_id: str) -> list[Alert]:
    """Every alert about an incident, by time."""
    mine = select(alerts).where(alerts.c.incident_id == incident_id).order_by(alerts.c.raised_at, alerts.c.id)
    return [_alert(row) for row in conn.execute(mine).mappings()]


def addressed(conn: Connection, alert_id: str, member_id: str) -> bool:
    """Whether this alert was for this member: told of it, alone or among others, or about to be."""
    return windows.told(conn, alert_id, member_id) or windows.waits(conn, alert_id, member_id)


def acknowledge(conn: Connection, alert_id: str, member_id: str, at: datetime) -> bool:
    """The first one counts, and its delay is kept in seconds; False for everybody after.

    Whoever answers stops the ladder, in this transaction; after a ladder that began anew, too.
    """
    steps.stop(conn, alert_id)
    raised = conn.execute(select(alerts.c.raised_at).where(alerts.c.id == alert_id)).scalar_one_or_none()
    if raised is None:
        return False
    active = and_(alerts.c.id == alert_id, alerts.c.status == "active")
    conn.execute(update(alerts).where(active).values(status="acknowledged"))
    first = and_(alerts.c.id == alert_id, alerts.c.acked_at.is_(None))
    values = {"acked_at": ms(at), "acked_by": member_id, "ack_seconds": (ms(at) - raised) / 1000}
    return conn.execute(update(alerts).where(first).values(values)).rowcount == 1


def reopen(conn: Connection, alert_id: str) -> None:
    """It has become graver: somebody must answer it again. Who was first, and how soon, stays."""
    answered = and_(alerts.c.id == alert_id, alerts.c.status == "acknowledged")
    conn.execute(update(alerts).where(answered).values(status="active"))


def write_line(conn: Connection, alert: Alert, *, status: AlertStatus | None = None) -> None:
    """Puts what the line of an alert says now in the place of what it said.

    Whether it was answered stays as it is on disk, unless a status is given.
    """
    same = ("state", "severity", "sources", "code", "seen", "all_new")
    values: dict[str, Any] = {name: getattr(alert, name) for name in same}
    values |= {"when_": alert.when} | ({"status": status} if status else {})
    conn.execute(update(alerts).where(alerts.c.id == alert.id).values(values))


def mark_first_sent(conn: Connection, alert_id: str, at: datetime) -> float | None:
    """The seconds from acceptance to this first attempt to send; None when it was not the first."""
    accepted = conn.execute(select(alerts.c.accepted_at).where(alerts.c.id == alert_id)).scalar_one_or_none()
    if accepted is None:
        return None
    seconds = (ms(at) - accepted) / 1000
    first = and_(alerts.c.id == alert_id, alerts.c.first_sent_at.is_(None))
    done = update(alerts).where(first).values(first_sent_at=ms(at), alert_seconds=seconds)
    return seconds if conn.execute(done).rowcount == 1 else None


def release(conn: Connection, alert_id: str, by: str, at: datetime) -> bool:
    """A named person lets the alert go to partners (P67); False when it was released before."""
    kept = and_(alerts.c.id == alert_id, alerts.c.released_at.is_(None))
    return conn.execute(update(alerts).where(kept).values(released_at=ms(at), released_by=by)).rowcount == 1


def is_released(conn: Connection, alert_id: str) -> bool:
    return conn.execute(_RELEASED, {"of": alert_id}).first() is not None


def withhold(conn: Connection, alert_id: str) -> None:
    """A release ends with FAUX: if it is true after all, somebody decides anew."""
    conn.execute(update(alerts).where(alerts.c.id == alert_id).values(released_at=None, released_by=None))


def active(conn: Connection) -> list[Listed]:
    """Alerts that nobody has acknowledged, the oldest first."""
    return _listed(conn, alerts.c.status == "active")


def listing(
    conn: Connection,
    *,
    areas: Sequence[str] = (),
    released: bool = False,
    status: AlertStatus | None = None,
) -> list[Listed]:
    """Alerts of events that stand, in these areas (regions, cercles, or `ML` for all), and with `released`
    those set free and not found false, by time.
    """
    free = and_(alerts.c.released_at.is_not(None), alerts.c.state != "false")
    wanted = and_(or_(_within(areas), free if released else false()), STANDS)
    return _listed(conn, and_(wanted, true() if status is None else alerts.c.status == status))


def raised(conn: Connection) -> list[Listed]:
    """Every alert, whatever became of its event, by time."""
    return _listed(conn, true())


def issued(conn: Connection, *, areas: Sequence[str], partners: bool) -> list[Listed]:
    """Alerts of these areas, and with `partners` those of which partners were told, by time: also those that
    do not stand any more, because what was told of them ends with saying so.
    """
    told = exists().where(cap_messages.c.alert_id == alerts.c.id, cap_messages.c.audience == "partners")
    return _listed(conn, or_(_within(areas), told if partners else false()))


_NEWEST = select(alerts).order_by(alerts.c.raised_at.desc(), alerts.c.level.desc()).limit(1)
_OF_INCIDENT = Prepared(_NEWEST.where(alerts.c.incident_id == bindparam("of")))
_RELEASED = select(alerts.c.id).where(alerts.c.id == bindparam("of"), alerts.c.released_at.is_not(None))
_USED = Prepared(
    union_all(
        select(alerts.c.number).where(
            alerts.c.number == bindparam("number"), alerts.c.raised_at > bindparam("since")
        ),
        select(digest_table.c.number).where(
            digest_table.c.number == bindparam("number"), digest_table.c.made_at > bindparam("since")
        ),
        drills.setting_aside(bindparam("number"), bindparam("since")),
    )
)


def _within(areas: Sequence[str]) -> ColumnElement[bool]:
    if any(len(area) == 2 for area in areas):
        return true()
    return or_(alerts.c.adm1.in_(areas), alerts.c.adm2.in_(areas), alerts.c.area.in_(areas))


def _one(conn: Connection, where: ColumnElement[bool]) -> Alert | None:
    found = conn.execute(_NEWEST.where(where)).mappings().one_or_none()
    return None if found is None else _alert(found)


def _listed(conn: Connection, where: ColumnElement[bool]) -> list[Listed]:
    found = conn.execute(select(alerts).where(where).order_by(alerts.c.raised_at, alerts.c.id)).mappings()
    return [
        Listed(
            alert=_alert(row),
            adm1=row["adm1"],
            adm2=row["adm2"],
            alert_seconds=row["alert_seconds"],
            ack_seconds=row["ack_seconds"],
            released_at=_time(row["released_at"]),
            released_by=row["released_by"],
            first_sent_at=_time(row["first_sent_at"]),
        )
        for row in found
    ]


def _alert(row: Mapping[Any, Any]) -> Alert:
    same = ("id", "number", "rule", "code", "severity", "area", "state", "sources", "status", "level", "seen")
    values: dict[str, Any] = {name: row[name] for name in (*same, "acked_by", "all_new")}
    values |= {name: from_ms(row[name]) for name in ("raised_at", "accepted_at", "expires_at")}
    return Alert(**values, incident=row["incident_id"], when=row["when_"], acked_at=_time(row["acked_at"]))


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_ms(value)
