"""Orange, a phone, Kannel and Jasmin over real HTTP: what they are asked, and what becomes of it."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.channels.base import Send
from gateway.lines import Token
from gateway.senders import asks, senders
from gateway.settings import Settings, read_settings
from tests.gateway.provider import Said, free_port
from tests.gateway.receiver import receiver

MESSAGE = OutboundMessage("m1", "x", "+22376000001", "A2417 S4 11 ML0701 NON VERIFIE", "alert", "att-1")
JSON = partial(Said, content_type="application/json")
RECEIPTS = "https://lasomi.example.org/hooks/kannel/first/receipt"
TOKEN = JSON(200, '{"access_token": "t1", "expires_in": "3600"}')
TAKEN = JSON(201, '{"outboundSMSMessageRequest": {"resourceURL": "https://x/requests/r1"}}')


def settings(address: str, **more: str) -> Settings:
    environ = {
        "LASOMI_ORANGE_CLIENT_ID": "client",
        "LASOMI_ORANGE_CLIENT_SECRET": "secret",
        "LASOMI_ORANGE_SENDER": "+2230000",
        "LASOMI_ORANGE_API_URL": address,
        "LASOMI_ANDROID_URL": address,
        "LASOMI_ANDROID_USERNAME": "lasomi",
        "LASOMI_ANDROID_PASSWORD": "secret",
        "LASOMI_ANDROID_SIGNING_KEY": "key",
        "LASOMI_KANNEL_URL": address,
        "LASOMI_KANNEL_USERNAME": "lasomi",
        "LASOMI_KANNEL_PASSWORD": "secret",
        "LASOMI_KANNEL_SENDER": "36000",
        "LASOMI_INFOBIP_URL": address,
        "LASOMI_INFOBIP_API_KEY": "key",
        "LASOMI_INFOBIP_SENDER": "36000",
        "LASOMI_PUBLIC_URL": "https://lasomi.example.org",
        "LASOMI_HOOK_TOKENS": "kannel=first,second;infobip=third",
        "LASOMI_SANDBOX": "1",
    }
    return read_settings({**environ, **more})


def line(channel: str, address: str, **more: str) -> Send:
    return senders(settings(address, **more))[channel]


def test_orange_gives_a_token_and_takes_the_message_with_it() -> None:
    with receiver(TOKEN, TAKEN) as told:
        assert line("orange", told.address)(MESSAGE) == SendResult("accepted", "r1", "201")
    (asked, headers, body), (path, sent, message) = told.taken
    assert (asked, body) == ("/oauth/v3/token", b"grant_type=client_credentials")
    assert headers["authorization"] == "Basic " + base64.b64encode(b"client:secret").decode()
    assert path == "/smsmessaging/v1/outbound/tel%3A%2B2230000/requests"
    assert sent["authorization"] == "Bearer t1"
    assert json.loads(message) == {
        "outboundSMSMessageRequest": {
            "address": "tel:+22376000001",
            "senderAddress": "tel:+2230000",
            "outboundSMSTextMessage": {"message": MESSAGE.text},
        }
    }


def test_a_token_serves_more_than_one_message_and_a_name_is_shown_where_it_is_registered() -> None:
    with receiver(TOKEN, TAKEN) as told:
        send = line("orange", told.address, LASOMI_ORANGE_SENDER_NAME="WANEP")
        send(MESSAGE)
        send(MESSAGE)
    assert [path.rpartition("/")[2] for path, _, _ in told.taken] == ["token", "requests", "requests"]
    assert json.loads(told.taken[1][2])["outboundSMSMessageRequest"]["senderName"] == "WANEP"


def test_a_token_that_is_refused_is_renewed_once() -> None:
    renewed = JSON(200, '{"access_token": "t2"}')
    with receiver(TOKEN, Said(401), renewed, TAKEN) as told:
        assert line("orange", told.address)(MESSAGE).status == "accepted"
    assert [headers["authorization"][-2:] for _, headers, _ in told.taken[1::2]] == ["t1", "t2"]


def test_an_account_that_is_refused_twice_is_the_operators_affair() -> None:
    with receiver(TOKEN, Said(401), TOKEN, Said(401)) as told:
        assert line("orange", told.address)(MESSAGE).operator_alarm
    assert len(told.taken) == 4


@pytest.mark.parametrize("said", [Said(400, "{}"), Said(200, "{}"), Said(200, "no"), Said(hang_up=True)])
def test_without_a_token_nothing_has_left(said: Said) -> None:
    with receiver(said) as told, pytest.raises(SendFailed) as failed:
        line("orange", told.address)(MESSAGE)
    assert (failed.value.code, failed.value.retryable, failed.value.ambiguous) == ("no_token", True, False)


def test_a_token_is_renewed_after_fifty_minutes() -> None:
    given, now = iter(["t1", "t2"]), [0.0]
    token = Token(lambda: next(given), clock=lambda: now[0])
    assert token.value() == "t1"
    now[0] = 2999.0
    assert token.value() == "t1"
    now[0] = 3000.0
    assert token.value() == "t2"


def test_two_who_hear_that_a_token_is_refused_renew_it_once() -> None:
    given = iter(["t1", "t2", "t3"])
    token = Token(lambda: next(given), clock=lambda: 0.0)
    old = token.value()
    token.refused(old)
    assert token.value() == "t2"
    token.refused(old)
    assert token.value() == "t2"


def test_a_phone_gets_an_alert_before_everything_else() -> None:
    with receiver(JSON(202, '{"id": "att-1", "state": "Pending"}')) as told:
        send = line("android", told.address, LASOMI_ANDROID_SIM="2")
        assert send(MESSAGE) == SendResult("accepted", "att-1", "Pending")
        send(replace(MESSAGE, purpose="answer"))
    path, headers, body = told.taken[0]
    assert path == "/messages"
    assert headers["authorization"] == "Basic " + base64.b64encode(b"lasomi:secret").decode()
    assert json.loads(body) == {
        "id": "att-1",
        "textMessage": {"text": MESSAGE.text},
        "phoneNumbers": ["+22376000001"],
        "simNumber": 2,
        "ttl": 3600,
        "withDeliveryReport": True,
        "priority": 100,
    }
    assert "priority" not in json.loads(told.taken[1][2])


def test_each_network_is_written_to_by_the_sim_that_the_routes_name(tmp_path: Path) -> None:
    path = tmp_path / "routes.yaml"
    path.write_text("lines: {android: {sim: {orange: 1, malitel: 2}}}\nnetworks: {orange: [android]}\n")
    with receiver(JSON(202, '{"id": "att-1", "state": "Pending"}')) as told:
        send = line("android", told.address, LASOMI_ANDROID_SIM="3", LASOMI_ROUTES=str(path))
        for number in ("+22376000001", "+22365012345", "+22350000001"):
            send(replace(MESSAGE, urn=number))
    assert [json.loads(body)["simNumber"] for _, _, body in told.taken] == [1, 2, 3]


def test_a_phone_behind_a_server_has_another_path() -> None:
    with receiver(Said(202, '{"id": "att-1", "state": "Pending"}')) as told:
        line("android", told.address, LASOMI_ANDROID_PATH="/3rdparty/v1/messages")(MESSAGE)
    assert told.taken[0][0] == "/3rdparty/v1/messages"


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (Said(200, '{"id": "att-1", "state": "Sent"}'), SendResult("sent", "att-1", "Sent")),
        (Said(404), None),
    ],
)
def test_a_phone_is_asked_what_became_of_an_attempt(said: Said, result: SendResult | None) -> None:
    with receiver(said) as told:
        ask = asks(settings(told.address))["android"]
        assert ask(MESSAGE, datetime(2026, 7, 14, tzinfo=UTC)) == result
    assert told.taken[0][0] == "/messages/att-1"


def test_kannel_gets_the_text_and_where_to_tell_without_number_or_text_in_it() -> None:
    with receiver(Said(202, "0: Accepted for delivery")) as told:
        send = line("kannel", told.address, LASOMI_KANNEL_SMSC="orange")
        assert send(MESSAGE) == SendResult("accepted", "att-1", "0")
    path, headers, body = told.taken[0]
    assert (path, body.decode()) == ("/cgi-bin/sendsms", MESSAGE.text)
    assert headers["content-type"] == "text/plain; charset=UTF-8"
    named = {name: value for name, value in headers.items() if name.startswith("x-kannel-")}
    assert named == {
        "x-kannel-username": "lasomi",
        "x-kannel-password": "secret",
        "x-kannel-from": "36000",
        "x-kannel-to": "+22376000001",
        "x-kannel-coding": "0",
        "x-kannel-smsc": "orange",
        "x-kannel-dlr-mask": "31",
        "x-kannel-dlr-url": f"{RECEIPTS}?id=att-1&status=%d&smsc=%i&ts=%T",
    }


def test_kannel_is_told_when_a_text_needs_two_bytes() -> None:
    with receiver(Said(202, "0: Accepted for delivery")) as told:
        line("kannel", told.address)(replace(MESSAGE, text="danbɛ"))
    _, headers, body = told.taken[0]
    assert (headers["x-kannel-coding"], body.decode()) == ("2", "danbɛ")


def test_jasmin_gets_the_same_in_its_own_words() -> None:
    with receiver(Said(200, 'Success "0f1e"')) as told:
        send = line("kannel", told.address, LASOMI_KANNEL_API="jasmin")
        assert send(MESSAGE) == SendResult("accepted", "0f1e", "200")
        send(replace(MESSAGE, text="ɛɔ"))
    path, _, body = told.taken[0]
    assert path == "/send"
    assert dict(parse_qsl(body.decode())) == {
        "username": "lasomi",
        "password": "secret",
        "from": "36000",
        "to": "+22376000001",
        "content": MESSAGE.text,
        "coding": "0",
        "dlr": "yes",
        "dlr-level": "3",
        "dlr-method": "POST",
        "dlr-url": RECEIPTS,
    }
    wide = dict(parse_qsl(told.taken[1][2].decode()))
    assert (wide["coding"], wide["hex-content"]) == ("8", "025b0254")
    assert "content" not in wide


def test_infobip_is_asked_in_its_third_version() -> None:
    status = {"groupName": "PENDING", "name": "PENDING_ACCEPTED"}
    with receiver(JSON(200, json.dumps({"messages": [{"messageId": "att-1", "status": status}]}))) as told:
        said = line("infobip", told.address)(replace(MESSAGE, text="ߒߞߏ"))
    assert said == SendResult("accepted", "att-1", "PENDING_ACCEPTED")
    path, headers, body = told.taken[0]
    assert (path, headers["authorization"]) == ("/sms/3/messages", "App key")
    assert json.loads(body) == {
        "messages": [
            {
                "sender": "36000",
                "destinations": [{"to": "22376000001", "messageId": "att-1"}],
                "content": {"text": "ߒߞߏ"},
                "webhooks": {
                    "delivery": {"url": "https://lasomi.example.org/hooks/infobip/third/receipt"},
                    "contentType": "application/json",
                },
            }
        ]
    }


@pytest.mark.parametrize("channel", ["android", "kannel", "infobip"])
def test_where_nobody_listens_nothing_has_left(channel: str) -> None:
    with pytest.raises(SendFailed) as failed:
        line(channel, f"http://127.0.0.1:{free_port()}")(MESSAGE)
    assert (failed.value.code, failed.value.retryable, failed.value.ambiguous) == ("unreachable", True, False)


@pytest.mark.parametrize("channel", ["orange", "android", "kannel"])
def test_a_connection_that_breaks_leaves_the_outcome_open(channel: str) -> None:
    first = [TOKEN] if channel == "orange" else []
    with receiver(*first, Said(hang_up=True)) as told, pytest.raises(SendFailed) as failed:
        line(channel, told.address)(MESSAGE)
    assert (failed.value.retryable, failed.value.ambiguous) == (False, True)


def test_with_the_sandbox_on_no_line_leaves_this_machine() -> None:
    for name in ("LASOMI_ORANGE_API_URL", "LASOMI_ANDROID_URL", "LASOMI_KANNEL_URL"):
        with pytest.raises(Exception, match=name):
            settings("http://127.0.0.1:1", **{name: "https://gateway.example.org"})
