"""Every hour the signed head of the audit leaves the machine, by mail to the auditor (P53)."""

from datetime import datetime, timedelta
from typing import Final

from gateway.channels.email import NAME as MAIL
from gateway.house import House
from store import chain, heads, outbox

AUDITOR: Final = "auditor"
"""The addressee of the outbox that is on no roster: `LASOMI_AUDITOR_MAIL`."""
LASTS: Final = timedelta(hours=48)
TITLE: Final = "Lasomi: tete du journal (audit head). A garder hors de la machine."


def send(house: House, now: datetime) -> bool:
    """Whether a head was written for the auditor: once an hour, not without an address, not of an exercise.

    An hour in which nothing was done is told too: its silence would tell nothing.
    """
    address = house.settings.auditor_mail
    if not address or house.exercise:
        return False
    with house.database.write() as conn:
        head = heads.sign(house.keys, *chain.end(conn), now)
        return outbox.add(
            conn,
            house.vault,
            cause=f"audit:{now:%Y-%m-%dT%H}",
            recipient=AUDITOR,
            step=0,
            urn=address,
            text=f"{TITLE}\n\n{heads.written(head)}",
            purpose="task",
            channel=MAIL,
            now=now,
            expires_at=now + LASTS,
        )
