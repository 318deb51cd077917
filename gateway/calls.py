"""Which call a request belongs to: one row written at its first request, read once, kept in this process."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from core.contacts import Contact
from core.errors import LasomiError
from core.messages import InboundMessage
from gateway.house import House
from gateway.intake import Intake
from store import callfacts, drafts, flowversions, people, sessions
from store.drafts import Draft
from store.sessions import Call

A = TypeVar("A")
T = TypeVar("T")
BEGIN_SECONDS: Final = 1.0
FIND_SECONDS: Final = 0.3
MOST_KNOWN: Final = 20_000
READERS: Final = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A call as this process knows it.

    `saved`: its row was in the database; `forgotten`: nothing of it is kept any more; `guessed`: somebody
    else has asked for it, and that is written down.
    """

    call: Call
    saved: bool = True
    forgotten: bool = False
    guessed: bool = False


class Calls:
    """Begins calls and finds them again. Its memory is bounded; what falls out is found in SQL."""

    def __init__(self, house: House, intake: Intake, files: Mapping[str, str]) -> None:
        self._house = house
        self._database = house.database
        self._vault = house.vault
        self._intake = intake
        self._files = files
        self.version: Final = flowversions.version_of(files)
        self._written = False
        self._readers = ThreadPoolExecutor(READERS, "calls")
        self._known: OrderedDict[str, Known] = OrderedDict()

    async def of(self, message: InboundMessage) -> Known | None:
        """The call of a request: an empty text begins it, unless it has begun; None when nobody knows it."""
        if message.text:
            return await self.find(message.channel, message.session_id or "", message.received_at)
        ids = self._ids(message.channel, message.session_id or "", message.received_at)
        return self._remembered(ids) or await self._begun(ids, message)

    async def find(self, channel: str, session_id: str, at: datetime) -> Known | None:
        """Raises TimeoutError or LasomiError when the database does not say."""
        ids = self._ids(channel, session_id, at)
        known = self._remembered(ids)
        if known is None:
            call = await self.within_limit(self._read, ids)
            known = None if call is None else self.remember(Known(call))
        return known

    async def blank(self, message: InboundMessage, began: datetime) -> Known:
        """A call of which nothing was known when it began, found again or begun now. The key of that day's
        calls may be gone: then it is a call of today.
        """
        at = self._while_it_stands(began)
        asked = replace(message, received_at=at)
        known = await self.find(message.channel, message.session_id or "", at)
        if known is not None:
            return known
        identity = self._ids(message.channel, message.session_id or "", at)[0]
        return self.remember(Known(self._call(identity, asked, None), saved=False))

    async def first_look(self, message: InboundMessage) -> Call:
        """What a call of this number would begin with; nothing is written for it."""
        return await self.within_limit(self._peeked, message)

    async def within_limit(self, read: Callable[[A], T], what: A) -> T:
        """In threads of its own: those that wait for a locked table hold up nobody else."""
        reading = asyncio.get_running_loop().run_in_executor(self._readers, read, what)
        return await asyncio.wait_for(reading, FIND_SECONDS)

    def remember(self, known: Known) -> Known:
        self._known[known.call.id] = known
        self._known.move_to_end(known.call.id)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return known

    def same_caller(self, call: Call, service_code: str, number: str) -> bool:
        """Whether number and service code are those of the call's first request."""
        return call.caller == sessions.caller_of(self._vault, service_code, number, call.created_at)

    def _while_it_stands(self, began: datetime) -> datetime:
        try:
            self._vault.mark("session", "", began)
        except LasomiError as error:
            if error.code != "key_gone":
                raise
            return self._house.clock()
        return began

    def _ids(self, channel: str, session_id: str, at: datetime) -> tuple[str, ...]:
        """The call's mark under the key of today, and of yesterday: a call may cross midnight."""
        value = f"{channel}|{session_id}"
        marks = (self._vault.mark("session", value, at), self._vault.previous_mark("session", value, at))
        return tuple(mark.hex() for mark in marks if mark)

    def _remembered(self, ids: tuple[str, ...]) -> Known | None:
        return next((self._known[one] for one in ids if one in self._known), None)

    def _read(self, ids: tuple[str, ...]) -> Call | None:
        with self._database.read(urgent=True) as conn:
            return sessions.find(conn, self._vault, *ids)

    async def _begun(self, ids: tuple[str, ...], message: InboundMessage) -> Known:
        """While the database is away every call is somebody's first, and known to this process only."""
        try:
            call = await self._intake.commit(lambda conn: self._begin(conn, ids, message), BEGIN_SECONDS)
        except (LasomiError, TimeoutError):
            return self.remember(Known(self._call(ids[0], message, None), saved=False))
        self._written = True
        return self.remember(Known(call))

    def _begin(self, conn: Any, ids: tuple[str, ...], message: InboundMessage) -> Call:
        """The call and all that it finds. With the first of this process its flows are written down."""
        known = sessions.find(conn, self._vault, *ids)
        if known is not None:
            return known
        if not self._written:
            flowversions.keep(conn, self._files, message.received_at)
        at = message.received_at
        draft = drafts.find(conn, self._vault, message.recipient, message.urn, at)
        if draft is not None:
            return sessions.begin(conn, self._vault, _offering(draft, self._call(ids[0], message, None)))
        contact = people.contact(conn, self._vault, message.urn, at)
        fresh = self._looked(conn, self._call(ids[0], message, contact), message, contact)
        return sessions.begin(conn, self._vault, fresh)

    def _peeked(self, message: InboundMessage) -> Call:
        identity = self._ids(message.channel, message.session_id or "", message.received_at)[0]
        with self._database.read(urgent=True) as conn:
            contact = people.peek(conn, self._vault, message.urn, message.received_at)
            return self._looked(conn, self._call(identity, message, contact), message, contact)

    def _looked(self, conn: Any, call: Call, message: InboundMessage, contact: Contact | None) -> Call:
        country, at = self._house.country, message.received_at
        role, found = callfacts.look(conn, self._vault, country, contact, message.urn, at)
        return replace(call, role=role, found=found)

    def _call(self, identity: str, message: InboundMessage, contact: Contact | None) -> Call:
        language = contact.language if contact else None
        return Call(
            id=identity,
            caller=sessions.caller_of(self._vault, message.recipient, message.urn, message.received_at),
            language=language,
            first_use=language is None,
            home=contact.home if contact else None,
            flow_version=self.version,
            created_at=message.received_at,
        )


def _offering(draft: Draft, fresh: Call) -> Call:
    """A call that offers to continue another begins with what that one had found: the keys that were typed
    then mean the same now.
    """
    return replace(
        draft.call,
        id=fresh.id,
        caller=fresh.caller,
        created_at=fresh.created_at,
        resumes=draft.session,
        found=replace(draft.call.found, draft=draft.typed),
    )
