"""Where the two sides of the telco meet: handsets on one, providers and the gateway on the other."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response

from sandbox import africastalking, android, kannel, orange, twilio
from sandbox.courier import Courier
from sandbox.exchange import Arrived, Call, Exchange, Written
from sandbox.line import Line
from sandbox.weather import GOOD, Network

SHAPES: Mapping[str, Callable[[Written, Line], Mapping[str, Any]]] = {
    "africastalking": africastalking.sms,
    "twilio": twilio.sms,
    "orange": orange.sms,
    "android": android.sms,
    "kannel": kannel.sms,
    "jasmin": kannel.jasmin_sms,
}
"""An SMS from a handset, as each provider posts it."""
LOST = "Probleme de connexion ou code MMI non valide."
Receipts = Sequence[tuple[Arrived, Sequence[Callable[[], Awaitable[Any]]]]]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a phone shows during a call. After `ends` the call is over; `lost`: the network's fault, and the
    words are the phone's own."""

    text: str
    ends: bool
    lost: bool = False


NO_CALL = Screen(LOST, ends=True, lost=True)


@dataclass(frozen=True, slots=True)
class Switchboard:
    line: Line
    exchange: Exchange
    courier: Courier
    now: Callable[[], datetime]

    def arrive(self, message_id: str, number: str, sender: str, text: str) -> Arrived:
        return self.exchange.arrive(message_id, number, sender, text, self.now())

    async def write(self, channel: str, sender: str, text: str, network: Network = GOOD) -> bool:
        """An SMS from a handset to the gateway's code, by the provider of `channel`: whether it was taken."""
        await asyncio.sleep(network.wait)
        if self._lost(network):
            return False
        written = self.exchange.write(channel, sender, text, self.now())
        if self.courier.chance.random() < self.courier.weather.lose:
            return False
        return await self.courier.post(channel, "sms", SHAPES[channel](written, self.line))

    async def dial(self, number: str, code: str, network: Network = GOOD) -> tuple[Call | None, Screen]:
        if code != self.line.service_code:
            return None, NO_CALL
        call = self.exchange.begin(number, code, self.now())
        if self.courier.weather.start_twice:
            await self.courier.ask(africastalking.ussd(call))
        return call, await self._turn(call, network)

    async def answer(self, call: Call, keys: str, network: Network = GOOD) -> Screen:
        call.inputs.append(keys)
        return await self._turn(call, network)

    def hang_up(self, call: Call, status: str = "Incomplete") -> None:
        self.exchange.end(call)
        form = africastalking.ussd_end(call, status, self.now())
        self.courier.later(self.courier.post("africastalking", "ussd-end", form))

    def drop(self, call: Call) -> None:
        """The network loses the call: what is under way in it never reaches the phone."""
        if self.courier.weather.tells_drops:
            self.hang_up(call)
        else:
            self.exchange.end(call)

    async def with_receipts(self, answer: Response, receipts: Receipts) -> Response:
        """The answer to a send, with its receipts posted after it, or before it in strange weather."""
        posts = [post for _, posts in receipts for post in posts]
        if self.courier.weather.receipts == "before":
            await _one_by_one(posts)
        else:
            self.courier.later(_one_by_one(posts))
        return answer

    async def _turn(self, call: Call, network: Network) -> Screen:
        await asyncio.sleep(network.wait)
        if self.exchange.call(call.id) is None:
            return NO_CALL
        body = await self.courier.ask(africastalking.ussd(call))
        if self.exchange.call(call.id) is None:
            return NO_CALL
        if self._lost(network):  # the gateway has heard the answer, the phone never sees the screen
            self.drop(call)
            return NO_CALL
        return self._shown(call, body or "")

    def _shown(self, call: Call, body: str) -> Screen:
        kind, call.screen = body[:4], body[4:]
        if kind == "CON ":
            return Screen(call.screen, ends=False)
        self.hang_up(call, "Success" if kind == "END " else "Failed")
        return Screen(call.screen, ends=True) if kind == "END " else NO_CALL

    def _lost(self, network: Network) -> bool:
        return network.loss > 0 and self.courier.chance.random() < network.loss


async def _one_by_one(posts: Sequence[Callable[[], Awaitable[Any]]]) -> None:
    for post in posts:
        await post()
