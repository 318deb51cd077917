"""Exercises, as the house's own store knows them: numbers, scripts, who agreed, how they went.

`prepared → released → running ⇄ paused → ending → ended → purging → purged`. What happens in one stands in a
store of its own (`store.drillrooms`); the only thing that the two share is which alert numbers are whose.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from core.drills import Consent
from core.errors import LasomiError
from store.database import from_ms, ms
from store.prepared import Prepared
from store.rows import insert_new, new_id
from store.tables import drill_mail, drills, inbox

State = Literal["prepared", "released", "running", "paused", "ending", "ended", "purging", "purged"]
LIVE: Final = ("released", "running", "paused", "ending", "purging")
"""States in which something is to be done for an exercise."""
ON: Final = ("released", "running", "paused", "ending")
"""States in which an answer to one of its alerts may still reach it."""
Pauses = tuple[tuple[datetime, datetime | None], ...]


@dataclass(frozen=True, slots=True)
class Drill:
    """One exercise. `report` is how it went so far, or for good; `consents` by what was agreed to."""

    id: str
    number: str
    title: str
    state: State
    script: Mapping[str, Any]
    numbers: tuple[str, ...]
    consents: Mapping[str, Sequence[Consent]]
    pauses: Pauses
    report: Mapping[str, Any]
    actions: Sequence[Mapping[str, Any]]
    prepared_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None


def prepare(conn: Connection, *, number: str, title: str, script: Mapping[str, Any], now: datetime) -> Drill:
    """A new exercise, or a new script for one that is only prepared; nobody has agreed to it yet.

    Raises LasomiError `drill_known` for a number that was played.
    """
    known = get(conn, number)
    if known is not None and known.state != "prepared":
        raise LasomiError("drill_known", f"{number}: was played; take another number")
    values: dict[str, Any] = {"title": title, "script": json.dumps(script, ensure_ascii=False)}
    values |= {"state": "prepared", "consents": "{}", "prepared_at": ms(now)}
    if known is None:
        none = {"numbers": "", "pauses": "[]", "actions": "[]"}
        conn.execute(insert(drills).values(id=new_id(), number=number, **values, **none))
    else:
        conn.execute(update(drills).where(drills.c.id == known.id).values(values))
    return found(conn, number)


def get(conn: Connection, number: str) -> Drill | None:
    row = conn.execute(select(drills).where(drills.c.number == number)).one_or_none()
    return None if row is None else _drill(row)


def found(conn: Connection, number: str) -> Drill:
    """Raises LasomiError `no_drill`."""
    known = get(conn, number)
    if known is None:
        raise LasomiError("no_drill", f"{number}: no such exercise")
    return known


def listed(conn: Connection) -> list[Drill]:
    """Every exercise, the newest first."""
    order = drills.c.prepared_at.desc(), drills.c.number.desc()
    return [_drill(row) for row in conn.execute(select(drills).order_by(*order))]


def live(conn: Connection) -> list[Drill]:
    """Those for which something is to be done, the oldest first."""
    return [_drill(row) for row in _LIVE.named(conn)]


def is_running(conn: Connection, drill_id: str) -> bool:
    return conn.execute(select(drills.c.state).where(drills.c.id == drill_id)).scalar() == "running"


def bearing(conn: Connection, alert_number: str) -> Drill | None:
    """The exercise for which this alert number was set aside, the newest where there were several."""
    named = select(drills).where(drills.c.numbers.contains(alert_number, autoescape=True))
    known = (_drill(row) for row in conn.execute(named.order_by(drills.c.prepared_at.desc())))
    return next((drill for drill in known if alert_number in drill.numbers), None)


def set_aside(conn: Connection, since: datetime) -> set[str]:
    """The alert numbers of the exercises that were begun since then, or still are to be."""
    found = conn.scalars(_SET_ASIDE, {"since": ms(since)})
    return {number for row in found for number in row.split()}


def _young(since: BindParameter[int]) -> ColumnElement[bool]:
    return or_(drills.c.begun_at.is_(None), drills.c.begun_at > since)


_LIVING = or_(*(drills.c.state == state for state in LIVE))
_LIVE = Prepared(select(drills).where(_LIVING).order_by(drills.c.prepared_at))
_SET_ASIDE = select(drills.c.numbers).where(_young(bindparam("since")))


def setting_aside(number: BindParameter[str], since: BindParameter[int]) -> Select[str]:
    """What finds the exercises for which a number is set aside: they stand in a row, parted by blanks."""
    return select(drills.c.numbers).where(_young(since), drills.c.numbers.contains(number))


def agree(conn: Connection, drill: Drill, to: str, consent: Consent) -> Sequence[Consent]:
    """One person more wants it begun or ended (`to`); everybody who does. A second word counts once."""
    before = [one for one in drill.consents.get(to, ()) if one.account != consent.account]
    told = {**drill.consents, to: [*before, consent]}
    plain = {what: [asdict(one) for one in ones] for what, ones in told.items()}
    conn.execute(update(drills).where(drills.c.id == drill.id).values(consents=json.dumps(plain)))
    return told[to]


def release(conn: Connection, drill: Drill, numbers: Sequence[str], now: datetime) -> bool:
    """It is to begin, with these numbers for its alerts; False unless it was prepared."""
    return _moved(conn, drill.id, ("prepared",), "released", numbers=" ".join(numbers), begun_at=ms(now))


def begin(conn: Connection, drill_id: str, now: datetime) -> bool:
    """Its store stands: from now on it plays."""
    return _moved(conn, drill_id, ("released",), "running", begun_at=ms(now))


def pause_all(conn: Connection, now: datetime) -> int:
    """A real alert goes out: every exercise stands still until somebody lets it go on; how many did not."""
    going = [each for each in live(conn) if each.state == "running"]
    return sum(pause(conn, each, now) for each in going)


def pause(conn: Connection, drill: Drill, now: datetime) -> bool:
    pauses = [*drill.pauses, (now, None)]
    return _moved(conn, drill.id, ("running",), "paused", pauses=_plain(pauses))


def resume(conn: Connection, drill: Drill, now: datetime) -> bool:
    return _moved(conn, drill.id, ("paused",), "running", pauses=_plain(_closed(drill.pauses, now)))


def end(conn: Connection, drill: Drill, now: datetime) -> bool:
    """Nothing more is played; what was answered is still taken in."""
    values = {"pauses": _plain(_closed(drill.pauses, now)), "ended_at": ms(now)}
    return _moved(conn, drill.id, ("released", "running", "paused"), "ending", **values)


def close(conn: Connection, drill_id: str) -> bool:
    """Its report is written."""
    return _moved(conn, drill_id, ("ending",), "ended")


def discard(conn: Connection, drill_id: str) -> bool:
    """Its own store and its script are to go."""
    return _moved(conn, drill_id, ("ended",), "purging")


def forget(conn: Connection, drill_id: str) -> bool:
    """They are gone: the report, the numbers of its alerts and what was decided stay."""
    conn.execute(delete(drill_mail).where(drill_mail.c.drill == drill_id))
    return _moved(conn, drill_id, ("purging",), "purged", script=None)


def write_report(conn: Connection, drill_id: str, report: Mapping[str, Any]) -> None:
    told = json.dumps(report, ensure_ascii=False)
    conn.execute(update(drills).where(drills.c.id == drill_id).values(report=told))


def decide(conn: Connection, drill: Drill, action: Mapping[str, Any]) -> None:
    """One corrective action more of the closing discussion."""
    told = json.dumps([*drill.actions, action], ensure_ascii=False)
    conn.execute(update(drills).where(drills.c.id == drill.id).values(actions=told))


def hand_over(conn: Connection, drill_id: str, inbox_id: str) -> None:
    """An accepted row is meant for an exercise, which fetches it when its time goes on."""
    insert_new(conn, drill_mail, {"id": inbox_id, "drill": drill_id})


def mail(conn: Connection, drill_id: str) -> Sequence[Row[Any]]:
    """What waits to be fetched, in the order of acceptance."""
    mine = select(inbox).join(drill_mail, drill_mail.c.id == inbox.c.id).where(drill_mail.c.drill == drill_id)
    return conn.execute(mine.order_by(inbox.c.seq)).all()


def fetched(conn: Connection, inbox_id: str) -> None:
    conn.execute(delete(drill_mail).where(drill_mail.c.id == inbox_id))


def _moved(conn: Connection, drill_id: str, before: Sequence[str], after: State, **values: Any) -> bool:
    """Whether it was in one of the states before: two that come at once change it once."""
    mine = update(drills).where(drills.c.id == drill_id, drills.c.state.in_(before))
    return conn.execute(mine.values(state=after, **values)).rowcount == 1


def _closed(pauses: Pauses, now: datetime) -> Pauses:
    return tuple((began, ended or now) for began, ended in pauses)


def _plain(pauses: Sequence[tuple[datetime, datetime | None]]) -> str:
    return json.dumps([[ms(began), None if ended is None else ms(ended)] for began, ended in pauses])


def _drill(row: Any) -> Drill:
    same = {name: getattr(row, name) for name in ("id", "number", "title", "state")}
    consents = json.loads(row.consents).items()
    pauses = json.loads(row.pauses)
    return Drill(
        **same,
        script=json.loads(row.script or "{}"),
        numbers=tuple(row.numbers.split()),
        consents={what: [Consent(**one) for one in ones] for what, ones in consents},
        pauses=tuple((from_ms(began), None if ended is None else from_ms(ended)) for began, ended in pauses),
        report=json.loads(row.report or "{}"),
        actions=json.loads(row.actions),
        prepared_at=from_ms(row.prepared_at),
        begun_at=None if row.begun_at is None else from_ms(row.begun_at),
        ended_at=None if row.ended_at is None else from_ms(row.ended_at),
    )
