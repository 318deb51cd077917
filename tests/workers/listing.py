"""The sandbox telco's listings over real HTTP, and what its webhooks would have posted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from core.messages import InboundMessage
from gateway.channels import CHANNELS
from gateway.channels.base import Pull
from gateway.channels.fields import as_posted
from gateway.entries import entry_of
from gateway.house import House
from gateway.pullers import pullers
from gateway.settings import read_settings
from sandbox import africastalking, providers, twilio
from sandbox.courier import Courier
from sandbox.exchange import Exchange, Written
from sandbox.line import Line
from sandbox.switchboard import Switchboard
from sandbox.weather import Weather
from store import inbox
from tests.sandbox.conftest import free_port, served
from tests.workers.bureau import Bureau

LINE = Line(at_key="key-a", twilio_token="key-t")


@dataclass(frozen=True)
class Telco:
    """Two providers with what people wrote. `board.courier.weather` may be changed."""

    board: Switchboard
    address: str
    bureau: Bureau

    def wrote(self, channel: str, number: str, text: str, at: datetime | None = None) -> Written:
        return self.board.exchange.write(channel, number, text, at or self.bureau.watch.at)

    def post(self, written: Written) -> bool:
        """What the webhook does with this message; False when it is known by its id."""
        shape = twilio.sms if written.channel == "twilio" else africastalking.sms
        house = self.bureau.house
        request = as_posted(shape(written, LINE), self.bureau.watch.at)
        parsed = CHANNELS[written.channel].parsers["sms"](request)
        assert isinstance(parsed, InboundMessage)
        with house.database.write() as conn:
            return inbox.accept(conn, entry_of(house.vault, parsed, self.bureau.watch.at))

    def house(self) -> House:
        """The bureau's house with an account at this telco."""
        folder, keys = self.bureau.house.settings.data_dir, self.bureau.house.keys.path
        environ = {"LASOMI_DATA_DIR": str(folder), "LASOMI_KEYS_FILE": str(keys), **account(self.address)}
        return replace(self.bureau.house, settings=read_settings(environ))

    def pullers(self) -> Mapping[str, Pull]:
        return pullers(self.house().settings)


def account(address: str) -> dict[str, str]:
    return {
        "LASOMI_SANDBOX": "1",
        "LASOMI_PUBLIC_URL": "https://lasomi.example.org",
        "LASOMI_HOOK_TOKENS": "africastalking=first-token-of-ours-0001;twilio=first-token-of-ours-0002",
        "LASOMI_AFRICASTALKING_USERNAME": LINE.at_username,
        "LASOMI_AFRICASTALKING_API_KEY": LINE.at_key,
        "LASOMI_AFRICASTALKING_API_URL": address,
        "LASOMI_TWILIO_ACCOUNT_SID": LINE.twilio_sid,
        "LASOMI_TWILIO_AUTH_TOKEN": LINE.twilio_token,
        "LASOMI_TWILIO_FROM": LINE.twilio_number,
        "LASOMI_TWILIO_API_URL": address,
    }


@contextmanager
def telco(bureau: Bureau, *before: BaseRoute) -> Iterator[Telco]:
    """`before`: routes that answer in place of the telco's own."""
    courier = Courier(LINE, httpx.AsyncClient(), Random(0), Weather())
    board = Switchboard(LINE, Exchange(), courier, bureau.watch)
    with served(Starlette(routes=[*before, *providers.routes(board)]), free_port()) as address:
        yield Telco(board, address, bureau)
