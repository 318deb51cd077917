"""A handset dials, answers, writes and reads, and the gateway is posted what the provider would post."""

from collections.abc import Callable

import httpx
import pytest
from twilio.request_validator import RequestValidator

from sandbox import twilio
from sandbox.handset import PAGES
from sandbox.line import Line
from sandbox.phone import NoNetworkError, Phone
from sandbox.switchboard import LOST
from sandbox.transcript import Transcript, steps
from sandbox.weather import NETWORKS, Network
from tests.sandbox.conftest import Listener

Held = Callable[..., Phone]


def test_a_call_carries_everything_typed_since_it_began(phone: Held, gateway: Listener) -> None:
    held = phone()
    assert held.dial("*384#").text == "typed "
    assert held.answer("2").text == "typed 2"
    assert held.answer("Ansongo").text == "typed 2*Ansongo"
    assert held.answer("9").ends
    requests = gateway.until(4, "/ussd")
    assert [post.form["text"] for post in requests] == ["", "2", "2*Ansongo", "2*Ansongo*9"]
    assert len({post.form["sessionId"] for post in requests}) == 1
    assert requests[0].form["phoneNumber"] == "+22376000001"
    assert requests[0].form["serviceCode"] == "*384#"


@pytest.mark.parametrize(("last", "status"), [("9", "Success"), (None, "Incomplete")])
def test_the_end_of_a_call_is_told(phone: Held, gateway: Listener, last: str | None, status: str) -> None:
    held = phone()
    held.dial("*384#")
    held.answer(last) if last else held.hang_up()
    end = gateway.until(1, "/ussd-end")[0].form
    assert (end["status"], end["input"]) == (status, last or "")
    assert end["hopsCount"] == ("2" if last else "1")


def test_another_code_reaches_nobody(phone: Held, gateway: Listener) -> None:
    screen = phone().dial("*999#")
    assert (screen.text, screen.ends, gateway.posts) == (LOST, True, [])


def test_a_call_belongs_to_its_phone(phone: Held) -> None:
    held, other = phone(), phone("+22376000002")
    held.dial("*384#")
    other.call = held.call
    with pytest.raises(NoNetworkError, match="fini"):
        other.answer("1")


def test_sms_by_africastalking(phone: Held, gateway: Listener) -> None:
    assert phone().write("22 ANSONGO")
    post = gateway.posts[0]
    assert post.path == "/hooks/africastalking/token-a/sms"
    assert (post.form["from"], post.form["text"], post.form["to"]) == ("+22376000001", "22 ANSONGO", "38400")


def test_sms_by_twilio_is_signed(phone: Held, gateway: Listener, line: Line) -> None:
    assert phone(channel="twilio").write("misi saba sonyala, Gao")
    post = gateway.posts[0]
    validator = RequestValidator(line.twilio_token)
    assert validator.validate(line.public_url + post.path, post.form, post.signature)
    assert (post.form["AccountSid"], post.form["NumMedia"]) == (line.twilio_sid, "0")


def test_the_published_signature() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio.signature(url, form, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_bad_weather_repeats_a_message(phone: Held, client: httpx.Client, gateway: Listener) -> None:
    client.put("/weather", json={"repeat": 3})
    assert phone().write("13.")
    assert len({post.form["id"] for post in gateway.until(3, "/sms")}) == 1


def test_slow_weather_takes_a_message_and_brings_it_later(
    phone: Held, client: httpx.Client, gateway: Listener
) -> None:
    client.put("/weather", json={"delay": 0.05, "reorder": True})
    assert all(phone().write(f"22 GAO {n}") for n in range(5))
    assert {post.form["text"] for post in gateway.until(5, "/sms")} == {f"22 GAO {n}" for n in range(5)}


def test_a_call_may_start_twice(phone: Held, client: httpx.Client, gateway: Listener) -> None:
    client.put("/weather", json={"start_twice": True})
    phone().dial("*384#")
    assert [post.form["text"] for post in gateway.until(2, "/ussd")] == ["", ""]


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"rain": 1}, "rain"),
        ({"fail": "much"}, "fail"),
        ({"receipts": "late"}, "receipts"),
        ({"repeat": -1}, "repeat"),
    ],
)
def test_impossible_weather_is_refused_by_name(
    client: httpx.Client, wanted: dict[str, object], named: str
) -> None:
    answer = client.put("/weather", json=wanted)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(named)


