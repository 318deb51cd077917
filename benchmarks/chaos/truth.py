"""After a run: is all that was acknowledged there, once, done, with one outcome and one set of effects?

The ledger and the provider's file are outside the house; the database is looked into when all has drained.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy import Connection, and_, exists, func, select

from benchmarks.chaos.ledger import Ledger, quantile
from core.errors import LasomiError
from core.ports import utc_now
from gateway.settings import Settings
from store.database import Database
from store.spool import Spool
from store.tables import alerts, cells, held, inbox, incidents, outbox, reports
from store.vault import Vault
from workers.windows import GROUP

CHANNEL: Final = "africastalking"
TELLS: Final = "report"
"""The outcome of a message that told something of its own: it has exactly one report."""
_ALERT: Final = re.compile(r"\bA(\d{4})\b")


class Inside(Protocol):
    """What is looked at: a `House`, or as much of one."""

    @property
    def database(self) -> Database: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def settings(self) -> Settings: ...


@dataclass(frozen=True, slots=True)
class Truth:
    """What was counted, and a sentence for each promise that was broken."""

    figures: Mapping[str, float | None]
    breaches: tuple[str, ...]


def drained(house: Inside, since: float, seconds: float) -> float | None:
    """Seconds from `since` (monotonic) until nothing waits: inbox, spool, outbox. None: not in `seconds`."""
    while time.monotonic() - since < seconds:
        if _nothing_waits(house):
            return round(time.monotonic() - since, 1)
        time.sleep(0.25)
    return None


def settled(house: Inside, sends: Callable[[], Sequence[Mapping[str, Any]]], seconds: float = 100.0) -> None:
    """Waits until every alert has left: after a crash between two lines the second try takes a minute."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and lost_alerts(house, sends()):
        time.sleep(1.0)


def judge(house: Inside, ledger: Ledger, sends: Sequence[Mapping[str, Any]], crashes: int = 0) -> Truth:
    """Everything that the promise names. `crashes`: how often a sender fell; each may repeat one SMS."""
    with house.database.read() as conn:
        found: dict[str, float | None] = {
            **_messages(conn, house, ledger),
            **_states(conn),
            **_effects(conn),
            **_delays(conn),
        }
    found |= {"alerts_lost": len(lost_alerts(house, sends)), "sends": len(sends)}
    found["sends_again"] = repeated(sends)
    return Truth(found, tuple(_breaches(found, crashes)))


def lost_alerts(house: Inside, sends: Sequence[Mapping[str, Any]]) -> list[str]:
    """Numbers of alerts that somebody was to be told of, and that no phone has got nor any window holds."""
    told = {number for one in sends if one["taken"] for number in _ALERT.findall(one["text"])}
    with house.database.read() as conn:
        owed = select(alerts.c.number).where(
            alerts.c.id.in_(select(outbox.c.alert_id)), alerts.c.id.not_in(select(held.c.alert_id))
        )
        return [number for number in conn.scalars(owed) if number not in told]


def repeated(sends: Iterable[Mapping[str, Any]]) -> int:
    """Texts that one phone got more than once, beyond the first."""
    taken = Counter((one["to"], one["text"]) for one in sends if one["taken"])
    return sum(count - 1 for count in taken.values())


def _nothing_waits(house: Inside) -> bool:
    spool = Spool(house.settings.spool_dir, house.vault)
    if any(spool.folder.glob("*.spool")):
        return False
    try:
        with house.database.read() as conn:
            waiting = select(inbox.c.seq).where(inbox.c.state.in_(("new", "leased")), _due(inbox))
            leaving = select(outbox.c.seq).where(outbox.c.state.in_(("pending", "sending")), _due(outbox))
            return all(conn.execute(asked.limit(1)).first() is None for asked in (waiting, leaving))
    except LasomiError:
        return False


def _due(table: Any) -> Any:
    """Due now; what an earlier failure put off counts as waiting too, but not what was never due yet."""
    return table.c.due_at <= int(time.time() * 1000) + 600_000


def _messages(conn: Connection, house: Inside, ledger: Ledger) -> dict[str, float | None]:
    """Acknowledged messages without a row, and rows beyond the first of a message."""
    rows = Counter(
        bytes(mark) for mark in conn.scalars(select(inbox.c.dedupe).where(inbox.c.channel == CHANNEL))
    )
    now = utc_now()
    marks = {id_: house.vault.mark("dedupe", f"{CHANNEL}|{id_}", now) for id_ in ledger.entries}
    sure = [entry.said.id for entry in ledger.sure()]
    return {
        "acknowledged": len(sure),
        "lost": sum(rows[marks[id_]] == 0 for id_ in sure),
        "copies": sum(max(0, rows[mark] - 1) for mark in marks.values()),
        "misdated": _misdated(conn, ledger, {mark: id_ for id_, mark in marks.items()}),
    }


