"""A message that was never answered is found again in the provider's own list, by the official SDK."""

from datetime import timedelta

import pytest

from core.errors import SendFailed
from core.messages import OutboundMessage
from gateway.senders import asks, senders
from gateway.settings import Settings, read_settings
from sandbox.line import Line
from tests.gateway.provider import free_port
from tests.sandbox.conftest import NOW

MESSAGE = OutboundMessage("m1", "twilio", "+22376000003", "A2417 S4 11 ML0701 NON VERIFIE", "alert")


def named(line: Line, address: str) -> Settings:
    environ = {
        "LASOMI_TWILIO_ACCOUNT_SID": line.twilio_sid,
        "LASOMI_TWILIO_AUTH_TOKEN": line.twilio_token,
        "LASOMI_TWILIO_FROM": line.twilio_number,
        "LASOMI_TWILIO_API_URL": address,
        "LASOMI_SANDBOX": "1",
    }
    return read_settings(environ)


def test_what_left_is_found_by_number_text_and_time(telco: str, line: Line) -> None:
    settings = named(line, telco)
    ask = asks(settings)["twilio"]
    assert ask(MESSAGE, NOW) is None
    taken = senders(settings)["twilio"](MESSAGE)
    found = ask(MESSAGE, NOW)
    assert found is not None
    assert (found.provider_id, found.status) == (taken.provider_id, "delivered")
    assert ask(MESSAGE, NOW + timedelta(minutes=2)) is None
    for other in ("text", "urn"):
        values = {"urn": MESSAGE.urn, "text": MESSAGE.text} | {other: "+22376000009"}
        assert ask(OutboundMessage("m1", "twilio", purpose="alert", **values), NOW) is None


def test_a_provider_that_does_not_say_is_no_answer(line: Line) -> None:
    with pytest.raises(SendFailed):
        asks(named(line, f"http://127.0.0.1:{free_port()}"))["twilio"](MESSAGE, NOW)


def test_without_a_list_there_is_nobody_to_ask() -> None:
    assert asks(read_settings({})) == {}
