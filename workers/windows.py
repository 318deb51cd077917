"""Never more than one SMS to one person in five minutes, and no severity 4 hidden (`alerts.md` §7).

What is told inside a person's window waits in `store.windows` and leaves as one text when it closes. Windows
count in the house's own time and are the same for every process: whoever tells takes the turn of effects.
An exercise has its own store, and so its own windows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from core.alerts import Alert, group_text
from core.contacts import Member
from core.drills import MARK
from core.reports import Incident
from gateway.house import House
from gateway.routing import line_for
from store import elapsed, incidents, outbox, people, switches, windows
from workers.notify import involved, ladder
from workers.standing import Line, concerns, standing, whole_text
from workers.work import TURN

GRAVEST: Final = 4
URGENT: Final = 0
LASTS: Final = timedelta(hours=1)
GROUP: Final = "group"
"""The first word of what a text of what had waited was written for."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One text about one alert. `clock` is the house's own time; `accepted_at`: what is told was on disk."""

    house: House
    conn: Any
    now: datetime
    clock: int
    alert: Alert
    text: str
    cause: str
    step: int
    accepted_at: datetime


def tell(
    house: House,
    conn: Any,
    now: datetime,
    alert: Alert,
    members: Iterable[Member],
    text: str,
    *,
    cause: str,
    step: int = 0,
    accepted_at: datetime | None = None,
    news: bool = True,
) -> bool:
    """One SMS to each at once, or a line in their next text. Whether there is anybody to tell.

    Nobody hears of what may concern an authority that they are tied to (P47), nor of a cercle whose switch is
    on (P71). `news` (an alert, or a step of its ladder; no update): of severity 4 it also leaves by e-mail
    for whom it waits, and where it waits for everybody by SMS to the next person of the ladder whom it
    reaches now.
    """
    house.database.take_turn(conn, TURN)
    if switches.is_closed(conn, alert.area):
        return False
    clock = elapsed.now(house.database, conn)
    telling = Telling(house, conn, now, clock, alert, text, cause, step, accepted_at or alert.accepted_at)
    addressees = tuple(member for member in members if not concerns(alert, member))
    waiting = [member for member in addressees if not _at_once(telling, member)]
    if news and alert.severity == GRAVEST and waiting:
        _tell_otherwise(telling, waiting, nobody=len(waiting) == len(addressees))
    return bool(addressees)


def reachable(house: House, conn: Any, now: datetime, incident: Incident | None = None) -> list[Member]:
    """Everybody on the roster who has a phone and has not asked to be left alone; of an `incident` those who
    may be on call for it: no other's number is opened.
    """
    having = [member for member in people.members(conn) if member.has_phone]
    asked = having if incident is None else involved(incident, having, now)
    numbers = people.numbers_of(conn, house.vault, [member.id for member in asked])
    silent = people.silent_among(conn, house.vault, numbers.values(), now)
    return [member for member in asked if numbers[member.id] not in silent]


def _at_once(telling: Telling, member: Member) -> bool:
    """False when it has to wait. A text that was written before is not written again."""
    conn = telling.conn
    if windows.was_written(conn, telling.cause, member.id, telling.step):
        return True
    if not windows.is_free(conn, member.id, telling.clock):
        place = (telling.step, telling.clock, telling.accepted_at)
        windows.hold(conn, member.id, telling.alert.id, *place)
        return False
    number = people.number_of(conn, telling.house.vault, member.id)
    _write(telling, member, number, line_for(telling.house, conn, member))
    windows.open_(conn, member.id, telling.clock + window_ms(telling.house))
    return True


def _write(telling: Telling, member: Member, urn: str, channel: str) -> bool:
    return outbox.add(
        telling.conn,
        telling.house.vault,
        cause=telling.cause,
        recipient=member.id,
        step=telling.step,
        urn=urn,
        text=telling.text,
        purpose="alert",
        channel=channel,
        now=telling.now,
        alert_id=telling.alert.id,
        priority=URGENT,
        expires_at=max(telling.alert.expires_at, telling.now + LASTS),
    )


