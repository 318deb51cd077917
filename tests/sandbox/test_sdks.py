"""The official SDKs, pointed at the sandbox, parse every answer: if they could not, the fake is wrong."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from africastalking.SMS import SMSService
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from sandbox.line import Line
from sandbox.phone import Phone
from tests.sandbox.conftest import NOW, Listener

Held = Callable[..., Phone]
TEXT = "A2417 S4 11 ML0701 NON VERIFIE 1 src VU auj. recu 14h05. OUI=recu VRAI FAUX AIDE"


class Sandboxed:
    """The SDK's own HTTP client, with the host of the address replaced."""

    def __init__(self, telco: str) -> None:
        self._telco = telco
        self._http = TwilioHttpClient(timeout=10)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return self._http.request(method, url.replace("https://api.twilio.com", self._telco), *args, **kwargs)

    def close(self) -> None:
        self._http.session.close()


@pytest.fixture
def africastalking(telco: str, line: Line) -> Any:
    service = SMSService(line.at_username, line.at_key)
    service._baseUrl = f"{telco}/version1"
    return service


@pytest.fixture
def twilio(telco: str, line: Line) -> Any:
    http = Sandboxed(telco)
    yield Client(line.twilio_sid, line.twilio_token, http_client=http)
    http.close()


def test_africastalking_delivers_to_a_handset(africastalking: Any, phone: Held, gateway: Listener) -> None:
    answer = africastalking.send(TEXT, ["+22376000003"])
    entry = answer["SMSMessageData"]["Recipients"][0]
    assert (entry["statusCode"], entry["status"], entry["messageParts"]) == (101, "Success", 1)
    assert [message["text"] for message in phone("+22376000003").read()] == [TEXT]
    receipts = gateway.until(2, "/receipt")
    assert [post.form["status"] for post in receipts] == ["Sent", "Success"]
    assert {post.form["id"] for post in receipts} == {entry["messageId"]}
    assert receipts[0].path == "/hooks/africastalking/token-a/receipt"


def test_africastalking_answers_each_recipient_by_itself(africastalking: Any) -> None:
    answer = africastalking.send("x", ["+22376000001", "+22370000000"], enqueue=True)
    codes = [entry["statusCode"] for entry in answer["SMSMessageData"]["Recipients"]]
    assert codes == [102, 403]
    assert answer["SMSMessageData"]["Message"].startswith("Sent to 1/2")


def test_africastalking_refuses_a_wrong_key(telco: str) -> None:
    service = SMSService("sandbox", "wrong")
    service._baseUrl = f"{telco}/version1"
    with pytest.raises(Exception, match="authentication is invalid"):
        service.send("x", ["+22376000001"])


def test_africastalking_lists_what_came_in(africastalking: Any, phone: Held) -> None:
    assert phone().write("22 ANSONGO")
    assert phone().write("13 GAO")
    first, second = africastalking.fetch_messages()["SMSMessageData"]["Messages"]
    assert (first["text"], first["to"], first["date"]) == ("22 ANSONGO", "38400", "2026-10-13T09:30:00Z")
    later = africastalking.fetch_messages(first["id"])["SMSMessageData"]["Messages"]
    assert [message["id"] for message in later] == [second["id"]]


def test_twilio_delivers_to_a_handset(twilio: Any, phone: Held, gateway: Listener) -> None:
    sent = twilio.messages.create(to="+22350000001", from_="+15005550006", body=TEXT)
    assert (sent.status, sent.direction, sent.num_segments) == ("queued", "outbound-api", "1")
    assert [message["text"] for message in phone("+22350000001").read()] == [TEXT]
    receipts = gateway.until(2, "/receipt")
    assert [post.form["MessageStatus"] for post in receipts] == ["sent", "delivered"]
    assert twilio.messages(sent.sid).fetch().status == "delivered"


def test_twilio_reports_where_it_was_asked_to(twilio: Any, line: Line, gateway: Listener) -> None:
    callback = f"{line.public_url}/hooks/twilio/other/receipt"
    twilio.messages.create(to="+22350000001", from_="+15005550006", body="x", status_callback=callback)
    assert gateway.until(1, "/receipt")[0].path == "/hooks/twilio/other/receipt"


def test_twilio_lists_what_came_in(twilio: Any, phone: Held) -> None:
    assert phone("+22350000001", "twilio").write("13 GAO")
    assert [(m.body, m.direction) for m in twilio.messages.list()] == [("13 GAO", "inbound")]


def test_twilio_lists_both_ways_by_end_and_day_page_by_page(twilio: Any, phone: Held) -> None:
    for n in range(3):
        assert phone("+22350000001", "twilio").write(f"13 GAO {n}")
    twilio.messages.create(to="+22350000002", from_="+15005550006", body="x")
    ours = twilio.messages.list(to="+15005550006", page_size=2)
    assert [message.body for message in ours] == ["13 GAO 2", "13 GAO 1", "13 GAO 0"]
    (sent,) = twilio.messages.list(to="+22350000002")
    assert sent.direction == "outbound-api"
    since = twilio.messages.list(date_sent_after=NOW)
    assert len(since) == 4
    assert twilio.messages.list(date_sent_after=NOW + timedelta(days=1)) == []


def test_a_lost_webhook_leaves_the_message_in_the_listing(
    africastalking: Any, client: httpx.Client, phone: Held, gateway: Listener
) -> None:
    client.put("/weather", json={"lose": 1.0})
    assert not phone().write("22 ANSONGO")
    assert gateway.posts == []
    listed = africastalking.fetch_messages()["SMSMessageData"]["Messages"]
    assert [message["text"] for message in listed] == ["22 ANSONGO"]


def test_africastalking_lists_a_hundred_at_a_time_oldest_first(africastalking: Any, phone: Held) -> None:
    for n in range(101):
        assert phone().write(f"22 ANSONGO {n}")
    first = africastalking.fetch_messages("0")["SMSMessageData"]["Messages"]
    assert [message["text"] for message in first] == [f"22 ANSONGO {n}" for n in range(100)]
    second = africastalking.fetch_messages(first[-1]["id"])["SMSMessageData"]["Messages"]
    assert [message["text"] for message in second] == ["22 ANSONGO 100"]


@pytest.mark.parametrize(("number", "code"), [("+33600000000", 21211), ("12", 21211)])
def test_twilio_refuses_with_its_own_codes(twilio: Any, number: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(to=number, from_="+15005550006", body="x")
    assert refused.value.code == code


def test_twilio_refuses_a_wrong_token(telco: str, line: Line) -> None:
    http = Sandboxed(telco)
    with pytest.raises(TwilioRestException) as refused:
        Client(line.twilio_sid, "wrong", http_client=http).messages.create(to="+22350000001", body="x")
    http.close()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_bad_weather_fails_a_send(africastalking: Any, client: httpx.Client) -> None:
    client.put("/weather", json={"fail": 1.0})
    with pytest.raises(Exception, match="Something went wrong"):
        africastalking.send("x", ["+22376000001"])


def test_receipts_may_come_before_the_answer_and_backwards(
    africastalking: Any, client: httpx.Client, gateway: Listener
) -> None:
    client.put("/weather", json={"receipts": "before"})
    africastalking.send("x", ["+22376000001"])
    assert [post.form["status"] for post in gateway.posts] == ["Sent", "Success"]
    client.put("/weather", json={"receipts": "reversed"})
    africastalking.send("y", ["+22376000001"])
    assert [post.form["status"] for post in gateway.until(4)[2:]] == ["Success", "Sent"]
