"""The doors while the keys are closed (P29): what comes is boxed, and on disk before the answer.

Nobody's number can be looked up, so every call is somebody's first: no language, no role, no home, nothing to
continue. Its screens are computed as ever. A call that began so ends so, also when the keys are opened
meanwhile.
"""

import asyncio
import base64
import hmac
import json
import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from starlette.exceptions import HTTPException

from core.errors import LasomiError
from core.messages import Ignored, InboundMessage, Parsed
from flows.engine import Turn, replay
from gateway.channels.base import Kind, WebRequest
from gateway.house import House
from gateway.logs import Spell, logger
from gateway.reading import Form
from gateway.ussd import refused, session_of, worth_keeping
from store import inbox
from store.database import from_ms, ms
from store.gate import held
from store.letters import Letters, Sealed
from store.sessions import Call

MOST_CALLS: Final = 20_000
LOOK_SECONDS: Final = 2.0
GATE: Final = "letters.lock"


@dataclass(frozen=True, slots=True)
class Letter:
    """A request as it was posted and read. `began`: its call. `gone`: a call to be forgotten, by its id and
    service code, `counted` when it touched the protected lane; then there is no form.
    """

    channel: str
    kind: Kind
    form: Form
    body: bytes
    query: str
    at: datetime
    began: datetime | None = None
    gone: tuple[str, str] | None = None
    counted: bool = False

    def web(self, home: str) -> WebRequest:
        return WebRequest("POST", "", self.query, {}, self.form.fields, self.body, self.at, "", home)

    def call(self) -> InboundMessage:
        """The call that is to be forgotten: of nobody, with nothing said."""
        session, code = self.gone or ("", "")
        return InboundMessage(self.channel, "", "", "", self.at, recipient=code, session_id=session)


Open = Callable[[Letter, bytes], Awaitable[None]]
"""Makes a letter durable, and knows it by this mark when it comes again."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A call by its caller's mark, known while this process lives."""

    caller: bytes
    began: datetime
    forgotten: bool = False


