"""Every door of the house against the telco, over real HTTP: what is written, sent, and told of it.

The same alphabets through each: plain GSM-7, its extension, Bambara, N'Ko, Tifinagh, and long ones.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx
import pytest

from core.messages import OutboundMessage
from gateway.app import create_app
from gateway.senders import asks, senders
from sandbox.line import read_line
from sandbox.phone import Phone
from sandbox.switchboard import SHAPES
from sandbox.telco import create_telco
from store.database import open_database
from store.keys import create_keys
from tests.conftest import AT
from tests.gateway.line import Line, house
from tests.sandbox.conftest import free_port, served

NUMBER = "+22376000001"
TEXTS = (
    "A2417 S4 11 ML0701 NON VERIFIE",
    "été à Gao: 5€ {a} [b] ~ | ^ \\",
    "ɲɛ ŋana kɔrɔ",
    "ߒߞߏ ߞߊ߲",
    "ⵜⴰⵎⴰⵌⴰⵇ",
    "Attaque au marche de Gao " * 10,
    "ߒߞߏ " * 30,
)
DOORS = ("africastalking", "twilio", "orange", "android", "kannel")


@dataclass
class Town:
    """The gateway, the telco, and hands for its phones."""

    line: Line
    client: httpx.Client
    environ: dict[str, str]

    def phone(self, channel: str) -> Phone:
        return Phone(self.client, NUMBER, channel)


def environment(telco: str, gateway: str) -> dict[str, str]:
    environ = {"LASOMI_SANDBOX": telco, "LASOMI_PUBLIC_URL": gateway}
    environ["LASOMI_HOOK_TOKENS"] = ";".join(f"{name}=token-{name}" for name in DOORS)
    environ |= {f"LASOMI_{name.upper()}_API_URL": telco for name in ("africastalking", "twilio", "orange")}
    environ |= {f"LASOMI_{name}_URL": telco for name in ("ANDROID", "KANNEL")}
    environ |= {f"LASOMI_{name}_USERNAME": "lasomi" for name in ("AFRICASTALKING", "ANDROID", "KANNEL")}
    environ |= {f"LASOMI_{name}_PASSWORD": "secret" for name in ("ANDROID", "KANNEL")}
    environ |= {"LASOMI_AFRICASTALKING_API_KEY": "key", "LASOMI_ANDROID_SIGNING_KEY": "signs"}
    environ |= {"LASOMI_TWILIO_ACCOUNT_SID": "AC1", "LASOMI_TWILIO_AUTH_TOKEN": "12345"}
    environ |= {"LASOMI_ORANGE_CLIENT_ID": "client", "LASOMI_ORANGE_CLIENT_SECRET": "secret"}
    environ |= {"LASOMI_TWILIO_FROM": "+15005550006", "LASOMI_ORANGE_SENDER": "+2230000"}
    return environ | {"LASOMI_KANNEL_SENDER": "36000"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("doors")
    shutil.copy(_sqlite_template, folder / "lasomi.db")
    database, keys = open_database(f"sqlite:///{folder}/lasomi.db", folder), create_keys(folder / "keys", AT)
    ours, theirs = free_port(), free_port()
    gateway, telco = (f"http://127.0.0.1:{each.getsockname()[1]}" for each in (ours, theirs))
    environ = environment(telco, gateway)
    one = house(database, keys, AT, **environ)
    with (
        served(create_app(house=one), ours),
        served(create_telco(read_line(environ), now=lambda: AT), theirs),
        httpx.Client(base_url=telco, timeout=20) as client,
    ):
        yield Town(Line(one, None, None, None), client, environ)  # type: ignore[arg-type]
    database.close()


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        Event().wait(0.02)
    raise AssertionError("it never came to that")


@pytest.mark.parametrize("channel", SHAPES)
def test_what_a_phone_writes_is_accepted_letter_by_letter(town: Town, channel: str) -> None:
    told = [f"{channel} {text}".strip() for text in TEXTS]
    assert all(town.phone(channel).write(text) for text in told)
    name = "kannel" if channel == "jasmin" else channel
    heard = [body["text"] for body in town.line.bodies(kind="sms", channel=name)]
    assert [text for text in heard if text.startswith(f"{channel} ")] == told


@pytest.mark.parametrize("channel", SHAPES)
def test_what_we_send_lies_on_the_phone_and_its_receipts_come(town: Town, channel: str) -> None:
    jasmin = town.line.house.settings.model_copy(update={"kannel_api": "jasmin"})
    name, settings = ("kannel", jasmin) if channel == "jasmin" else (channel, town.line.house.settings)
    send, phone = senders(settings)[name], town.phone(channel)
    phone.read()
    known = len(town.line.bodies(kind="receipt", channel=name))
    for n, text in enumerate(TEXTS):
        said = send(OutboundMessage("m", name, NUMBER, text, "alert", f"{channel}-{n}"))
        assert said.status == "accepted"
    assert [message["text"] for message in phone.read()] == list(TEXTS)
    until(lambda: len(town.line.bodies(kind="receipt", channel=name)) == known + 2 * len(TEXTS))
    told = [body["status"] for body in town.line.bodies(kind="receipt", channel=name)[known:]]
    assert (told.count("sent"), told.count("delivered")) == (len(TEXTS), len(TEXTS))
    assert town.line.rows("quarantine") == []


@pytest.mark.parametrize("channel", SHAPES)
def test_a_number_of_nobody_is_refused_by_every_telco(town: Town, channel: str) -> None:
    jasmin = town.line.house.settings.model_copy(update={"kannel_api": "jasmin"})
    name, settings = ("kannel", jasmin) if channel == "jasmin" else (channel, town.line.house.settings)
    said = senders(settings)[name](OutboundMessage("m", name, "+22370000000", "x", "alert", "none"))
    assert (said.status, said.retryable) == ("failed", False)


def test_the_phone_is_asked_what_became_of_an_attempt(town: Town) -> None:
    message = OutboundMessage("m", "android", NUMBER, "x", "alert", "asked-1")
    ask = asks(town.line.house.settings)["android"]
    assert ask(message, AT) is None
    senders(town.line.house.settings)["android"](message)
    found = ask(message, AT)
    assert found is not None
    assert found.status == "delivered"


def test_a_form_is_refused_by_kannel_as_release_1_4_5_does(town: Town) -> None:
    assert town.client.post("/cgi-bin/sendsms", data={"text": "x"}).text == "Invalid content-type"
