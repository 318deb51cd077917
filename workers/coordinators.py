"""The coordinators' digest, by e-mail: what is open of their places, once a day (`alerts.md` §2, §3, §8).

It goes to the stand-in of who is away, and names nothing about an authority that its reader is tied to.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from core.contacts import Member
from core.forms import day as day_of
from core.periods import day
from gateway.house import House
from gateway.noticewords import sentence, title
from store import notices, people, rounds, switches
from store.notices import Notice, concerns
from workers.digests import due
from workers.notices_mail import serving, write

ROUND: Final = "mail"
HEAD: Final = "Lasomi, avis du {day}. Ils attendent une réponse dans la console, page Veille."


def write_mail(house: House, now: datetime) -> int:
    """With the daily digest, one mail to each coordinator of whose places anything is open; how many.

    Raises LasomiError, retryable, when the store or the keys do not answer.
    """
    today = day(now)
    if house.exercise or ("daily", today) not in due(house.country.alerts, now):
        return 0
    with house.database.read() as conn:
        if rounds.is_done(conn, ROUND, today):
            return 0
    with house.database.write() as conn:
        if not rounds.begin(conn, ROUND, today):
            return 0
        listed = _listed(conn, serving(people.members(conn), now))
        return sum(_write(house, conn, today, reader, found) for reader, found in listed.items())


def _listed(conn: Any, members: Sequence[Member]) -> dict[str, list[Notice]]:
    """By reader, what is open of all the places they coordinate now, their own or another's.

    Nothing of a cercle whose switch is on (P71).
    """
    mine: dict[str, dict[str, Notice]] = {}
    closed = switches.closed(conn)
    for member in members:
        if member.is_("regional", "national"):
            open_ = (one for one in notices.open_notices(conn, member.areas) if one.area not in closed)
            found = {one.id: one for one in open_ if not concerns(one, member)}
            mine.setdefault(member.id, {}).update(found)
    return {id_: sorted(found.values(), key=_age) for id_, found in mine.items() if found}


def _age(notice: Notice) -> tuple[datetime, str]:
    return notice.raised_at, notice.id


def _write(house: House, conn: Any, today: str, reader: str, found: Sequence[Notice]) -> bool:
    address = people.email_of(conn, house.vault, reader) or ""
    return write(house, conn, f"mail:{today}", reader, address, _text(house, today, found))


def _text(house: House, today: str, found: Sequence[Notice]) -> str:
    lines = [f"{title(house.say, one, 'fr')}, {one.area}. {sentence(house.say, one, 'fr')}" for one in found]
    return "\n".join([HEAD.format(day=day_of(date.fromisoformat(today), "fr")), *lines])
