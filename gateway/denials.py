"""What somebody asked for and was refused: a line in the audit (P52; OWASP ASVS 5.0, 16.3.2).

Who asked, by account or key, and at which door, by its template: never what was asked of it. One line an hour
for each door, and so many in all: whoever knocks for days fills no disk.
"""

from datetime import timedelta
from typing import Any, Final

from gateway.house import House
from store import audit, tries
from store.tries import Bound

OF_A_DOOR: Final = Bound(1, timedelta(hours=1))
OF_ALL: Final = Bound(20, timedelta(hours=1))
MANY: Final = "denied_often"
"""The last line of an hour: there was more than is written down."""


def note(house: House, who: str, role: str, door: str, action: str = "denied") -> None:
    """`door`: a method and the template of an address. Raises LasomiError, retryable, while the store or the
    keys do not answer.
    """
    at = house.clock()
    with house.database.write() as conn:
        said = _said(conn, house, f"{who}|{action}", door, action)
        if said:
            about = {"account": who, "role": role, "object": "address", "reason": door}
            audit.write(conn, house.vault, at=at, action=said, **about)


def _said(conn: Any, house: House, subject: str, door: str, action: str) -> str:
    """What is written down of it; empty for what is known already."""
    at, vault = house.clock(), house.vault
    if tries.spend(conn, vault, f"{subject}|{door}", OF_A_DOOR, at) > OF_A_DOOR.most:
        return ""
    over = tries.spend(conn, vault, subject, OF_ALL, at) - OF_ALL.most
    return action if over <= 0 else MANY if over == 1 else ""
