"""The official SDKs reach the address of the settings over real HTTP, and every outcome is ours to read."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.channels.base import Send
from gateway.lines import LIMITS
from gateway.senders import AfricasTalkingSMS, TwilioAt, senders
from gateway.settings import read_settings
from tests.gateway.provider import Said, free_port, provider

MESSAGE = OutboundMessage("m1", "x", "+22376000001", "A2417 S4 11 ML0701 NON VERIFIE", "alert")
TOOK = {"SMSMessageData": {"Message": "", "Recipients": [{"statusCode": 101, "messageId": "ATXid_1"}]}}
CREATED = json.dumps({"sid": "SM1", "status": "queued", "account_sid": "AC1"})


def africastalking(address: str, **more: str) -> Send:
    environ = {
        "LASOMI_AFRICASTALKING_USERNAME": "lasomi",
        "LASOMI_AFRICASTALKING_API_KEY": "key",
        "LASOMI_AFRICASTALKING_API_URL": address,
        "LASOMI_SANDBOX": "1",
        **more,
    }
    return senders(read_settings(environ))["africastalking"]


def twilio(address: str, **more: str) -> Send:
    environ = {
        "LASOMI_TWILIO_ACCOUNT_SID": "AC1",
        "LASOMI_TWILIO_AUTH_TOKEN": "secret",
        "LASOMI_TWILIO_FROM": "+15005550006",
        "LASOMI_TWILIO_API_URL": address,
        "LASOMI_PUBLIC_URL": "https://lasomi.example.org",
        "LASOMI_HOOK_TOKENS": "twilio=first,second",
        "LASOMI_SANDBOX": "1",
        **more,
    }
    return senders(read_settings(environ))["twilio"]


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_africas_talking_gets_one_recipient_and_answers_json_or_text(content_type: str) -> None:
    with provider(Said(201, json.dumps(TOOK), content_type=content_type)) as told:
        sent = africastalking(told.address, LASOMI_AFRICASTALKING_SENDER="36000")(MESSAGE)
    assert sent == SendResult("accepted", "ATXid_1", "101")
    path, form, headers = told.asked[0]
    assert path == "/version1/messaging"
    assert form == {
        "username": "lasomi",
        "to": "+22376000001",
        "message": MESSAGE.text,
        "bulkSMSMode": "1",
        "from": "36000",
    }
    assert (headers["apikey"], headers["accept"]) == ("key", "application/json")


def test_without_a_sender_none_is_named() -> None:
    with provider(Said(201, json.dumps(TOOK))) as told:
        africastalking(told.address)(MESSAGE)
    assert "from" not in told.asked[0][1]


def test_the_simulator_speaks_to_the_sandbox() -> None:
    with provider(Said(201, json.dumps(TOOK))) as told:
        found = senders(read_settings({"LASOMI_SANDBOX": told.address}))
        assert list(found) == ["simulator"]
        assert found["simulator"](MESSAGE).provider_id == "ATXid_1"


def test_twilio_gets_the_text_as_written_and_the_address_for_receipts() -> None:
    with provider(Said(201, CREATED, content_type="application/json")) as told:
        assert twilio(told.address)(MESSAGE) == SendResult("accepted", "SM1")
    path, form, headers = told.asked[0]
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert form == {
        "To": "+22376000001",
        "From": "+15005550006",
        "Body": MESSAGE.text,
        "StatusCallback": "https://lasomi.example.org/hooks/twilio/first/receipt",
        "SmartEncoded": "false",
    }
    assert headers["authorization"] == "Basic " + base64.b64encode(b"AC1:secret").decode()


def test_a_messaging_service_goes_before_a_number() -> None:
    with provider(Said(201, CREATED)) as told:
        twilio(told.address, LASOMI_TWILIO_MESSAGING_SERVICE_SID="MG1")(MESSAGE)
    assert told.asked[0][1]["MessagingServiceSid"] == "MG1"
    assert "From" not in told.asked[0][1]


def test_a_refusal_of_twilio_is_read_by_its_code() -> None:
    refusal = json.dumps({"code": 21610, "message": "unsubscribed", "status": 400})
    with provider(Said(400, refusal, content_type="application/json")) as told:
        assert twilio(told.address)(MESSAGE).opted_out


both = pytest.mark.parametrize("sender", [africastalking, twilio])
Opened = Callable[[str], Send]


@both
def test_too_fast_honours_the_wait_that_was_asked(sender: Opened) -> None:
    with provider(Said(429, "{}", retry_after="7")) as told, pytest.raises(SendFailed) as failed:
        sender(told.address)(MESSAGE)
    assert (failed.value.code, failed.value.retryable, failed.value.wait) == ("http_429", True, 7.0)
    assert not failed.value.ambiguous


@both
def test_where_nobody_listens_nothing_has_left(sender: Opened) -> None:
    with pytest.raises(SendFailed) as failed:
        sender(f"http://127.0.0.1:{free_port()}")(MESSAGE)
    assert (failed.value.code, failed.value.retryable, failed.value.ambiguous) == ("unreachable", True, False)


@both
def test_a_connection_that_breaks_leaves_the_outcome_open(sender: Opened) -> None:
    with provider(Said(hang_up=True)) as told, pytest.raises(SendFailed) as failed:
        sender(told.address)(MESSAGE)
    assert (failed.value.retryable, failed.value.ambiguous) == (False, True)


@both
@pytest.mark.parametrize("said", [Said(200, "<html>ok</html>"), Said(200, "[]"), Said(200, "")])
def test_a_yes_that_cannot_be_read_leaves_the_outcome_open(sender: Opened, said: Said) -> None:
    with provider(said) as told, pytest.raises(SendFailed) as failed:
        sender(told.address)(MESSAGE)
    assert (failed.value.code, failed.value.ambiguous) == ("unreadable_answer", True)


@pytest.mark.parametrize(
    ("status", "again"), [(500, True), (503, True), (401, True), (400, False), (302, False)]
)
def test_a_refusal_of_africas_talking_is_read_by_its_status(status: int, again: bool) -> None:
    with provider(Said(status, "no", location="http://127.0.0.1:1/")) as told:
        with pytest.raises(SendFailed) as failed:
            africastalking(told.address)(MESSAGE)
        assert len(told.asked) == 1
    assert (failed.value.code, failed.value.retryable) == (f"http_{status}", again)
    assert not failed.value.ambiguous


def test_a_time_limit_stands_on_every_call() -> None:
    kept: dict[str, object] = {}

    class Session(requests.Session):
        def request(self, *args: Any, **fields: Any) -> requests.Response:
            kept.update(fields)
            raise requests.ReadTimeout

    with pytest.raises(requests.ReadTimeout):
        AfricasTalkingSMS("u", "k", "http://127.0.0.1:1", Session()).send("x", ["+22376000001"])
    assert kept["timeout"] == LIMITS
    assert kept["allow_redirects"] is False
    assert TwilioAt("http://127.0.0.1:1", Session()).timeout == LIMITS


def test_a_channel_without_credentials_has_no_sender() -> None:
    assert senders(read_settings({})) == {}