def _misdated(conn: Connection, ledger: Ledger, ids: Mapping[bytes, str]) -> int:
    """Rows whose time of acceptance is not between the first post and the 2xx (5 ms of rounding)."""
    asked = select(inbox.c.dedupe, inbox.c.received_at).where(inbox.c.channel == CHANNEL)
    wrong = 0
    for mark, received in conn.execute(asked):
        entry = ledger.entries.get(ids.get(bytes(mark), ""))
        if entry is not None and entry.acknowledged_at is not None:
            early, late = entry.first_sent * 1000 - 5, entry.acknowledged_at * 1000 + 5
            wrong += not early <= received <= late
    return wrong


def _states(conn: Connection) -> dict[str, float | None]:
    counted = conn.execute(select(inbox.c.state, func.count().label("n")).group_by(inbox.c.state))
    states: dict[str, int] = {row.state: row.n for row in counted}
    done = states.pop("done", 0)
    silent = select(func.count()).where(inbox.c.state == "done", func.coalesce(inbox.c.outcome, "") == "")
    again = select(func.count()).where(inbox.c.attempts > 1)
    return {
        "rows_done": done,
        "unfinished": sum(states.values()),
        "poison": states.get("poison", 0),
        "shredded_unread": states.get("shredded_unread", 0),
        "without_outcome": conn.execute(silent).scalar_one(),
        "attempted_again": conn.execute(again).scalar_one(),
    }


def _effects(conn: Connection) -> dict[str, float | None]:
    """Reports against outcomes, sums against incidents: what a second set of effects would upset."""
    telling = and_(inbox.c.state == "done", inbox.c.outcome == TELLS)
    owed = set(conn.scalars(select(inbox.c.id).where(telling)))
    made = Counter(conn.scalars(select(reports.c.inbox_id)))
    country = and_(cells.c.indicator == "incidents", cells.c.place == "ML")
    counted = conn.scalar(select(func.sum(cells.c.numerator)).where(country)) or 0
    events = conn.scalar(select(func.count()).where(incidents.c.state != "false")) or 0
    return {
        "reports": sum(made.values()),
        "reports_missing": sum(made[id_] == 0 for id_ in owed),
        "reports_double": sum(count - 1 for count in made.values() if count > 1),
        "reports_stray": sum(id_ not in owed for id_ in made),
        "incidents": events,
        "sums_off": round(abs(counted - events), 3),
        "alerts_missing": _unraised(conn),
        "alerts_double": _doubled(conn),
    }


def _unraised(conn: Connection) -> int:
    """Grave incidents of a known cercle without an alert."""
    grave = and_(incidents.c.severity >= 3, incidents.c.adm2.is_not(None))
    without = grave & incidents.c.id.not_in(select(alerts.c.incident_id))
    return conn.execute(select(func.count()).select_from(incidents).where(without)).scalar_one()


def _doubled(conn: Connection) -> int:
    again = select(alerts.c.incident_id).group_by(alerts.c.incident_id, alerts.c.rule, alerts.c.level)
    return len(conn.execute(again.having(func.count() > 1)).all())


def _delays(conn: Connection) -> dict[str, float | None]:
    """Accepted → first attempt to send, over the alerts that left at once: what meets an open window waits
    until it closes (`alerts.md` §7).
    """
    alone = exists().where(outbox.c.alert_id == alerts.c.id, outbox.c.cause.not_like(f"{GROUP}:%"))
    took = select(alerts.c.alert_seconds).where(alerts.c.alert_seconds.is_not(None), alone)
    known = [float(seconds) for seconds in conn.scalars(took)]
    return {
        "alerts": conn.execute(select(func.count()).select_from(alerts)).scalar_one(),
        "alerts_at_once": len(known),
        "alert_s_p50": _tenth(quantile(known, 0.5)),
        "alert_s_p95": _tenth(quantile(known, 0.95)),
        "alert_s_max": _tenth(quantile(known, 1.0)),
    }


def _tenth(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


NEVER: Final = (
    *("lost", "copies", "misdated", "unfinished", "poison", "shredded_unread", "without_outcome"),
    *("reports_missing", "reports_double", "reports_stray", "sums_off"),
    *("alerts_missing", "alerts_double", "alerts_lost"),
)
"""Figures that must be 0, whatever the fault."""


def _breaches(found: Mapping[str, float | None], crashes: int) -> Iterable[str]:
    yield from (f"{name} {found[name]}" for name in NEVER if found[name])
    if (found["sends_again"] or 0) > crashes:
        yield f"sends_again {found['sends_again']} > {crashes} crashes of a sender"
    if not found["acknowledged"]:
        yield "nothing was acknowledged"
