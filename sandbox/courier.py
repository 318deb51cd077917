"""Carries a form to the gateway: signed where the provider signs, repeated and late as the weather has it."""

import asyncio
import json
import time
from collections.abc import Coroutine, Mapping
from random import Random
from typing import Any
from urllib.parse import urlencode

import httpx

from sandbox import android, twilio
from sandbox.line import Line
from sandbox.weather import Weather

Form = Mapping[str, Any]
JSON = frozenset({"orange", "android"})
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

    async def post(self, channel: str, door: str, form: Form, path: str = "") -> bool:
        """Whether the gateway took the form (or will be tried later, in slow weather)."""
        weather = self.weather
        deliveries = [self._late(channel, door, form, path) for _ in range(max(1, weather.repeat))]
        if weather.delay:
            for delivery in deliveries:
                self.later(delivery)
            return True
        return any([await delivery for delivery in deliveries])

    async def ask(self, form: Form) -> str | None:
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

    async def _late(self, channel: str, door: str, form: Form, path: str) -> bool:
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

    async def _send(self, channel: str, door: str, form: Form, path: str) -> httpx.Response:
        url = self.line.gateway + (path or self.line.hook(channel, door))
        if channel == "kannel":
            return await self._client.get(f"{url}?{urlencode(form)}" if form else url)
        if channel in JSON:
            return await self._client.post(url, **self._object(channel, form))
        headers = {}
        if channel == "twilio":
            signed = self.line.public_url + (path or self.line.hook(channel, door))
            headers["X-Twilio-Signature"] = twilio.signature(signed, form, self.line.twilio_token)
        return await self._client.post(url, data=dict(form), headers=headers)

    def _object(self, channel: str, form: Form) -> dict[str, Any]:
        body = json.dumps(form, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        if channel == "android":
            headers |= android.signed(body, self.line.android_key, str(int(time.time())))
        return {"content": body, "headers": headers}
