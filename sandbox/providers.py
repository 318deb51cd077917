"""The providers' own APIs, as the official SDKs call them: a message taken here lands on a handset."""

import asyncio
import base64
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import africastalking, twilio
from sandbox.carriers import Carriers
from sandbox.exchange import Arrived, Written
from sandbox.line import is_made_up
from sandbox.switchboard import Switchboard

Answer = Callable[[Request], Awaitable[Response]]
Form = Mapping[str, str]


def routes(board: Switchboard) -> list[Route]:
    messages = f"/{twilio.VERSION}/Accounts/{{sid}}/Messages"
    return [
        Route("/version1/messaging", _weathered(board, AfricasTalking(board).send), methods=["POST"]),
        Route("/version1/messaging", _weathered(board, AfricasTalking(board).fetch), methods=["GET"]),
        Route("/version1/user", _weathered(board, AfricasTalking(board).account), methods=["GET"]),
        Route(f"{messages}.json", _weathered(board, Twilio(board).send), methods=["POST"]),
        Route(f"{messages}.json", _weathered(board, Twilio(board).listing), methods=["GET"]),
        Route(f"/{twilio.VERSION}/Accounts/{{sid}}/Balance.json", Twilio(board).balance, methods=["GET"]),
        Route(f"{messages}/{{message}}.json", Twilio(board).one, methods=["GET"]),
        *(Route(path, _weathered(board, one), methods=[way]) for path, one, way in Carriers(board).answers()),
    ]


def _weathered(board: Switchboard, answer: Answer) -> Answer:
    async def send(request: Request) -> Response:
        weather, chance = board.courier.weather, board.courier.chance.random()
        await asyncio.sleep(weather.silence)
        if chance < weather.throttle:
            return PlainTextResponse("Too many requests", 429, {"Retry-After": "1"})
        if chance < weather.throttle + weather.fail:
            return PlainTextResponse("Something went wrong", 500)
        return await answer(request)

    return send


async def read_form(request: Request) -> Form:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=100))


class AfricasTalking:
    """`/version1/messaging`: a call names one or more recipients; 201 with an entry for each."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    async def send(self, request: Request) -> Response:
        form = await read_form(request)
        if not self._is_ours(request, form.get("username", "")):
            return PlainTextResponse("The supplied authentication is invalid", 401)
        text = form.get("message", "")
        taken = [self._take(number.strip(), form, text) for number in form.get("to", "").split(",")]
        arrived = [message for _, message in taken if message]
        entries = [
            (number, message.id if message else "", self._code(form, message)) for number, message in taken
        ]
        return await self._board.with_receipts(
            JSONResponse(africastalking.sent(entries, text), 201), [(m, self._receipts(m)) for m in arrived]
        )

    async def fetch(self, request: Request) -> Response:
        if not self._is_ours(request, request.query_params.get("username", "")):
            return PlainTextResponse("The supplied authentication is invalid", 401)
        after = request.query_params.get("lastReceivedId", "0")
        written = self._board.exchange.written("africastalking", int(after) if after.isdigit() else 0)
        return JSONResponse(africastalking.fetched(written, self._board.line))

    async def account(self, request: Request) -> Response:
        if not self._is_ours(request, request.query_params.get("username", "")):
            return PlainTextResponse("The supplied authentication is invalid", 401)
        return JSONResponse({"UserData": {"balance": africastalking.BALANCE}})

    def _is_ours(self, request: Request, username: str) -> bool:
        line = self._board.line
        key = request.headers.get("apiKey", "")
        return username == line.at_username and secrets.compare_digest(key.encode(), line.at_key.encode())

    def _take(self, number: str, form: Form, text: str) -> tuple[str, Arrived | None]:
        if not is_made_up(number):
            return number, None
        sender = form.get("from") or self._board.line.short_code
        return number, self._board.arrive(f"ATXid_{secrets.token_hex(16)}", number, sender, text)

    def _code(self, form: Form, message: Arrived | None) -> int:
        if message is None:
            return 403
        return 102 if form.get("enqueue") else 101

    def _receipts(self, message: Arrived) -> list[Callable[[], Awaitable[Any]]]:
        def post(status: str) -> Callable[[], Awaitable[Any]]:
            form = africastalking.receipt(message.id, message.number, status)
            return lambda: self._board.courier.post("africastalking", "receipt", form)

        return [post(status) for status in self._board.courier.weather.statuses("Sent", "Success")]


class Twilio:
    """`/2010-04-01/Accounts/{sid}/Messages`: Basic authentication, form in, JSON out."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    async def send(self, request: Request) -> Response:
        if not self._is_ours(request):
            return JSONResponse(twilio.refusal(20003, "Authenticate", 401), 401)
        form = await read_form(request)
        number, text = form.get("To", ""), form.get("Body", "")
        if not is_made_up(number):
            return JSONResponse(twilio.refusal(21211, f"Invalid 'To' Phone Number: {number}", 400), 400)
        sender = form.get("From") or form.get("MessagingServiceSid") or self._board.line.twilio_number
        message = self._board.arrive(f"SM{secrets.token_hex(16)}", number, sender, text)
        answer = JSONResponse(twilio.sent(message, self._board.line), 201)
        return await self._board.with_receipts(answer, [(message, self._receipts(message, form))])

    async def listing(self, request: Request) -> Response:
        if not self._is_ours(request):
            return JSONResponse(twilio.refusal(20003, "Authenticate", 401), 401)
        sent = [message for message in self._board.exchange.arrivals() if message.id.startswith("SM")]
        both: list[Arrived | Written] = [*sent, *self._board.exchange.written("twilio")]
        newest_first = sorted(both, key=lambda message: message.serial, reverse=True)
        return JSONResponse(twilio.page(newest_first, self._board.line, request.query_params))

    async def balance(self, request: Request) -> Response:
        if not self._is_ours(request):
            return JSONResponse(twilio.refusal(20003, "Authenticate", 401), 401)
        return JSONResponse({"account_sid": self._board.line.twilio_sid, **twilio.BALANCE})

    async def one(self, request: Request) -> Response:
        message = self._board.exchange.find(request.path_params["message"])
        if not self._is_ours(request) or message is None:
            return JSONResponse(twilio.refusal(20404, "The requested resource was not found", 404), 404)
        return JSONResponse(twilio.sent(message, self._board.line, "delivered"))

    def _is_ours(self, request: Request) -> bool:
        line = self._board.line
        wanted = base64.b64encode(f"{line.twilio_sid}:{line.twilio_token}".encode()).decode()
        given = request.headers.get("Authorization", "")
        ours = request.path_params["sid"] == line.twilio_sid
        return ours and secrets.compare_digest(given.encode(), f"Basic {wanted}".encode())

    def _receipts(self, message: Arrived, form: Form) -> list[Callable[[], Awaitable[Any]]]:
        line, callback = self._board.line, form.get("StatusCallback", "")
        path = callback.removeprefix(line.public_url) if callback.startswith(line.public_url) else ""

        def post(name: str) -> Callable[[], Awaitable[Any]]:
            status = twilio.status(message, name, line)
            return lambda: self._board.courier.post("twilio", "receipt", status, path)

        return [post(name) for name in self._board.courier.weather.statuses("sent", "delivered")]
