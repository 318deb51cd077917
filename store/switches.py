"""The kill-switch of a cercle: one person turns it on, two turn it off again (P71).

While it is on its alerts stop and its events leave the feed; what becomes of messages from there stands in
`workers.closure`. Every reader asks the database, so a switch works from its commit on.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, literal, or_, select, update

from store.accounts import one_person
from store.database import ms
from store.failover import place_of
from store.memo import forget, remembered
from store.outgoing import Outgoing
from store.prepared import Prepared
from store.rows import insert_new
from store.tables import (
    alerts,
    cap_messages,
    cases,
    counter_messages,
    held,
    holds,
    inbox,
    incidents,
    marks,
    notices,
    outbox,
    relayed,
    steps,
    switches,
)
from store.vault import Vault

AGREED_WITHIN: Final = timedelta(hours=24)
"""For so long the word of the first of two persons stands."""
CERCLE_LETTERS: Final = 6
"""Of a p-code: those of what lies in a cercle begin with them."""
Answer = Literal["asked", "off", "same", "none"]


def closed(conn: Connection) -> frozenset[str]:
    """The cercles whose switch is on now."""
    return remembered(conn, _CLOSED, _closed)


_CLOSED: Final = "switches"
_CERCLES: Final = Prepared(select(switches.c.cercle))


def _closed(conn: Connection) -> frozenset[str]:
    return frozenset(cercle for (cercle,) in _CERCLES.all(conn))


def is_closed(conn: Connection, place: str | None) -> bool:
    """Whether a place (a p-code) is a cercle whose switch is on, or lies in one."""
    return place is not None and place[:CERCLE_LETTERS] in closed(conn)


def listing(conn: Connection) -> list[Mapping[str, Any]]:
    """Each with who turned it on, and who has asked to turn it off."""
    return [dict(row) for row in conn.execute(select(switches).order_by(switches.c.cercle)).mappings()]


def turn_on(conn: Connection, cercle: str, by: str, now: datetime) -> bool:
    """False when it was on already; whoever had asked to turn it off must ask anew."""
    forget(conn, _CLOSED)
    new = insert_new(conn, switches, {"cercle": cercle, "by": by, "at": ms(now)})
    again = update(switches).where(switches.c.cercle == cercle)
    conn.execute(again.values(asked_by=None, asked_at=None))
    _silence(conn, cercle)
    return new


def turn_off(conn: Connection, cercle: str, by: str, now: datetime) -> Answer:
    """`asked`: the first of two has spoken; `off`: the second has, within 24 h; `same`: it was the same one;
    `none`: it is not on.
    """
    row = conn.execute(select(switches).where(switches.c.cercle == cercle)).one_or_none()
    if row is None:
        return "none"
    mine = switches.c.cercle == cercle
    if row.asked_by is None or row.asked_at <= ms(now - AGREED_WITHIN):
        conn.execute(update(switches).where(mine).values(asked_by=by, asked_at=ms(now)))
        return "asked"
    if one_person(conn, row.asked_by, by):
        return "same"
    conn.execute(delete(switches).where(mine))
    forget(conn, _CLOSED)
    return "off"


def counts_once(conn: Connection, vault: Vault, session: str, at: datetime) -> bool:
    """Whether a call from there is counted for the first time."""
    return insert_new(conn, marks, {"mark": vault.mark("session", f"off|{session}", at)})


def blank_session(conn: Connection, session: str) -> None:
    """The bodies of a call are gone; its rows stay, so that whoever works on one can finish it."""
    conn.execute(update(inbox).where(inbox.c.session == session).values(sealed=None))


def is_silenced(conn: Connection, one: Outgoing) -> bool:
    """Whether a message tells of something from a cercle whose switch is on: also one that came back from a
    provider, or is passed on to the next channel. What several alerts are told by is looked at line by line.
    """
    off, (root, _) = closed(conn), place_of(one)
    asked = select(outbox.c.id).where(outbox.c.id == root, _tells(off))
    return bool(off) and conn.execute(asked).first() is not None


def _silence(conn: Connection, cercle: str) -> None:
    """No step, line, document or text that tells of its alerts, rumours, notices or cases waits any more. A
    text that tells of others too leaves without its lines (`workers.unsent`).
    """
    here = _of((cercle,))
    raised = _raised(here)
    conn.execute(delete(holds).where(holds.c.incident_id.in_(here)))
    conn.execute(delete(held).where(held.c.alert_id.in_(raised)))
    waits = and_(steps.c.alert_id.in_(raised), steps.c.state == "waiting")
    conn.execute(update(steps).where(waits).values(state="stopped"))
    conn.execute(delete(relayed).where(relayed.c.cause.in_(_said_against(here))))
    unsent = and_(_tells((cercle,)), outbox.c.state == "pending")
    free = {"lease_owner": None, "lease_until": None, "lease_boot": None}
    conn.execute(update(outbox).where(unsent).values(state="expired", **free))
    unanswered = and_(alerts.c.id.in_(raised), alerts.c.status == "active")
    conn.execute(update(alerts).where(unanswered).values(status="cancelled"))


def _tells(cercles: Collection[str]) -> ColumnElement[bool]:
    """Of a row of the outbox: it names an alert, or its cause does, or a rumour, a notice or a case."""
    here = _of(cercles)
    raised = _raised(here)
    of_events = (_task(here), _document(raised), _said_against(here))
    about = (*of_events, _notice(cercles), _case(cercles))
    return or_(outbox.c.alert_id.in_(raised), *(outbox.c.cause.in_(each) for each in about))


def _of(cercles: Collection[str]) -> Select[str]:
    return select(incidents.c.id).where(incidents.c.adm2.in_(cercles))


def _raised(here: Select[str]) -> Select[str]:
    return select(alerts.c.id).where(alerts.c.incident_id.in_(here))


def _task(here: Select[str]) -> Select[str]:
    """What a verifier is asked of an alert that waits."""
    return select(literal("task:") + incidents.c.id).where(incidents.c.id.in_(here))


def _document(raised: Select[str]) -> Select[str]:
    return select(literal("cap:") + cap_messages.c.id).where(cap_messages.c.alert_id.in_(raised))


def _said_against(here: Select[str]) -> Select[str]:
    return select(literal("counter:") + counter_messages.c.id).where(counter_messages.c.incident_id.in_(here))


def _case(cercles: Collection[str]) -> Select[str]:
    """What an authority is told of a case."""
    place = func.substr(cases.c.place, 1, CERCLE_LETTERS)
    return select(literal("case:") + cases.c.id).where(place.in_(cercles))


def _notice(cercles: Collection[str]) -> Select[str]:
    return select(literal("notice:") + notices.c.id).where(notices.c.area.in_(cercles))
