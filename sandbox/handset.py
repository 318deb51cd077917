"""What a handset asks of the telco: dial, answer, hang up, write, read; and the page that draws one."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.exchange import Arrived, Call
from sandbox.line import is_made_up, is_masthead
from sandbox.switchboard import SHAPES, Screen, Switchboard
from sandbox.weather import NETWORKS, Network, change

PAGES = {path.name: path for path in (Path(__file__).parent / "pages").iterdir()}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
CHANNELS = tuple(SHAPES)
Endpoint = Callable[[Request], Awaitable[Response]]


class RefusedError(ValueError):
    """What a handset asked cannot be done. The page says it in its own words by `reason`."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def routes(board: Switchboard) -> list[Route]:
    phone = Handset(board)
    posts: dict[str, Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]] = {
        "dial": phone.dial,
        "answer": phone.answer,
        "hangup": phone.hang_up,
        "drop": phone.drop,
        "sms": phone.write,
    }
    return [
        *(
            Route(f"/handset/{{number}}/{name}", _posted(work), methods=["POST"])
            for name, work in posts.items()
        ),
        Route("/handset/{number}/inbox", phone.inbox, methods=["GET"]),
        Route("/handset/numbers", phone.numbers, methods=["GET"]),
        Route("/handset/arrivals", phone.arrivals, methods=["GET"]),
        Route("/handset", page, methods=["GET"]),
        Route("/handset/{name:str}", page, methods=["GET"]),
        Route("/weather", phone.weather, methods=["GET", "PUT"]),
    ]


def _posted(work: Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]) -> Endpoint:
    async def answer(request: Request) -> Response:
        # A page of another site can post a form here, but not JSON.
        if request.headers.get("content-type", "").split(";")[0] != "application/json":
            return JSONResponse({"error": "JSON is expected."}, 415)
        try:
            return JSONResponse(await work(request.path_params["number"], await request.json()))
        except RefusedError as fault:
            return JSONResponse({"error": str(fault), "reason": fault.reason}, 400)
        except (ValueError, KeyError, TypeError) as fault:
            return JSONResponse({"error": str(fault), "reason": "request"}, 400)

    return answer


async def page(request: Request) -> Response:
    name = request.path_params.get("name", "handset.html")
    if name not in PAGES:
        return JSONResponse({"error": "Not found."}, 404)
    return FileResponse(PAGES[name], headers=HEADERS)


class Handset:
    def __init__(self, board: Switchboard) -> None:
        self._board = board

    async def dial(self, number: str, asked: dict[str, Any]) -> dict[str, Any]:
        _check_phone(number)
        call, screen = await self._board.dial(number, str(asked["code"]), _network(asked))
        return {"call": call.id if call else "", **asdict(screen)}

    async def answer(self, number: str, asked: dict[str, Any]) -> dict[str, Any]:
        call = self._call(number, asked)
        screen: Screen = await self._board.answer(call, str(asked["keys"]), _network(asked))
        return asdict(screen)

    async def hang_up(self, number: str, _asked: dict[str, Any]) -> dict[str, Any]:
        for call in self._board.exchange.calls_of(number):
            self._board.hang_up(call)
        return {}

    async def drop(self, number: str, _asked: dict[str, Any]) -> dict[str, Any]:
        """The network fails this phone, whatever its call is doing."""
        for call in self._board.exchange.calls_of(number):
            self._board.drop(call)
        return {}

    async def write(self, number: str, asked: dict[str, Any]) -> dict[str, Any]:
        channel = str(asked.get("channel", CHANNELS[0]))
        if channel not in CHANNELS:
            raise RefusedError("channel", f"{channel}: {', '.join(CHANNELS)} carry SMS here.")
        if not is_masthead(number):
            _check_phone(number)
        return {"taken": await self._board.write(channel, number, str(asked["text"]), _network(asked))}

    async def inbox(self, request: Request) -> Response:
        after = int(request.query_params.get("after", "0"))
        messages = self._board.exchange.inbox(request.path_params["number"], after)
        return JSONResponse({"messages": [shown(message) for message in messages]})

    async def arrivals(self, request: Request) -> Response:
        """What came to any phone: one question instead of one for each phone."""
        after = int(request.query_params.get("after", "0"))
        found = self._board.exchange.arrivals(after)
        return JSONResponse({"messages": [{"number": each.number, **shown(each)} for each in found]})

    async def numbers(self, _request: Request) -> Response:
        line = self._board.line
        known = dict.fromkeys([*line.numbers, *self._board.exchange.numbers()])
        told = {"service_code": line.service_code, "channels": CHANNELS, "networks": list(NETWORKS)}
        return JSONResponse({"numbers": list(known), **told})

    async def weather(self, request: Request) -> Response:
        courier = self._board.courier
        if request.method == "PUT":
            try:
                courier.weather = change(courier.weather, await request.json())
            except (ValueError, AttributeError) as fault:
                return JSONResponse({"error": str(fault)}, 400)
        return JSONResponse(asdict(courier.weather))

    def _call(self, number: str, asked: dict[str, Any]) -> Call:
        call = self._board.exchange.call(str(asked["call"]))
        if call is None or call.number != number:
            raise RefusedError("over", "Cet appel est fini.")
        return call


def shown(message: Arrived) -> dict[str, Any]:
    at = message.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"serial": message.serial, "sender": message.sender, "text": message.text, "at": at}


def _network(asked: dict[str, Any]) -> Network:
    name = str(asked.get("network", "good"))
    if name not in NETWORKS:
        raise RefusedError("network", f"{name}: {', '.join(NETWORKS)} are the networks here.")
    return NETWORKS[name]


def _check_phone(number: str) -> None:
    if not is_made_up(number):
        sentence = (
            f"{number}: numéros inventés seulement, +22365012345, +223760000NN, +223500000NN; "
            "d'un autre pays, ceux qui finissent par 0000NN."
        )
        raise RefusedError("number", sentence)
