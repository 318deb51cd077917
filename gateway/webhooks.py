"""Every address that providers post to: the token, the size, the signature; then it is on disk, or 503.

    POST /hooks/{channel}/{token}/{sms|receipt|ussd|ussd-end|optout}     (Kannel: GET too)

Plain ASGI before the router: people wait on the phone. What a person typed is never answered with an error.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import LasomiError
from core.messages import Ignored, InboundMessage, Parsed, Quarantined, SessionEnd
from gateway import replies
from gateway.channels import CHANNELS
from gateway.channels.base import PING, Answer, Channel, Kind, Secrets, WebRequest
from gateway.entries import Acceptable, admitted, entry_of, is_piece, seen, seen_twice
from gateway.house import House
from gateway.intake import Intake, Work
from gateway.metrics import ACCEPT_SECONDS, ACCEPTED, MEDIA, QUARANTINED
from gateway.reading import Form, read_body, read_fields, web_request
from gateway.settings import Settings
from gateway.shut import Letter, Shut
from gateway.ussd import Switchboard, refused
from store import erasure, inbox, lines, quarantine
from store.inbox import Entry

PATH: Final = re.compile(r"/hooks/([^/]+)/([^/]+)/([^/]+)")
METHODS: Final = frozenset({"GET", "POST"})
CHARSET: Final = "charset"


@dataclass(frozen=True, slots=True)
class Door:
    """One channel's addresses: the digests of its tokens, and what its requests are checked against."""

    channel: Channel
    digests: tuple[bytes, ...]
    secrets: Secrets

    def opens(self, token: str) -> bool:
        """Compares digests, all of them: the time tells nothing about a token."""
        given = digest_of(token)
        return sum(hmac.compare_digest(given, one) for one in self.digests) > 0


