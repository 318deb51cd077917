"""Where the two sides of the telco meet: handsets on one, providers and the gateway on the other."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response

from sandbox import africastalking, twilio
from sandbox.courier import Courier
from sandbox.exchange import Arrived, Call, Exchange
from sandbox.line import Line

LOST = "Probleme de connexion ou code MMI non valide."
Receipts = Sequence[tuple[Arrived, Sequence[Callable[[], Awaitable[Any]]]]]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a phone shows during a call. After `ends` the call is over."""

    text: str
    ends: bool


@dataclass(frozen=True, slots=True)
class Switchboard:
    line: Line
    exchange: Exchange
    courier: Courier
    now: Callable[[], datetime]

    def arrive(self, message_id: str, number: str, sender: str, text: str) -> Arrived:
        return self.exchange.arrive(message_id, number, sender, text, self.now())

    async def write(self, channel: str, sender: str, text: str) -> bool:
        """An SMS from a handset to the gateway's code, by the provider of `channel`: whether it was taken."""
        written = self.exchange.write(channel, sender, text, self.now())
        if self.courier.chance.random() < self.courier.weather.lose:
            return False
        shape = twilio.sms if channel == "twilio" else africastalking.sms
        return await self.courier.post(channel, "sms", shape(written, self.line))

    async def dial(self, number: str, code: str) -> tuple[Call | None, Screen]:
        if code != self.line.service_code:
            return None, Screen(LOST, ends=True)
        call = self.exchange.begin(number, code, self.now())
        if self.courier.weather.start_twice:
            await self.courier.ask(africastalking.ussd(call))
        return call, await self._turn(call)

    async def answer(self, call: Call, keys: str) -> Screen:
        call.inputs.append(keys)
        return await self._turn(call)

    def hang_up(self, call: Call, status: str = "Incomplete") -> None:
        self.exchange.end(call)
        form = africastalking.ussd_end(call, status, self.now())
        self.courier.later(self.courier.post("africastalking", "ussd-end", form))

    async def with_receipts(self, answer: Response, receipts: Receipts) -> Response:
        """The answer to a send, with its receipts posted after it, or before it in strange weather."""
        posts = [post for _, posts in receipts for post in posts]
        if self.courier.weather.receipts == "before":
            await _one_by_one(posts)
        else:
            self.courier.later(_one_by_one(posts))
        return answer

    async def _turn(self, call: Call) -> Screen:
        body = await self.courier.ask(africastalking.ussd(call))
        kind, text = (body[:4], body[4:]) if body else ("", "")
        call.screen = text
        if kind == "CON ":
            return Screen(text, ends=False)
        self.hang_up(call, "Success" if kind == "END " else "Failed")
        return Screen(text if kind == "END " else LOST, ends=True)


async def _one_by_one(posts: Sequence[Callable[[], Awaitable[Any]]]) -> None:
    for post in posts:
        await post()
