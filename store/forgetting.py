"""A call of which nothing may be kept: what it left behind, in the inbox and beyond, goes at once (P11, P36).

The same act has three ways to the database: at once, out of the spool when the database was away, and again
when nobody knows whether it was done. It does no more the second time than the first.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from store import inbox, protected, sessions
from store.inbox import Entry, seal_entry
from store.vault import Vault
from store.withdrawal import withdraw_session

KIND: Final = "forget"
RESTATE: Final = "restate"
INTERNAL: Final = "internal"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A call to be forgotten, by its marks. With a `place` and a `week` it is counted there, once.

    `offered` is the call that it offered to continue: nobody is asked about that one again (P12).
    """

    session: str
    mark: bytes
    at: datetime
    place: str = ""
    week: str = ""
    offered: str = ""


def forget(conn: Connection, vault: Vault, call: Forgotten) -> None:
    """No row of the call remains, and none is accepted any more. What others told with it is said anew."""
    inbox.forget_session(conn, call.session)
    sessions.forget(conn, call.session)
    if call.offered:
        sessions.forget(conn, call.offered)
    withdrawn = withdraw_session(conn, call.session)
    if withdrawn is not None and withdrawn.incident_id:
        body = {"incident": withdrawn.incident_id}
        inbox.accept(conn, _internal(vault, RESTATE, withdrawn.report_id, body, call.at))
    if call.place:
        protected.contact(conn, place=call.place, week=call.week, mark=call.mark)
    else:
        protected.close(conn, call.mark)


def debt(vault: Vault, call: Forgotten) -> Entry:
    """The same as an entry of the spool, whose file is sealed as a whole."""
    owed = {"session": call.session, "mark": call.mark.hex(), "place": call.place, "week": call.week}
    owed |= {"offered": call.offered} if call.offered else {}
    entry = _internal(vault, KIND, call.session, {}, call.at)
    return replace(entry, sealed=json.dumps(owed).encode())


def pay(conn: Connection, vault: Vault, entry: Entry) -> None:
    """Does what a `debt` says."""
    owed = json.loads(entry.sealed)
    mark = bytes.fromhex(owed.pop("mark"))
    forget(conn, vault, Forgotten(mark=mark, at=entry.received_at, **owed))


def _internal(vault: Vault, kind: str, external_id: str, body: dict[str, str], at: datetime) -> Entry:
    return seal_entry(
        vault, channel=INTERNAL, kind=kind, external_id=f"{kind} {external_id}", body=body, received_at=at
    )
