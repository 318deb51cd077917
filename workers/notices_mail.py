"""E-mail of a notice: to whoever keeps the machine without its content, and to the coordinators of its place.

Who is away is stood in for; who is tied to an authority that it may concern hears nothing (P47). Nothing
goes by SMS (`alerts.md` §2, §9). What an integrity notice tells: `phones` that wrote, how many of them are
`new`, the `window` in minutes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from core.contacts import Member
from gateway.channels.email import NAME as MAIL
from gateway.house import House
from gateway.noticewords import sentence, title
from store import notices, outbox, people
from store.notices import Notice, concerns
from workers.notify import stand_ins

OPERATOR: Final = "operator"
"""The addressee of the outbox that is on no roster: `LASOMI_OPERATOR_MAIL`."""
LASTS: Final = timedelta(hours=48)
UNSAID: Final = "Lasomi : un avis d'intégrité attend dans la console, page Veille."
TAIL: Final = "À voir dans la console, page Veille."


def tell(house: House, conn: Any, notice_id: str) -> int:
    """Writes the mail of a new notice, in the transaction that raised it; to how many.

    Everybody has at most one. Without an address there is none: it stands on the console.
    """
    notice = notices.get(conn, notice_id)
    if notice is None or house.exercise:
        return 0
    told = [write(house, conn, f"notice:{notice.id}", OPERATOR, house.settings.operator_mail, UNSAID)]
    for member in coordinators(people.members(conn), notice, house.clock()):
        address = people.email_of(conn, house.vault, member.id) or ""
        told.append(write(house, conn, f"notice:{notice.id}", member.id, address, text_of(house, notice)))
    return sum(told)


def coordinators(members: Sequence[Member], notice: Notice, at: datetime) -> list[Member]:
    """The regional coordinators of its place who may hear of it; where there is none, the national ones."""
    above = (notice.area, notice.area[:4], notice.area[:2])
    here = [one for one in serving(members, at) if one.serves(*above) and not concerns(notice, one)]
    return [one for one in here if one.is_("regional")] or [one for one in here if one.is_("national")]


def serving(members: Sequence[Member], at: datetime) -> list[Member]:
    """Whoever is not away at a moment, and in the places of those who are, who stands in for them."""
    return [one for one in (*members, *stand_ins(members, at)) if not one.away(at.date())]


def text_of(house: House, notice: Notice) -> str:
    """One line: what, where (a p-code), and the counts that it rests on."""
    said = f"{title(house.say, notice, 'fr')}, {notice.area}. {sentence(house.say, notice, 'fr')}"
    return f"{said} {TAIL}"


def write(house: House, conn: Any, cause: str, recipient: str, address: str, text: str) -> bool:
    """Whether a mail was written: not without an address, and not twice for one cause."""
    now = house.clock()
    return bool(address) and outbox.add(
        conn,
        house.vault,
        cause=cause,
        recipient=recipient,
        step=0,
        urn=address,
        text=text,
        purpose="task",
        channel=MAIL,
        now=now,
        expires_at=now + LASTS,
    )
