"""What is answered and what is on disk, for every table of the channels and every way to get it wrong."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import pytest
from twilio.request_validator import RequestValidator

from gateway.channels import CHANNELS
from gateway.channels.twilio import EMPTY_TWIML
from gateway.house import House
from gateway.metrics import ACCEPTED, MEDIA
from gateway.queue import Doorbell
from store import tables
from store.database import Database, ms
from store.keys import Keys
from tests.gateway.line import (
    FORM,
    PUBLIC,
    SECOND,
    SMS,
    TOKEN,
    TWILIO,
    Broken,
    Full,
    Hanging,
    Line,
    house,
    in_country,
    open_line,
)
from tests.gateway.rooms import mali
from tests.gateway.tables import table


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House) -> Iterator[Line]:
    with open_line(one) as opened:
        yield opened


def signed(path: str, form: dict[str, str]) -> dict[str, str]:
    return {"x-twilio-signature": RequestValidator("12345").compute_signature(PUBLIC + path, form)}


def posted(line: Line, channel: str, kind: str, form: dict[str, str], token: str = "") -> Any:
    """A form as its provider posts it: to its token, and signed where it signs."""
    path = f"/hooks/{channel}/{token or (TWILIO if channel == 'twilio' else TOKEN)}/{kind}"
    if channel != "twilio":
        return line.post(path, form)
    form = {"AccountSid": "AC1", **form}
    return line.post(path, form, headers=signed(path, form))


def test_an_sms_is_on_disk_sealed_before_the_answer(line: Line, at: datetime) -> None:
    before = ACCEPTED.labels("africastalking")._value.get()
    answer = line.post(SMS, {**FORM, "date": "2026-07-14T14:04:00Z"})
    assert (answer.status_code, answer.content) == (200, b"")
    (body,) = line.bodies()
    row = body.pop("row")
    assert body == {
        "urn": "+22376000001",
        "text": "22 ANSONGO",
        "sent": "2026-07-14T14:04:00+00:00",
        "recipient": "36000",
        "origin": "token",
        "foreign": False,
        "operator": "orange",
        "way": "posted",
    }
    assert (row["channel"], row["kind"], row["state"], row["late"]) == ("africastalking", "sms", "new", False)
    assert row["received_at"] == row["due_at"] == ms(at)
    assert ACCEPTED.labels("africastalking")._value.get() == before + 1
    assert b"22376000001" not in b"".join(v for v in row.values() if isinstance(v, bytes))


def test_a_message_that_comes_again_is_one_row(line: Line) -> None:
    assert {answer.status_code for answer in line.at_once(SMS, [FORM] * 30)} == {200}
    line.post(f"/hooks/africastalking/{SECOND}/sms", FORM)
    assert len(line.rows("inbox")) == 1


def test_a_day_late_is_marked(line: Line) -> None:
    line.post(SMS, {**FORM, "date": "2026-07-13T14:04:00Z"})
    assert line.rows("inbox")[0]["late"] is True


@pytest.mark.parametrize("channel", ["africastalking", "twilio"])
def test_every_case_of_a_channel_is_answered_and_kept_or_set_aside(line: Line, channel: str) -> None:
    for case in table(channel):
        if case.get("parse") in {None, "ussd", "ussd-end"}:
            continue
        for name in ("inbox", "quarantine"):
            empty(line, name)
        answer = posted(line, channel, case["parse"], case["form"])
        expected = EMPTY_TWIML if (channel, case["parse"]) == ("twilio", "sms") else ""
        assert (answer.status_code, answer.text) == (200, expected), case["label"]
        foreign = case.get("expect", {}).get("foreign", False)
        reason = "bad_number" if foreign else case.get("quarantine")
        assert [row["reason"] for row in line.rows("quarantine")] == [reason] * bool(reason), case["label"]
        assert len(line.rows("inbox")) == (not reason and "ignore" not in case), case["label"]


@pytest.mark.parametrize("channel", ["africastalking", "twilio"])
def test_every_case_finds_nothing_at_a_wrong_token(line: Line, channel: str) -> None:
    unknown = line.post("/nowhere", {})
    for case in table(channel):
        if "parse" in case:
            answer = posted(line, channel, case["parse"], case["form"], token="x" * 43)
            assert (answer.status_code, answer.content) == (404, unknown.content), case["label"]
    assert (line.rows("inbox"), line.rows("quarantine")) == ([], [])


@pytest.mark.parametrize("channel", ["africastalking", "twilio"])
def test_a_form_of_one_provider_is_nothing_to_the_other(line: Line, channel: str) -> None:
    other = ({"africastalking", "twilio"} - {channel}).pop()
    for case in table(channel):
        if case.get("parse") in CHANNELS[other].parsers and case["parse"] != "ussd":
            assert posted(line, other, case["parse"], case["form"]).status_code == 200, case["label"]
            path = f"/hooks/twilio/{TWILIO}/sms"
            assert line.post(path, case["form"]).status_code == 401, case["label"]
    assert line.rows("inbox") == []


def empty(line: Line, name: str) -> None:
    with line.house.database.write() as conn:
        conn.execute(tables.metadata.tables[name].delete())


@pytest.mark.parametrize(
    "path",
    [
        "/hooks/africastalking/x/sms",
        f"/hooks/twilio/{TOKEN}/sms",
        f"/hooks/orange/{TOKEN}/sms",
        f"/hooks/africastalking/{TOKEN}/sns",
        f"/hooks/twilio/{TWILIO}/ussd",
        f"/hooks/africastalking/{TOKEN}",
        f"/hooks/africastalking/{TOKEN}é/sms",
        f"/hooks/africastalking/{TOKEN}/sms/more",
    ],
)
def test_an_address_that_is_none_answers_like_any_other(line: Line, path: str) -> None:
    answer, unknown = line.post(path, FORM), line.post("/nowhere", FORM)
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert answer.headers == unknown.headers
    assert line.rows("inbox") == []


def test_a_get_finds_nothing(line: Line) -> None:
    assert line.get(SMS).status_code == 404


@pytest.mark.parametrize("signature", ["", "x", "RSOYDt4T1cUTdK1PDd93/VVr8B8="])
def test_twilio_without_its_signature_is_401_and_nothing_is_kept(line: Line, signature: str) -> None:
    path = f"/hooks/twilio/{TWILIO}/sms"
    form = {"MessageSid": "SM1", "AccountSid": "AC1", "From": "+22376000001", "Body": "x"}
    headers = {"x-twilio-signature": signature} if signature else {}
    assert line.post(path, form, headers=headers).status_code == 401
    assert line.post(path, {**form, "AccountSid": "AC2"}, headers=signed(path, form)).status_code == 401
    assert (line.rows("inbox"), line.rows("quarantine")) == ([], [])


def test_twilio_signs_the_query_too(line: Line) -> None:
    path = f"/hooks/twilio/{TWILIO}/sms?a=1&b=%20x"
    form = {"MessageSid": "SM1", "AccountSid": "AC1", "From": "+22376000001", "Body": "x"}
    answer = line.post(path, form, headers=signed(path, form))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml")
    assert line.bodies()[0]["origin"] == "proven"


def test_the_host_of_the_request_changes_nothing(line: Line) -> None:
    path = f"/hooks/twilio/{TWILIO}/sms"
    form = {"MessageSid": "SM1", "AccountSid": "AC1", "From": "+22376000001", "Body": "x"}
    forged = {"x-twilio-signature": RequestValidator("12345").compute_signature("http://evil" + path, form)}
    assert line.post(path, form, headers={**forged, "host": "evil"}).status_code == 401
    assert line.post(path, form, headers={**signed(path, form), "host": "evil"}).status_code == 200


def test_a_number_of_a_country_that_is_not_welcome_is_set_aside(one: House) -> None:
    form = {**FORM, "from": "+33612345678"}
    with open_line(one) as line:
        assert line.post(SMS, form).status_code == 200
        assert [row["reason"] for row in line.rows("quarantine")] == ["bad_number"]
    welcoming = replace(mali().settings, accept_from=("FR",))
    with open_line(in_country(one, replace(mali(), settings=welcoming))) as line:
        line.post(SMS, form)
        assert line.bodies()[0]["foreign"] is True


def test_pictures_are_counted(line: Line) -> None:
    before = MEDIA.labels("twilio")._value.get()
    form = {"MessageSid": "SM1", "From": "+22376000001", "Body": "", "NumMedia": "3"}
    assert posted(line, "twilio", "sms", form).status_code == 200
    assert MEDIA.labels("twilio")._value.get() == before + 3


def test_receipts_and_opt_outs_are_on_disk_like_a_message(line: Line) -> None:
    receipt = {"id": "ATXid_9", "status": "Failed", "failureReason": "UserInBlackList"}
    assert posted(line, "africastalking", "receipt", receipt).content == b""
    optout = {"senderId": "36000", "phoneNumber": "+22376000002"}
    assert posted(line, "africastalking", "optout", optout).content == b""
    first, second = line.bodies()
    assert first.pop("row")["kind"] == "receipt"
    assert first == {
        "message_id": "ATXid_9",
        "status": "failed",
        "code": "UserInBlackList",
        "temporary": False,
        "opted_out": True,
    }
    assert second.pop("row")["kind"] == "optout"
    assert second == {"urn": "+22376000002", "cause": "provider"}
    posted(line, "africastalking", "receipt", receipt)
    posted(line, "africastalking", "optout", optout)
    assert len(line.rows("inbox")) == 2


@pytest.mark.parametrize("away", [Broken, Hanging])
def test_with_the_database_away_it_is_in_the_spool_before_the_answer(one: House, away: Any) -> None:
    with open_line(one, committer=away(one.database)) as line:
        assert line.post(SMS, FORM).status_code == 200
        (file,) = one.settings.spool_dir.glob("*.spool")
        assert b"22376000001" not in file.read_bytes()
    with open_line(one) as line:
        line.run(line.app.state.intake.flush(one.database))
        assert [body["text"] for body in line.bodies()] == ["22 ANSONGO"]
        assert not list(one.settings.spool_dir.glob("*.spool"))


def test_with_the_spool_full_too_it_is_503(one: House) -> None:
    spool = Full(one.settings.spool_dir, one.vault)
    with open_line(one, committer=Broken(one.database), spool=spool) as line:
        assert line.post(SMS, FORM).status_code == 503
        assert line.post(SMS, {"id": "1"}).status_code == 503, "a quarantine needs the database"
        end = {"sessionId": "S1", "phoneNumber": "+22376000001", "serviceCode": "*384#"}
        assert line.post(f"/hooks/africastalking/{TOKEN}/ussd-end", end).status_code == 200


def test_the_bell_rings_for_what_is_due_and_once_for_many(one: House) -> None:
    bell = Bell()
    with open_line(replace(one, queue=cast("Doorbell", bell))) as line:
        line.at_once(SMS, [{**FORM, "id": str(n)} for n in range(20)])
        line.run(asyncio.sleep(0))
        for _ in range(100):
            line.get("/healthz")
    assert 1 <= len(bell.rung) < 20
    assert set(bell.rung) == {"drain"}


class Bell:
    """A doorbell that remembers."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def ring(self, name: str) -> bool:
        self.rung.append(name)
        return True

    def answers(self) -> bool | None:
        return None

    def close(self) -> None:
        """Nothing to close."""
