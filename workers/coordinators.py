"""The coordinators' digest, by e-mail: what is open of their places, once a day (`alerts.md` §2, §3, §8)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from core.contacts import Member
from core.periods import day
from gateway.house import House
from gateway.noticewords import sentence, title
from store import notices, people, rounds, switches
from store.notices import Notice
from workers.digests import due
from workers.notices_mail import write

ROUND: Final = "mail"
HEAD: Final = "Lasomi, veille du {day}. Ces avis attendent une réponse dans la console, page Veille."


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
        serving = [member for member in people.members(conn) if member.is_("regional", "national")]
        return sum(_write(house, conn, today, member) for member in serving)


def _write(house: House, conn: Any, today: str, member: Member) -> bool:
    closed = switches.closed(conn)
    found = [one for one in notices.open_notices(conn, member.areas) if one.area not in closed]
    address = people.email_of(conn, house.vault, member.id) or ""
    return bool(found) and write(house, conn, f"mail:{today}", member.id, address, _text(house, today, found))


def _text(house: House, today: str, found: Sequence[Notice]) -> str:
    lines = [f"{title(house.say, one, 'fr')}, {one.area}. {sentence(house.say, one, 'fr')}" for one in found]
    return "\n".join([HEAD.format(day=today), *lines])