class Shut:
    """One for each process; used from its event loop only."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._letters = Letters(house.settings.letters_dir, house.keys)
        self._secret = secrets.token_bytes(32)
        self._calls: OrderedDict[bytes, _Known] = OrderedDict()
        self._waits = Spell("letters_wait")
        self._stuck = Spell("letter_stuck", logging.ERROR)

    def takes(self, parsed: Parsed) -> bool:
        """Whether a request is this door's: the keys are closed, or were when its call began."""
        if self._house.settings.sealed_keys is None:
            return False
        return self._house.keys.sealed or (
            isinstance(parsed, InboundMessage) and self._call(parsed) in self._calls
        )

    async def take(self, letter: Letter, parsed: Parsed) -> str:
        """The screen of a call, else nothing. Raises HTTPException 503 when no disk took it."""
        if letter.kind == "ussd":
            return await self._screen(letter, parsed)
        if not isinstance(parsed, Ignored):
            try:
                await self._put(letter)
            except LasomiError:
                raise HTTPException(503) from None
        return ""

    async def keep_opening(self, read: Open) -> None:
        """Every letter to `read`, the oldest first, as soon as the keys are open, and once."""
        while self._house.settings.sealed_keys is not None:
            if self._house.keys.sealed:
                await self.bury()
            else:
                await self.open_all(read)
            await asyncio.sleep(LOOK_SECONDS)

    async def bury(self) -> None:
        """While all is closed: what nobody opened in its 72 h is counted by its hour, and no name of a file
        tells the moment any more (P25, P27).
        """
        try:
            for one in await asyncio.to_thread(self._letters.dead):
                await asyncio.to_thread(self._lost, one)
                await asyncio.to_thread(self._letters.drop, one)
        except (LasomiError, OSError) as error:
            self._waits.seen(error_code=getattr(error, "code", type(error).__name__))

    async def open_all(self, read: Open) -> None:
        """Until one cannot be made durable yet: then it and those after it wait. One process at a time."""
        if self._letters.count():
            with held(self._house.settings.data_dir / GATE, 0.0) as ours:
                if ours:
                    await self._open_each(read)

    async def _open_each(self, read: Open) -> None:
        for one in self._letters.waiting():
            try:
                await self._open(one, read)
                await asyncio.to_thread(self._letters.drop, one)
            except (LasomiError, HTTPException, TimeoutError, OSError) as error:
                self._waits.seen(error_code=getattr(error, "code", type(error).__name__))
                return
            except Exception as error:  # whatever is wrong with one letter does not hold up the others
                self._stuck.seen(channel=one.channel, error_code=type(error).__name__)
        self._waits.over()

    async def _open(self, one: Sealed, read: Open) -> None:
        try:
            letter = _read(self._letters.opened(one))
        except LasomiError as error:
            if error.code not in {"key_gone", "seal_broken"}:
                raise
            logger().error("letter_unread", channel=one.channel, error_code=error.code)
            await asyncio.to_thread(self._lost, one)
            return
        await read(letter, bytes.fromhex(one.id))

    def _lost(self, one: Sealed) -> None:
        """Nobody opened it in its 72 h: channel and hour are counted and shown, as of any message (P25)."""
        if one.is_order:
            return
        with self._house.database.write() as conn:
            inbox.unread(conn, one.id, one.channel, one.day, one.at)

    async def _screen(self, letter: Letter, parsed: Parsed) -> str:
        try:
            if isinstance(parsed, InboundMessage):
                return await self._shown(letter, parsed)
            await self._put(letter)
        except LasomiError as error:
            return refused(error.code)
        return refused("quarantined")

    async def _shown(self, letter: Letter, message: InboundMessage) -> str:
        mark, caller = self._call(message), self._mark(f"{message.recipient}|{message.urn}")
        if not message.text and mark not in self._calls:
            self._remember(mark, _Known(caller, message.received_at))
        known = self._calls.get(mark)
        if known is None:
            return refused("unknown_session")
        if known.caller != caller:
            return refused("other_caller")
        turn = self._turn(known, message.text)
        await self._keep(message, known, replace(letter, began=known.began), turn)
        return f"{'END' if turn.ends else 'CON'} {turn.text}"

    def _turn(self, known: _Known, text: str) -> Turn:
        blank = Call("", "", None, True, None, "", known.began)
        find = self._house.country.gazetteer.find
        typed = text.split("*") if text else []
        return replay(self._house.flows, session_of(blank), typed, find=find, today=known.began.date())

    async def _keep(self, message: InboundMessage, known: _Known, letter: Letter, turn: Turn) -> None:
        """A letter for what a worker must hear of; of a call for help neither number nor words (P36)."""
        mark = self._call(message)
        if turn.protected or turn.erased:
            if not known.forgotten:
                await self._put(_forgetting(letter, message, counted=turn.protected))
            self._remember(mark, replace(known, forgotten=True))
        elif not known.forgotten and worth_keeping(turn):
            await self._put(letter)

    async def _put(self, letter: Letter) -> None:
        now = self._house.clock()
        await asyncio.to_thread(
            self._letters.put, _written(letter), letter.channel, now, first=bool(letter.gone)
        )

    def _call(self, message: InboundMessage) -> bytes:
        return self._mark(f"{message.channel}|{message.session_id}")

    def _mark(self, value: str) -> bytes:
        return hmac.digest(self._secret, value.encode(), "sha256")

    def _remember(self, mark: bytes, known: _Known) -> None:
        self._calls[mark] = known
        self._calls.move_to_end(mark)
        while len(self._calls) > MOST_CALLS:
            self._calls.popitem(last=False)


def _forgetting(letter: Letter, message: InboundMessage, *, counted: bool) -> Letter:
    """The name of the call, by which alone it is forgotten."""
    gone = (message.session_id or "", message.recipient)
    return replace(letter, form=Form(), body=b"", query="", gone=gone, counted=counted)


def _written(letter: Letter) -> bytes:
    form, began = letter.form, letter.began and ms(letter.began)
    told = {
        "of": [letter.channel, letter.kind, letter.query],
        "form": [list(form.fields), form.reason, form.damaged],
        "body": base64.b64encode(letter.body).decode(),
        "at": [ms(letter.at), began],
        "gone": [letter.gone, letter.counted],
    }
    return json.dumps(told).encode("ascii")


def _read(plain: bytes) -> Letter:
    told: dict[str, Any] = json.loads(plain)
    (channel, kind, query), (fields, reason, damaged), (at, began) = told["of"], told["form"], told["at"]
    gone, counted = told["gone"]
    form = Form(tuple((name, value) for name, value in fields), reason, damaged)
    since = None if began is None else from_ms(began)
    call = None if gone is None else (gone[0], gone[1])
    body = base64.b64decode(told["body"])
    return Letter(channel, kind, form, body, query, from_ms(at), since, call, counted)
