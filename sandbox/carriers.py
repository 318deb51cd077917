"""The APIs of Orange, of a gateway phone, of Kannel and of Jasmin: each takes a message as its own would."""

import base64
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import android, kannel, orange
from sandbox.exchange import Arrived
from sandbox.line import is_made_up
from sandbox.switchboard import Switchboard

Answer = Callable[[Request], Awaitable[Response]]
Posts = Sequence[Callable[[], Awaitable[Any]]]


class Carriers:
    """One exchange behind four doors. A number that is not made up is refused by each in its own words."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
        self._token = secrets.token_urlsafe(16)

    def answers(self) -> Sequence[tuple[str, Answer, str]]:
        """Path, answer and method of each address."""
        return (
            ("/oauth/v3/token", self.token, "POST"),
            ("/smsmessaging/v1/outbound/{sender}/requests", self.orange, "POST"),
            ("/messages", self.android, "POST"),
            ("/messages/{message}", self.android_state, "GET"),
            ("/cgi-bin/sendsms", self.kannel, "POST"),
            ("/send", self.jasmin, "POST"),
        )

    async def token(self, request: Request) -> Response:
        line = self._board.line
        if not _basic(request, line.orange_id, line.orange_secret):
            return JSONResponse({"code": 42, "message": "Expired credentials"}, 401)
        return JSONResponse({"token_type": "Bearer", "access_token": self._token, "expires_in": "3600"})

    async def orange(self, request: Request) -> Response:
        if request.headers.get("Authorization", "") != f"Bearer {self._token}":
            return JSONResponse({"code": 42, "message": "Expired credentials"}, 401)
        asked = (await request.json())["outboundSMSMessageRequest"]
        number, text = asked["address"].removeprefix("tel:"), asked["outboundSMSTextMessage"]["message"]
        if not is_made_up(number) or asked["senderAddress"] != request.path_params["sender"]:
            return JSONResponse({"requestError": {"serviceException": {"messageId": "SVC0004"}}}, 400)
        message = self._arrive(
            secrets.token_hex(8), number, asked["senderAddress"].removeprefix("tel:"), text
        )
        answer = JSONResponse(orange.sent(message.id, asked, str(request.base_url)), 201)
        return await self._told(
            answer, message, "orange", lambda status: orange.receipt(message.id, number, status)
        )

    async def android(self, request: Request) -> Response:
        line = self._board.line
        if not _basic(request, line.android_username, line.android_password):
            return JSONResponse({"message": "Unauthorized"}, 401)
        asked = await request.json()
        (number,), text = asked["phoneNumbers"], asked["textMessage"]["text"]
        if not is_made_up(number):
            return JSONResponse({"message": "invalid phone number"}, 400)
        message = self._arrive(asked["id"], number, line.short_code, text)
        answer = JSONResponse({"id": message.id, "state": "Pending"}, 202)
        return await self._told(answer, message, "android", lambda status: android.receipt(message, status))

    async def android_state(self, request: Request) -> Response:
        found = self._board.exchange.find(request.path_params["message"])
        if found is None:
            return JSONResponse({"message": "not found"}, 404)
        return JSONResponse({"id": found.id, "state": "Delivered"})

    async def kannel(self, request: Request) -> Response:
        """A form is refused, as release 1.4.5 does: the text is the body, all else stands in headers."""
        line, asked = self._board.line, request.headers
        if not asked.get("content-type", "").startswith("text/plain"):
            return PlainTextResponse("Invalid content-type", 400)
        if not _same(asked, "x-kannel-", line.kannel_username, line.kannel_password):
            return PlainTextResponse("Authorization failed for sendsms", 403)
        number, text = asked.get("x-kannel-to", ""), (await request.body()).decode()
        if not is_made_up(number):
            return PlainTextResponse("Not routable. Do not try again.", 400)
        message = self._arrive(f"K{secrets.token_hex(8)}", number, asked.get("x-kannel-from", ""), text)
        told = asked.get("x-kannel-dlr-url", "")
        at, path = message.at.timestamp(), self._path(told)
        answer = PlainTextResponse("0: Accepted for delivery", 202)
        posts = [
            self._post("kannel", {}, kannel.receipt(path, status, at)) for status in self._statuses() if path
        ]
        return await self._board.with_receipts(answer, [(message, posts)])

    async def jasmin(self, request: Request) -> Response:
        line, asked = (
            self._board.line,
            dict(parse_qsl((await request.body()).decode(), keep_blank_values=True)),
        )
        if not _same(asked, "", line.kannel_username, line.kannel_password):
            return PlainTextResponse('Error "Authentication failure for username"', 403)
        wide = bytes.fromhex(asked.get("hex-content", "")).decode("utf-16-be")
        if not is_made_up(asked["to"]):
            return PlainTextResponse('Error "No route found"', 412)
        id_, text = secrets.token_hex(16), asked.get("content", wide)
        message = self._arrive(id_, asked["to"], asked.get("from", ""), text)
        answer, path = PlainTextResponse(f'Success "{id_}"'), self._path(asked.get("dlr-url", ""))
        return await self._told(
            answer, message, "jasmin", lambda status: kannel.jasmin_receipt(id_, status), path
        )

    def _arrive(self, id_: str, number: str, sender: str, text: str) -> Arrived:
        return self._board.arrive(id_, number, sender, text)

    async def _told(
        self,
        answer: Response,
        message: Arrived,
        channel: str,
        form: Callable[[str], Mapping[str, Any]],
        path: str = "",
    ) -> Response:
        posts = [self._post(channel, form(status), path) for status in self._statuses()]
        return await self._board.with_receipts(answer, [(message, posts)])

    def _post(self, channel: str, form: Mapping[str, Any], path: str) -> Callable[[], Awaitable[Any]]:
        return lambda: self._board.courier.post(channel, "receipt", form, path)

    def _statuses(self) -> tuple[str, ...]:
        return self._board.courier.weather.statuses("sent", "delivered")

    def _path(self, told: str) -> str:
        """The path of an address of ours; "" for any other, which nothing is posted to."""
        public = self._board.line.public_url
        return told.removeprefix(public) if told.startswith(public) else ""


def _basic(request: Request, user: str, password: str) -> bool:
    wanted = base64.b64encode(f"{user}:{password}".encode()).decode()
    given = request.headers.get("Authorization", "")
    return secrets.compare_digest(given.encode(), f"Basic {wanted}".encode())


def _same(asked: Mapping[str, str], prefix: str, user: str, password: str) -> bool:
    given = asked.get(f"{prefix}password", "")
    return asked.get(f"{prefix}username") == user and secrets.compare_digest(
        given.encode(), password.encode()
    )