def test_a_made_up_number_of_another_country_has_one(phone: Held, gateway: Listener) -> None:
    phone("+22793000001").dial("*384#")
    assert gateway.until(1, "/ussd")[0].form["phoneNumber"] == "+22793000001"


@pytest.mark.parametrize(
    "number", ["+22370112233", "+22793123456", "+22370000001", "+22793000000", "76000001", "+33612345678"]
)
def test_only_made_up_numbers_have_a_handset(phone: Held, number: str) -> None:
    with pytest.raises(NoNetworkError, match="inventés"):
        phone(number).dial("*384#")


def test_an_operator_may_write_under_its_name(phone: Held, gateway: Listener) -> None:
    assert phone("Orange").write("Rechargez 1000F, bonus 200%")
    assert gateway.posts[0].form["from"] == "Orange"


def test_a_form_of_another_site_is_refused(client: httpx.Client) -> None:
    answer = client.post("/handset/+22376000001/sms", data={"text": "x"})
    assert answer.status_code == 415


def test_the_page_stands_alone(client: httpx.Client) -> None:
    page = client.get("/handset")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "onclick" not in page.text
    assert "<script>" not in page.text
    for name in set(PAGES) - {"handset.html"}:
        part = client.get(f"/handset/{name}")
        assert part.status_code == 200
        assert "http" not in part.text


def test_no_page_lies_beside_the_pages(client: httpx.Client) -> None:
    assert client.get("/handset/..%2fphone.py").status_code == 404
    assert client.get("/handset/phone.py").status_code == 404


def test_a_transcript_reads_as_it_was() -> None:
    transcript = Transcript("Un appel.")
    transcript.calls("new")
    transcript.typed("*384#")
    transcript.shown("Que se passe-t-il?\n1 Attaque, armes", ends=False)
    transcript.received("Merci.")
    written = "# Un appel.\n@ new\n> *384#\n< Que se passe-t-il? / 1 Attaque, armes\nsms< Merci.\n"
    assert str(transcript) == written
    assert [str(step) for step in steps(written)] == written.splitlines()[1:]
    assert [step.number for step in steps(written)] == [2, 3, 4, 5]


def test_a_call_that_the_network_drops_is_told_as_incomplete(
    phone: Held, client: httpx.Client, gateway: Listener
) -> None:
    held = phone()
    held.dial("*384#")
    client.post(f"/handset/{held.number}/drop", json={})
    assert gateway.until(1, "/ussd-end")[0].form["status"] == "Incomplete"
    with pytest.raises(NoNetworkError, match="fini"):
        held.answer("2")


def test_a_drop_may_go_untold(phone: Held, client: httpx.Client, gateway: Listener) -> None:
    client.put("/weather", json={"tells_drops": False})
    held = phone()
    held.dial("*384#")
    client.post(f"/handset/{held.number}/drop", json={})
    held.dial("*384#")
    held.hang_up()
    ends = gateway.until(1, "/ussd-end")
    assert [post.form["sessionId"] for post in ends] == [gateway.until(2, "/ussd")[1].form["sessionId"]]


def test_a_bad_network_loses_screens_that_the_gateway_gave(
    client: httpx.Client, gateway: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NETWORKS, "bad", Network(loss=1.0))
    body = {"code": "*384#", "network": "bad"}
    screen = client.post("/handset/+22376000001/dial", json=body).json()
    assert (screen["text"], screen["ends"], screen["lost"]) == (LOST, True, True)
    assert len(gateway.until(1, "/ussd")) == 1
    assert gateway.until(1, "/ussd-end")[0].form["status"] == "Incomplete"


def test_an_unknown_network_is_refused_by_name(client: httpx.Client) -> None:
    answer = client.post("/handset/+22376000001/dial", json={"code": "*384#", "network": "5G"})
    assert answer.status_code == 400
    assert answer.json()["reason"] == "network"