def _mail(telling: Telling, members: Sequence[Member]) -> None:
    """E-mail rings no phone, so it waits for no window."""
    mail = replace(telling, cause=f"mail:{telling.cause}"[:80])
    for member in members:
        if address := people.email_of(telling.conn, telling.house.vault, member.id):
            _write(mail, member, address, windows.MAIL)


def _tell_otherwise(telling: Telling, waiting: Sequence[Member], *, nobody: bool) -> None:
    """What is gravest waits for no window: by e-mail, and where an SMS reaches nobody now, to the next."""
    _mail(telling, waiting)
    if nobody:
        _next_person(telling)


def _next_person(telling: Telling) -> None:
    """The first of the ladder who has not heard of the alert, and whom an SMS reaches now."""
    conn, alert = telling.conn, telling.alert
    incident = incidents.get(conn, alert.incident)
    if incident is None:
        return
    for member in ladder(incident, reachable(telling.house, conn, telling.now, incident), telling.now):
        unheard = not windows.told(conn, alert.id, member.id)
        if unheard and windows.is_free(conn, member.id, telling.clock):
            _at_once(telling, member)
            return


def window_ms(house: House) -> int:
    return house.country.alerts.sms_window_seconds * 1000


def leaves(house: House, conn: Any, recipient: str) -> None:
    """A text leaves for a phone at this moment: five minutes count from here, not from its writing."""
    windows.prolong(conn, recipient, elapsed.now(house.database, conn) + window_ms(house))


def close_due(house: House, now: datetime) -> int:
    """Writes the texts of the windows that have closed; how many.

    None closes while its text has not left, so that a slow provider brings no two at once.
    """
    with house.database.read() as conn:
        due = windows.closing(conn, elapsed.now(house.database, conn))
    return sum(_closed(house, now, recipient) for recipient in due)


def _closed(house: House, now: datetime, recipient: str) -> bool:
    """Whether a text was written: what waited, as it stands now; in one transaction with its removal."""
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        clock = elapsed.now(house.database, conn)
        if recipient not in windows.closing(conn, clock):
            return False
        waiting = windows.held(conn, recipient)
        member = next((one for one in people.members(conn) if one.id == recipient and one.has_phone), None)
        lines = standing(house, conn, clock, member) if member else []
        staying = lines[_group(house, conn, now, clock, member, lines) :] if member else []
        left = {line.alert.id for line in staying}
        windows.take(conn, recipient, [one.alert_id for one in waiting if one.alert_id not in left])
    return bool(lines)


def _group(house: House, conn: Any, now: datetime, clock: int, member: Member, lines: Sequence[Line]) -> int:
    """Writes one text of the first lines, as many as it holds; how many these are."""
    if not lines:
        return 0
    counted = elapsed.believed(house.database, conn, lines[0].accepted_at, now)
    text, count = whole_text(lines[0], counted, house.country.alerts), 1
    if len(lines) > 1:
        mark = MARK if house.exercise else ""
        text, count = group_text([line.text for line in lines], house.country.alerts.grouped_parts, mark)
    told = lines[:count]
    number = windows.open_(conn, member.id, clock + window_ms(house))
    while not _added(house, conn, now, member, told, text, number):
        number = windows.open_(conn, member.id, clock + window_ms(house))
    return count


def _added(
    house: House, conn: Any, now: datetime, member: Member, told: Sequence[Line], text: str, number: int
) -> bool:
    """False when a text of this number is there already; the outbox row names the alert if it is one."""
    cause = f"{GROUP}:{member.id}:{number}"
    alone = told[0] if len(told) == 1 else None
    added = outbox.add(
        conn,
        house.vault,
        cause=cause,
        recipient=member.id,
        step=alone.step if alone else 0,
        urn=people.number_of(conn, house.vault, member.id),
        text=text,
        purpose="alert",
        channel=line_for(house, conn, member),
        now=now,
        alert_id=alone.alert.id if alone else None,
        priority=URGENT,
        expires_at=max(now + LASTS, *(line.alert.expires_at for line in told)),
    )
    if added and alone is None:
        windows.group(conn, cause, member.id, [line.alert.id for line in told])
    return added
