"""A USSD call, one request at a time: what is worth keeping is on disk before the screen is shown.

Every request is answered `CON …` or `END …` within 3 s. When nothing can be made durable, or nobody knows the
call, the answer is the honest END and never a thank-you.
"""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from core.answers import KEPT
from core.errors import LasomiError
from core.messages import InboundMessage, SessionEnd
from core.periods import hour_of, iso_week
from flows.definition import flow_files
from flows.engine import Point, Session, Turn, replay_from
from flows.nodes import ERASE_IT, Option
from gateway.calls import Calls, Known
from gateway.channels.fields import digest
from gateway.house import House
from gateway.intake import Intake, not_durable
from gateway.logs import logger
from gateway.metrics import USSD_FAILURES, USSD_SECONDS
from gateway.points import Points
from gateway.turns import DRAWS, Turns, common
from gateway.versions import Versions
from store import audit, inbox, protected, sessions
from store.forgetting import Forgotten
from store.inbox import Entry, seal_entry
from store.sessions import Call
from store.vault import Vault

UNAVAILABLE: Final = f"END Service indisponible. Reessayez plus tard.\n{ERASE_IT}"
"""The words of `reliability.md` §3, and the line with which every last screen ends (P4)."""
BUDGET_SECONDS: Final = 3.0
REST: Final = timedelta(seconds=60)
"""How long an unfinished report waits for its next step (`taxonomy.md` §9.2)."""
SOMETHING_TYPED: Final = ("",)


