"""Digests: every evening what is less urgent, every Monday what is least; and, until somebody answers, what
no SMS will tell of any more (`alerts.md` §4, §5.1, §7).

Incidents of severity 2 and 1 become alerts when their digest is made. Those who have the same lines share a
digest and its number. It is written when the five minutes of its reader are over. A cercle whose switch is on
is in none (P71).
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final

from core.alerts import Alert
from core.contacts import Member
from core.digests import Kind, digest_line, digest_text, split
from core.periods import day, iso_week
from core.rules import AlertRules
from core.taxonomy import NOTHING_TO_REPORT
from gateway.house import House
from gateway.routing import line_for
from store import alerts, daytime, digests, elapsed, incidents, outbox, people, rounds, steps, switches
from store import windows as texts
from store.digests import Digest
from store.rows import new_id
from workers import windows
from workers.daytime import is_day
from workers.detect import alert_of
from workers.escalate import stands
from workers.notify import recipients
from workers.standing import concerns
from workers.work import TURN

SEVERITIES: Final[dict[Kind, int]] = {"daily": 2, "weekly": 1}
PATIENCE: Final[dict[Kind, timedelta]] = {"daily": timedelta(hours=3), "weekly": timedelta(hours=12)}
"""How late a digest may still be made: what is missed waits for the next, so that none comes at night."""
KEPT: Final = 1000
"""Free numbers that digests leave to what is urgent."""
LASTS: Final = timedelta(hours=24)
SUMMARY: Final = daytime.SUMMARY


@dataclass(frozen=True, slots=True)
class Making:
    """One digest being made, in its transaction. `numbers` are free, in the order in which they are drawn."""

    house: House
    conn: Any
    now: datetime
    kind: Kind
    period: str
    numbers: list[str] = field(default_factory=list)

    @property
    def rules(self) -> AlertRules:
        return self.house.country.alerts


def due(rules: AlertRules, now: datetime) -> list[tuple[Kind, str]]:
    """The digests whose hour has come, each with its period."""
    monday = now.date() - timedelta(days=now.weekday() - rules.weekly_digest_weekday)
    hours: tuple[tuple[Kind, Any, int, str], ...] = (
        ("daily", now.date(), rules.daily_digest_hour, day(now)),
        ("weekly", monday, rules.weekly_digest_hour, iso_week(now)),
    )
    return [
        (kind, period)
        for kind, date, hour, period in hours
        if timedelta() <= now - datetime.combine(date, time(hour), now.tzinfo) < PATIENCE[kind]
    ]


def compose(house: House, now: datetime) -> int:
    """Makes the digests that are due, each once; how many texts there are to be.

    Raises LasomiError, retryable, when the store or the keys do not answer.
    """
    if house.exercise:
        return 0
    return sum(_made(house, now, kind, period) for kind, period in due(house.country.alerts, now))


def _made(house: House, now: datetime, kind: Kind, period: str) -> int:
    with house.database.read() as conn:
        if rounds.is_done(conn, kind, period):
            return 0
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        if not rounds.begin(conn, kind, period):
            return 0
        making = Making(house, conn, now, kind, period, _numbers(conn, now, house.country.alerts.number_rest))
        _raise(making)
        told = [alert for id_ in _listed(making) if (alert := alerts.get(conn, id_))]
        return sum(_keep(making, group, readers) for group, readers in _shared(making, told))


def _numbers(conn: Any, now: datetime, rest: timedelta) -> list[str]:
    free = alerts.free(conn, now, rest=rest)
    secrets.SystemRandom().shuffle(free)
    return free[KEPT:]


def _raise(making: Making) -> None:
    """The alerts of this digest's severity, as long as there are numbers; the rest waits for the next."""
    conn, rules = making.conn, making.rules
    since = making.now - timedelta(days=rules.unresolved_after_days)
    closed = switches.closed(conn)
    for id_ in digests.untold(conn, SEVERITIES[making.kind], since):
        incident = incidents.get(conn, id_)
        if incident is None or incident.code == NOTHING_TO_REPORT or not making.numbers:
            continue
        if incident.adm2 in closed:
            continue
        alert = alert_of(
            incident,
            rules,
            id_=new_id(),
            number=making.numbers.pop(),
            accepted_at=incident.opened_at,
            raised_at=making.now,
        )
        alerts.raise_(conn, alert, incident.adm1, incident.adm2)


def _listed(making: Making) -> list[str]:
    """What no digest has told of yet, and every severe alert that nobody has answered or will be told of."""
    slight = digests.fresh(making.conn, SEVERITIES[making.kind])
    return [*sorted(steps.unanswered(making.conn)), *slight]