class Webhooks:
    """All doors. One for each app, which is put `before` everything else that it serves."""

    def __init__(self, house: House, intake: Intake, channels: Mapping[str, Channel] = CHANNELS) -> None:
        self._house = house
        self._intake = intake
        self._switchboard = Switchboard(house, intake)
        self._channels = channels
        self.shut = Shut(house)
        self._doors = {name: _door(channels[name], house.settings) for name in house.settings.hook_tokens}
        for name in self._doors:
            ACCEPTED.labels(name)  # shown as 0 before the first message
        self._nowhere = Door(CHANNELS["africastalking"], (secrets.token_bytes(32),), Secrets())

    def before(self, app: ASGIApp) -> ASGIApp:
        """ASGI middleware: what a provider posts is answered here, everything else by the app.

        Framework and router would cost a USSD screen as much again as reading and answering it.
        """

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            found = PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
            if found is None or scope["method"] not in METHODS:
                await app(scope, receive, send)
                return
            request = Request(scope, receive)
            try:
                answer = await self._posted(request, *found.groups())
            except HTTPException as refusal:
                answer = await http_exception_handler(request, refusal)
            await answer(scope, receive, send)

        return served

    async def _posted(self, request: Request, channel: str, token: str, kind: Any) -> Response:
        """Raises HTTPException: 404 as for any unknown address, 413, 401, 503."""
        door = self._door(request.method, channel, token, kind)
        body = await read_body(request)
        with ACCEPT_SECONDS.time():
            form = read_fields(door.channel, request, body)
            web = web_request(request, form, body, self._house.clock(), self._house)
            if not door.channel.verify(web, door.secrets):
                raise HTTPException(401)
            parsed = self._parsed(door.channel, kind, web, form)
            if self.shut.takes(parsed):
                letter = Letter(door.channel.name, kind, form, body, web.query, web.received_at)
                screen = await self.shut.take(letter, parsed)
                return _response(Answer(body=screen) if kind == "ussd" else door.channel.answer(kind, web))
            if kind == "ussd":
                return _response(Answer(body=await self._screen(parsed, web)))
            await self._on_disk(parsed, web, damaged=form.damaged and kind == "sms")
        return _response(door.channel.answer(kind, web))

    def _door(self, method: str, channel: str, token: str, kind: Kind) -> Door:
        door = self._doors.get(channel, self._nowhere)
        if not door.opens(token) or method not in door.channel.methods or kind not in door.channel.parsers:
            raise HTTPException(404)
        return door

    async def opened(self, letter: Letter, mark: bytes) -> None:
        """A letter that waited for the keys, kept as of when it came. Raises LasomiError, HTTPException."""
        began = letter.began or letter.at
        if letter.gone is not None:
            await self._switchboard.gone_while_sealed(letter.call(), began, counted=letter.counted)
            return
        web = letter.web(self._house.country.facts.number_region)
        parsed = self._parsed(self._channels[letter.channel], letter.kind, web, letter.form)
        if isinstance(parsed, InboundMessage) and await self._is_erased(parsed):
            return
        if letter.kind == "ussd" and isinstance(parsed, InboundMessage):
            await self._switchboard.told_while_sealed(parsed, began)
        else:
            damaged = letter.form.damaged and letter.kind == "sms"
            await self._on_disk(parsed, web, damaged=damaged, mark=mark)

    async def _is_erased(self, told: InboundMessage) -> bool:
        """Whether its phone has asked since to be forgotten, at a machine that was opened before (P11)."""
        if self._house.country.choices.outlasts(told.text):
            return False
        vault, number, at = self._house.vault, told.urn, told.received_at
        return await self._intake.commit(lambda conn: erasure.asked_since(conn, vault, number, at))

    def _parsed(self, channel: Channel, kind: Kind, web: WebRequest, form: Form) -> Parsed:
        if form.reason:
            return Quarantined(channel.name, form.reason)
        return admitted(channel.parsers[kind](web), self._house.country.settings.accept_from)

    async def _screen(self, parsed: Parsed, web: WebRequest) -> str:
        if isinstance(parsed, InboundMessage):
            return await self._switchboard.answer(parsed)
        try:
            await self._on_disk(parsed, web)
        except HTTPException:
            return refused("not_durable")
        return refused("quarantined")

    async def _on_disk(
        self, parsed: Parsed, web: WebRequest, *, damaged: bool = False, mark: bytes | None = None
    ) -> None:
        """Raises HTTPException 503 when it cannot be made durable: the provider will come again.

        `mark`: what is set aside under it is set aside once, however often it is tried.
        """
        try:
            await self._kept(parsed, web, damaged, mark)
        except (LasomiError, TimeoutError):
            raise HTTPException(503) from None

    async def _kept(self, parsed: Parsed, web: WebRequest, damaged: bool, mark: bytes | None) -> None:
        if isinstance(parsed, Quarantined):
            await self._set_aside(parsed, web, mark)
        elif isinstance(parsed, SessionEnd):
            await self._switchboard.ended(parsed, web.received_at)
        elif isinstance(parsed, Ignored):
            if parsed.reason == PING:
                await self._intake.commit(lambda conn: lines.heard(conn, parsed.channel, web.received_at))
        else:
            if isinstance(parsed, InboundMessage) and parsed.media:
                MEDIA.labels(parsed.channel).inc(parsed.media)
            entry = entry_of(self._house.vault, parsed, web.received_at)
            new = await self._intake.accept(entry, self._together(entry, parsed, web if damaged else None))
            if new and damaged:
                QUARANTINED.labels(CHARSET).inc()

    def _together(self, entry: Entry, parsed: Acceptable, damaged: WebRequest | None) -> Work[bool] | None:
        """What belongs to the transaction that accepts, where there is more: the reply to an SMS (P6), and
        its bytes as they came where no alphabet explains them; what a spool takes is kept as it was read.
        """
        house, said = self._house, parsed if isinstance(parsed, InboundMessage) else None
        talks = said is not None and not is_piece(said.part) and replies.speaks(house, entry.channel)
        if damaged is None and not talks:
            return None

        def accept(conn: Any) -> bool:
            new = inbox.accept(conn, entry)
            if new and damaged is not None:
                self._keep(conn, Quarantined(entry.channel, CHARSET), damaged, copy_of=entry.id)
            if new and talks and said is not None:
                twice = seen(said, "posted") if seen_twice(said) else None
                replies.accepted(conn, house, entry, said, twice)
            return new

        return accept

    async def _set_aside(self, what: Quarantined, web: WebRequest, mark: bytes | None = None) -> None:
        await self._intake.commit(lambda conn: self._keep(conn, what, web, mark=mark))
        QUARANTINED.labels(what.reason).inc()

    def _keep(self, conn: Any, what: Quarantined, web: WebRequest, **known: Any) -> None:
        """Sealed for 72 h; the operator sees reason, channel, hour and the names of fields."""
        quarantine.keep(
            conn,
            self._house.vault,
            channel=what.channel,
            reason=what.reason,
            fields=what.fields,
            raw=web.body or web.query.encode(),
            now=web.received_at,
            **known,
        )


def _door(channel: Channel, settings: Settings) -> Door:
    tokens = settings.hook_tokens[channel.name]
    return Door(channel, tuple(digest_of(token) for token in tokens), _secrets(channel.name, settings))


def _secrets(name: str, settings: Settings) -> Secrets:
    if name == "android":
        return Secrets(shared_key=settings.android_signing_key.get_secret_value())
    if name != "twilio":
        return Secrets()
    return Secrets(
        account=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        shared_key=settings.twilio_shared_key.get_secret_value(),
    )


def digest_of(token: str) -> bytes:
    """What is kept and compared in the place of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, headers={"content-type": answer.content_type})
