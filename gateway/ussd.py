"""A USSD call, one request at a time: what is worth keeping is on disk before the screen is shown.

Every request is answered `CON …` or `END …` within 3 s. When nothing can be made durable, or nobody knows the
call, the answer is the honest END and never a thank-you.
"""

import asyncio
import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from core.errors import LasomiError
from core.messages import InboundMessage, SessionEnd
from core.periods import hour_of, iso_week
from flows.engine import Session, Turn, replay
from gateway.calls import Calls, Known
from gateway.channels.base import digest
from gateway.house import House
from gateway.intake import Intake, not_durable
from gateway.logs import logger
from gateway.metrics import USSD_FAILURES, USSD_SECONDS
from store import audit, inbox, protected, sessions
from store.forgetting import Forgotten
from store.inbox import Entry, seal_entry
from store.sessions import Call

UNAVAILABLE: Final = "END Service indisponible. Reessayez plus tard."
BUDGET_SECONDS: Final = 3.0
REST: Final = timedelta(seconds=60)
"""How long an unfinished report waits for its next step (`taxonomy.md` §9.2)."""


class Switchboard:
    """Answers calls: the screen is computed from what was typed, the call's first look, and the flows."""

    def __init__(self, house: House, intake: Intake) -> None:
        self._house = house
        self._intake = intake
        version = hashlib.sha256(repr(house.flows.nodes).encode()).hexdigest()[:16]
        self._calls = Calls(house.database, house.vault, intake, version)

    async def answer(self, message: InboundMessage) -> str:
        """The screen, `CON ` or `END ` before it. Never raises."""
        with USSD_SECONDS.time():
            try:
                async with asyncio.timeout(BUDGET_SECONDS):
                    return await self._screen(message)
            except TimeoutError:
                return refused("budget")
            except LasomiError as error:
                return refused(error.code)
            except Exception as error:  # a caller always hears something; the operator hears what
                logger().error("ussd_failed", channel=message.channel, error_code=type(error).__name__)
                return refused("error")

    async def ended(self, end: SessionEnd, at: datetime) -> bool:
        """Accepts the operator's word that a call is over; what it told is due now.

        False when it is discarded unread: an unknown call, or one that touched the protected lane (P36).
        """
        known = await self._calls.find(end.channel, end.session_id, at)
        if known is None or known.forgotten:
            return False
        if not self._calls.same_caller(known.call, end.service_code, end.urn):
            return False
        turn = self._turn(known.call, end.inputs)
        if turn.protected or turn.erased:
            return False
        entry = self._end_entry(end, known.call.id, at)
        await self._intake.accept(entry, lambda conn: _accept_end(conn, entry, known.call.id, at))
        return True

    async def _screen(self, message: InboundMessage) -> str:
        known = await self._calls.of(message) or await self._protected_again(message)
        if not self._calls.same_caller(known.call, message.recipient, message.urn):
            await self._noted_stranger(known, message)
            return refused("other_caller")
        turn = self._turn(known.call, message.text)
        await self._keep(known, message, turn)
        return f"{'END' if turn.ends else 'CON'} {turn.text}"

    def _turn(self, call: Call, text: str) -> Turn:
        session = Session(language=call.language, first_use=call.first_use, home=call.home)
        inputs = text.split("*") if text else []
        find = self._house.country.gazetteer.find
        return replay(self._house.flows, session, inputs, find=find, today=call.created_at.date())

    async def _protected_again(self, message: InboundMessage) -> Known:
        """A protected call has left no row: its last request, repeated elsewhere, is known by its path."""
        call = await self._calls.first_look(message)
        if not self._turn(call, message.text).protected:
            raise LasomiError("unknown_session")
        return self._calls.remember(Known(call, saved=False, forgotten=True))

    async def _noted_stranger(self, known: Known, message: InboundMessage) -> None:
        """The provider signs nothing: another number in a known call is somebody guessing. Written once."""
        if known.guessed:
            return
        about = {"account": "system", "role": "", "action": "ussd_other_caller", "object": message.channel}
        await self._intake.commit(lambda conn: audit.write(conn, at=hour_of(message.received_at), **about))
        self._calls.remember(replace(known, guessed=True))

    async def _keep(self, known: Known, message: InboundMessage, turn: Turn) -> None:
        """Raises LasomiError `not_durable` when the screen would claim what no disk has."""
        if turn.protected or turn.erased:
            await self._forget(known, message, turn)
        elif not known.forgotten and _worth_keeping(turn):
            entry, mark = self._turn_entry(message, turn, known.call.id), self._mark(known.call)
            await self._intake.accept(entry, lambda conn: _accept_turn(conn, entry, known, mark))

    async def _forget(self, known: Known, message: InboundMessage, turn: Turn) -> None:
        """Nothing of the call remains; a protected one is counted once by region and week (P36).

        Help is shown even while the database is away; the debt is on disk then, and paid as soon as it is
        back.
        """
        self._calls.remember(replace(known, forgotten=True))
        call = self._forgotten(known.call, message.received_at, counted=turn.protected)
        done = await self._intake.forget(self._house.vault, call)
        if turn.erased and not done:
            raise not_durable()

    def _forgotten(self, call: Call, at: datetime, *, counted: bool) -> Forgotten:
        """A protected call leaves beside its mark its region, or the country, and the week."""
        mark = self._mark(call)
        if not counted:
            return Forgotten(call.id, mark, at)
        country = self._house.country
        home = country.gazetteer.located(call.home) if call.home else None
        place = home.adm1 if home and home.adm1 else country.code.upper()
        return Forgotten(call.id, mark, at, place=place, week=iso_week(at))

    def _mark(self, call: Call) -> bytes:
        return protected.mark_of(self._house.vault, call.id, call.created_at)

    def _turn_entry(self, message: InboundMessage, turn: Turn, session: str) -> Entry:
        return seal_entry(
            self._house.vault,
            channel=message.channel,
            kind="ussd",
            external_id=message.external_id,
            body={
                "urn": message.urn,
                "kind": turn.kind,
                "answers": dict(turn.answers),
                "position": turn.position,
                "confirmed": turn.confirmed,
                "language": turn.language,
                "recipient": message.recipient,
            },
            received_at=message.received_at,
            session=session,
            position=turn.position,
            due_at=message.received_at + (timedelta(0) if turn.ends else REST),
        )

    def _end_entry(self, end: SessionEnd, session: str, at: datetime) -> Entry:
        return seal_entry(
            self._house.vault,
            channel=end.channel,
            kind="session_end",
            external_id=digest("end", end.session_id, end.service_code),
            body={"status": end.status, "hops": end.hops, "duration_ms": end.duration_ms},
            received_at=at,
            session=session,
        )


def refused(cause: str) -> str:
    """The honest END; why is counted, and not told to the phone."""
    USSD_FAILURES.labels(cause).inc()
    return UNAVAILABLE


def _worth_keeping(turn: Turn) -> bool:
    return turn.kind in {"report", "rating"} or (turn.kind == "contact" and turn.ends)


def _accept_turn(conn: Any, entry: Entry, known: Known, mark: bytes) -> bool:
    """Keeps a turn unless its call was forgotten meanwhile; it replaces earlier turns that still wait."""
    if protected.marked(conn, mark) or (known.saved and sessions.find(conn, known.call.id) is None):
        return False
    if not known.saved:
        sessions.begin(conn, known.call)
    new = inbox.accept(conn, entry)
    if new:
        inbox.supersede(conn, known.call.id, below=entry.position or 0)
    return new


def _accept_end(conn: Any, entry: Entry, session: str, at: datetime) -> bool:
    inbox.hasten(conn, session, at)
    return inbox.accept(conn, entry)