def _shared(making: Making, told: Iterable[Alert]) -> list[tuple[list[Alert], list[str]]]:
    """The alerts, severe ones first, by those who are to read of the very same ones."""
    members = windows.reachable(making.house, making.conn, making.now)
    mine: dict[str, list[Alert]] = {}
    for alert in sorted(told, key=lambda each: (-each.severity, each.raised_at, each.number)):
        for member in _readers(making, alert, members):
            mine.setdefault(member.id, []).append(alert)
    found: dict[tuple[str, ...], tuple[list[Alert], list[str]]] = {}
    for reader, listed in mine.items():
        _, readers = found.setdefault(tuple(each.id for each in listed), (listed, []))
        readers.append(reader)
    return list(found.values())


def _readers(making: Making, alert: Alert, members: Sequence[Member]) -> tuple[Member, ...]:
    incident = incidents.get(making.conn, alert.incident)
    if incident is None or not stands(alert, incident) or switches.is_closed(making.conn, incident.adm2):
        return ()
    return recipients(incident, members, making.now)


def _keep(making: Making, listed: Sequence[Alert], readers: Sequence[str]) -> int:
    """As many digests as these lines need texts, each with a number of its own."""
    lines = [digest_line(alert, making.rules) for alert in listed]
    counts, done = split(making.kind, lines, making.rules.grouped_parts), 0
    for count in counts[: len(making.numbers)]:
        digests.make(
            making.conn,
            number=making.numbers.pop(),
            kind=making.kind,
            period=making.period,
            lines=[alert.id for alert in listed[done : done + count]],
            readers=readers,
            at=making.now,
        )
        done += count
    return len(counts) * len(readers)


def write_due(house: House, now: datetime) -> int:
    """Writes the digests whose readers may be written to; how many. Nobody gets two SMS in five minutes, and
    by night only what tells of something severe leaves.
    """
    by_day = is_day(house, now)
    with house.database.read() as conn:
        clock = elapsed.now(house.database, conn)
        due_ = [one for one in digests.waiting(conn) if texts.is_free(conn, one[1], clock)]
        due_ = [one for one in due_ if by_day or daytime.is_severe(conn, one[0])]
    return sum(_written(house, now, *one) for one in due_)


def _written(house: House, now: datetime, digest_id: str, recipient: str) -> bool:
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        clock = elapsed.now(house.database, conn)
        digest = digests.get(conn, digest_id)
        if digest is None or not texts.is_free(conn, recipient, clock):
            return False
        if not digests.take(conn, digest_id, recipient):
            return False
        members = windows.reachable(house, conn, now)
        member = next((one for one in members if one.id == recipient), None)
        return member is not None and _write(house, conn, now, digest, member, clock)


def _write(house: House, conn: Any, now: datetime, digest: Digest, member: Member, clock: int) -> bool:
    told = lines_for(conn, digest, member)
    if not told:
        return False
    cause = f"{SUMMARY}:{digest.id}:{member.id}"  # a group is of one person
    added = outbox.add(
        conn,
        house.vault,
        cause=cause,
        recipient=member.id,
        step=0,
        urn=people.number_of(conn, house.vault, member.id),
        text=text_of(house, digest, told),
        purpose="alert",
        channel=line_for(house, conn, member),
        now=now,
        expires_at=now + LASTS,
    )
    texts.open_(conn, member.id, clock + windows.window_ms(house))
    texts.group(conn, cause, member.id, [alert.id for alert in told])
    return added


def lines_for(conn: Any, digest: Digest, member: Member) -> list[Alert]:
    """What one reader is told: nothing of which nobody tells any more, or that may by now concern an
    authority that they are tied to (P47), nor anything of a cercle whose switch is on (P71).
    """
    told = [alert for id_ in digest.lines if (alert := alerts.get(conn, id_)) and _stands(conn, alert)]
    open_ = [alert for alert in told if not switches.is_closed(conn, alert.area)]
    return [alert for alert in open_ if not concerns(alert, member)]


def _stands(conn: Any, alert: Alert) -> bool:
    """Whether anybody tells of its event still: that it was false is told all the same."""
    incident = incidents.get(conn, alert.incident)
    return incident is not None and incident.sources > 0


def text_of(house: House, digest: Digest, told: Sequence[Alert]) -> str:
    """Its lines as they stand now: what was judged meanwhile says so."""
    lines = [digest_line(alert, house.country.alerts) for alert in told]
    return digest_text(digest.kind, digest.number, lines)