class Switchboard:
    """Answers calls: the screen is computed from what was typed, the call's first look, and the flows."""

    def __init__(self, house: House, intake: Intake) -> None:
        self._house = house
        self._intake = intake
        self._calls = Calls(house, intake, flow_files())
        self._versions = Versions(house, self._calls)
        self._points = Points()
        self._turns = Turns()

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
        turn = await self._turn(known.call, end.inputs)
        if turn.protected or turn.erased:
            return False
        if _is_choice(turn) and not (turn.ends or turn.near):
            await self._accept(self._hung_up(end, known.call, turn, at), known)
        session = _kept_under(known.call, turn)
        entry = self._end_entry(end, session, at)
        await self._intake.accept(entry, lambda conn: _accept_end(conn, entry, session, at))
        return True

    async def told_while_sealed(self, message: InboundMessage, began: datetime) -> None:
        """Keeps what a call told whose screens were shown when nobody knew who calls (P29)."""
        known = await self._calls.blank(message, began)
        await self._keep(known, message, await self._turn(known.call, message.text))

    async def gone_while_sealed(self, message: InboundMessage, began: datetime, *, counted: bool) -> None:
        """The same of a call that must be forgotten; it is opened before all that it told."""
        known = await self._calls.blank(message, began)
        self._calls.remember(replace(known, forgotten=True))
        gone = self._forgotten(known.call, message.received_at, counted=counted)
        await self._intake.forget(self._house.vault, gone)

    async def _screen(self, message: InboundMessage) -> str:
        known = await self._calls.of(message) or await self._protected_again(message)
        if not self._calls.same_caller(known.call, message.recipient, message.urn):
            await self._noted_stranger(known, message)
            return refused("other_caller")
        turn = await self._turn(known.call, message.text)
        await self._keep(known, message, turn)
        return f"{'END' if turn.ends else 'CON'} {turn.text}"

    async def _turn(self, call: Call, text: str) -> Turn:
        """What a known call shows: from where it stood, else from its beginning."""
        turn, reached = await self._replayed(call, text, self._points.of(call.id))
        self._points.keep(call.id, reached)
        return turn

    async def _replayed(self, call: Call, text: str, point: Point | None) -> tuple[Turn, Point | None]:
        """By the flows on which the call began (`channels.md` §16)."""
        flows, typed = await self._versions.of(call.flow_version), text.split("*") if text else []
        find, today, session = self._house.country.gazetteer.find, call.created_at.date(), session_of(call)
        key = None if point and point.state.over else common(call.flow_version, session, typed, today)
        if key is not None and (known := self._turns.of(key)):
            return known
        found = replay_from(point, flows, session, typed, find=find, today=today)
        if key is not None:
            self._turns.keep(key, *found, today)
        return found

    async def _protected_again(self, message: InboundMessage) -> Known:
        """A protected call has left no row: its last request, repeated elsewhere, is known by its path.

        One that was asked first whether to continue another, and began anew, is known by it too.
        """
        call = await self._calls.first_look(message)
        asked = replace(call, found=replace(call.found, draft=SOMETHING_TYPED))
        for one in (call, asked):
            turn, _ = await self._replayed(one, message.text, None)
            if turn.protected:
                return self._calls.remember(Known(one, saved=False, forgotten=True))
        raise LasomiError("unknown_session")

    async def _noted_stranger(self, known: Known, message: InboundMessage) -> None:
        """The provider signs nothing: another number in a known call is somebody guessing. Written once."""
        if known.guessed:
            return
        about = {"account": "system", "role": "", "action": "ussd_other_caller", "object": message.channel}
        at, vault = hour_of(message.received_at), self._house.vault
        await self._intake.commit(lambda conn: audit.write(conn, vault, at=at, **about))
        self._calls.remember(replace(known, guessed=True))

    async def _keep(self, known: Known, message: InboundMessage, turn: Turn) -> None:
        """Raises LasomiError `not_durable` when the screen would claim what no disk has."""
        if turn.protected or turn.erased:
            await self._forget(known, message, turn)
        elif not known.forgotten and worth_keeping(turn):
            await self._accept(self._turn_entry(message, turn, known.call), known)

    async def _accept(self, entry: Entry, known: Known) -> None:
        marks = [self._mark(one, known.call.created_at) for one in {known.call.id, entry.session or ""}]
        vault = self._house.vault
        await self._intake.accept(entry, lambda conn: _accept_turn(conn, vault, entry, known, marks))

    async def _forget(self, known: Known, message: InboundMessage, turn: Turn) -> None:
        """Nothing of the call remains, nor of the dropped one that it continues; a protected one is counted
        once by region and week (P36).

        Help is shown even while the database is away; the debt is on disk then, and paid as soon as it is
        back.
        """
        self._calls.remember(replace(known, forgotten=True))
        calls = [self._forgotten(known.call, message.received_at, counted=turn.protected)]
        if (earlier := known.call.resumes) and turn.resumed:
            calls.append(Forgotten(earlier, self._mark(earlier, known.call.created_at), message.received_at))
        done = [await self._intake.forget(self._house.vault, call) for call in calls]
        if turn.erased and not all(done):
            raise not_durable()

    def _forgotten(self, call: Call, at: datetime, *, counted: bool) -> Forgotten:
        """A protected call leaves beside its mark its region, or the country, and the week."""
        gone = Forgotten(call.id, self._mark(call.id, call.created_at), at, offered=call.resumes or "")
        if not counted:
            return gone
        country = self._house.country
        home = country.gazetteer.located(call.home) if call.home else None
        place = home.adm1 if home and home.adm1 else country.code.upper()
        return replace(gone, place=place, week=iso_week(at))

    def _mark(self, session: str, began: datetime) -> bytes:
        return protected.mark_of(self._house.vault, session, began)

    def _hung_up(self, end: SessionEnd, call: Call, turn: Turn, at: datetime) -> Entry:
        """What was chosen in a call that was not ended on a screen; of a call near the protected lane nothing
        is (P36).
        """
        last = digest("hung up", end.session_id, end.service_code)
        message = InboundMessage(end.channel, last, end.urn, end.inputs, at, recipient=end.service_code)
        return self._turn_entry(message, replace(turn, ends=True), call)

    def _turn_entry(self, message: InboundMessage, turn: Turn, call: Call) -> Entry:
        """What the call has told so far. `typed` is what the next call goes on from, should this one drop;
        its length orders the turns, also those of a call that continues another. What was taken back leaves
        nothing to go on from, and until its end the call has told nothing.
        """
        told = replace(turn, kind="none", answers={}) if turn.taken_back and not turn.ends else turn
        drawn = {name: call.found.facts[name] for name in sorted(DRAWS) if name in call.found.facts}
        return seal_entry(
            self._house.vault,
            channel=message.channel,
            kind="ussd",
            external_id=message.external_id,
            body={
                "urn": message.urn,
                "kind": told.kind,
                "answers": dict(told.answers),
                "position": len(turn.path),
                "confirmed": turn.confirmed,
                "ended": turn.ends,
                "language": turn.language,
                "recipient": message.recipient,
                "typed": [] if turn.taken_back else list(turn.path),
                "taken_back": turn.taken_back,
                "drawn": drawn,
            },
            received_at=message.received_at,
            session=_kept_under(call, turn),
            position=len(turn.path),
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


def session_of(call: Call) -> Session:
    """The call as a screen knows it."""
    lists = {
        name: tuple(Option(offer.value, offer.labels, offer.holds) for offer in offers)
        for name, offers in call.found.lists.items()
    }
    return Session(
        language=call.language,
        first_use=call.first_use,
        home=call.home,
        role=call.role,
        facts=call.found.facts,
        lists=lists,
        draft=call.found.draft,
        letters="official" if call.found.facts.get("letters") == "official" else "gsm7",
    )


def _kept_under(call: Call, turn: Turn) -> str:
    """The call that was dropped, once the caller has chosen to continue it: it is one report."""
    return call.resumes if call.resumes and turn.resumed else call.id


def worth_keeping(turn: Turn) -> bool:
    """What a call tells is kept from the first answer that says something, and that it was taken back; a
    choice, and what staff asks, at its end.
    """
    if turn.kind in KEPT or turn.taken_back:
        return True
    return turn.ends and (turn.kind == "command" or _is_choice(turn))


def _is_choice(turn: Turn) -> bool:
    """What a caller chose for their own calls."""
    return turn.kind == "contact" or "wanted" in turn.answers


def _accept_turn(conn: Any, vault: Vault, entry: Entry, known: Known, marks: Collection[bytes]) -> bool:
    """Keeps a turn unless its call was forgotten meanwhile; it replaces earlier turns that still wait."""
    if known.saved and not sessions.stands(conn, known.call.id, marks):
        return False
    if not known.saved:
        if protected.marked(conn, *marks):
            return False
        sessions.begin(conn, vault, known.call)
    new = inbox.accept(conn, entry)
    if new:
        inbox.supersede(conn, entry.session or "", below=entry.position or 0)
    return new


def _accept_end(conn: Any, entry: Entry, session: str, at: datetime) -> bool:
    inbox.hasten(conn, session, at)
    return inbox.accept(conn, entry)
