"""Carries a form to the gateway: signed where the provider signs, repeated and late as the weather has it."""

import asyncio
from collections.abc import Coroutine, Mapping
from random import Random
from typing import Any

import httpx

from sandbox import twilio
from sandbox.line import Line
from sandbox.weather import Weather

PATIENCE = (0.0, 0.5, 2.0, 5.0)
"""Seconds before each try of a webhook that the gateway did not answer with 2xx."""


class Courier:
    """`weather` may be changed between two posts. What is still under way is given up by `close`."""

    def __init__(self, line: Line, client: httpx.AsyncClient, chance: Random, weather: Weather) -> None:
        self.line = line
        self.weather = weather
        self.chance = chance
        self._client = client
        self._under_way: set[asyncio.Task[Any]] = set()

    async def post(self, channel: str, door: str, form: Mapping[str, str], path: str = "") -> bool:
        """Whether the gateway took the form (or will be tried later, in slow weather)."""
        weather = self.weather
        deliveries = [self._late(channel, door, form, path) for _ in range(max(1, weather.repeat))]
        if weather.delay:
            for delivery in deliveries:
                self.later(delivery)
            return True
        return any([await delivery for delivery in deliveries])

    async def ask(self, form: Mapping[str, str]) -> str | None:
        """The answer of the gateway to one USSD request, as it stands; None when the call is lost."""
        try:
            answer = await self._send("africastalking", "ussd", form, "")
        except httpx.HTTPError:
            return None
        return answer.text if answer.status_code == 200 else None

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _late(self, channel: str, door: str, form: Mapping[str, str], path: str) -> bool:
        await asyncio.sleep(self.weather.wait(self.chance))
        for pause in PATIENCE:
            await asyncio.sleep(pause)
            try:
                answer = await self._send(channel, door, form, path)
            except httpx.HTTPError:
                continue
            if answer.is_success or answer.is_client_error:
                return answer.is_success
        return False

    async def _send(self, channel: str, door: str, form: Mapping[str, str], path: str) -> httpx.Response:
        path = path or self.line.hook(channel, door)
        headers = {}
        if channel == "twilio":
            signed = twilio.signature(self.line.public_url + path, form, self.line.twilio_token)
            headers["X-Twilio-Signature"] = signed
        return await self._client.post(self.line.gateway + path, data=dict(form), headers=headers)
