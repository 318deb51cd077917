"""E-mail of a notice: to whoever keeps the machine without its content, and to the coordinators of its place.

Nothing of it goes by SMS (`alerts.md` §2, §9). What an integrity notice tells: `phones` that wrote, how many
of them are `new`, the `window` in minutes.
"""

from datetime import timedelta
from typing import Any, Final

from core.contacts import Member
from gateway.channels.email import NAME as MAIL
from gateway.house import House
from gateway.noticewords import sentence, title
from store import notices, outbox, people
from store.notices import Notice

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
    for member in coordinators(people.members(conn), notice.area):
        address = people.email_of(conn, house.vault, member.id) or ""
        told.append(write(house, conn, f"notice:{notice.id}", member.id, address, text_of(house, notice)))
    return sum(told)


def coordinators(members: list[Member], area: str) -> list[Member]:
    """The regional coordinators of a place; where there is none, the national ones."""
    above = (area, area[:4], area[:2])
    regional = [one for one in members if one.is_("regional") and one.serves(*above)]
    return regional or [one for one in members if one.is_("national") and one.serves(*above)]


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
