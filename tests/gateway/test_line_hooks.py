"""What Orange, a phone, Kannel and Jasmin post to their addresses, over HTTP, to the row it becomes."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx
import pytest

from store.database import Database
from store.keys import Keys
from tests.gateway.line import Line, house, open_line
from tests.gateway.tables import table

ORANGE, ANDROID, KANNEL = "o" * 43, "a" * 43, "k" * 43
KEY = "secret"
SETTINGS = {
    "LASOMI_HOOK_TOKENS": f"orange={ORANGE};android={ANDROID};kannel={KANNEL}",
    "LASOMI_ANDROID_SIGNING_KEY": KEY,
}
EVENT: dict[str, Any] = next(case["json"] for case in table("android"))


@pytest.fixture
def line(database: Database, keys: Keys, at: datetime) -> Iterator[Line]:
    with open_line(house(database, keys, at, **SETTINGS)) as opened:
        yield opened


def signed(body: bytes, key: str = KEY, timestamp: str = "1763676000") -> Mapping[str, str]:
    signature = hmac.new(key.encode(), body + timestamp.encode(), hashlib.sha256).hexdigest()
    return {"x-signature": signature, "x-timestamp": timestamp}


def post(line: Line, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
    return line.post(path, content=body, headers={"content-type": "application/json", **(headers or {})})


def test_an_sms_of_orange_is_accepted_once_however_often_it_comes(line: Line) -> None:
    body = json.dumps(table("orange")[0]["json"]).encode()
    for _ in range(3):
        answer = post(line, f"/hooks/orange/{ORANGE}/sms", body)
        assert (answer.status_code, answer.text) == (200, "")
    assert [row["text"] for row in line.bodies(kind="sms")] == ["22 ANSONGO"]


def test_an_sms_of_a_phone_that_comes_under_two_events_is_one(line: Line) -> None:
    for event in ("Ey6ECgOkVVFjz3CL48B8C", "Zz7ECgOkVVFjz3CL48B8D"):
        body = json.dumps({**EVENT, "id": event}).encode()
        answer = post(line, f"/hooks/android/{ANDROID}/sms", body, signed(body))
        assert (answer.status_code, answer.json()) == (200, {})
    assert len(line.bodies(kind="sms")) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-signature": "", "x-timestamp": "1763676000"},
        signed(b"x"),
        signed(json.dumps(EVENT).encode(), "other"),
    ],
)
def test_a_phone_that_signs_wrongly_is_401(line: Line, headers: Mapping[str, str]) -> None:
    body = json.dumps(EVENT).encode()
    assert post(line, f"/hooks/android/{ANDROID}/sms", body, headers).status_code == 401
    assert line.rows("inbox") == []


def test_the_signature_is_that_of_the_documented_vector() -> None:
    body = b'{"event":"sms:received"}'
    assert signed(body)["x-signature"] == "5f98ff240bdd0d004877c97dacbc04ede7e8dbd3aaf7b71bb7d67b5d8abfa83b"


def test_an_old_timestamp_is_not_refused(line: Line) -> None:
    body = json.dumps(EVENT).encode()
    answer = post(line, f"/hooks/android/{ANDROID}/sms", body, signed(body, timestamp="1600000000"))
    assert (answer.status_code, len(line.rows("inbox"))) == (200, 1)


def test_kannel_asks_by_get_and_hears_nothing_that_it_could_send(line: Line) -> None:
    query = next(case["query"] for case in table("kannel") if "N'Ko" in case["label"])
    answer = line.get(f"/hooks/kannel/{KANNEL}/sms?{query}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert [row["text"] for row in line.bodies(kind="sms")] == ["ߒߞߏ"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_jasmin_hears_that_it_need_not_come_again(line: Line, method: str) -> None:
    fields = {"id": "j1", "from": "22376000001", "to": "36000", "origin-connector": "orange", "content": "x"}
    path = f"/hooks/kannel/{KANNEL}/sms"
    answer = line.post(path, fields) if method == "post" else line.get(path, params=fields)
    assert (answer.status_code, answer.text) == (200, "ACK/Jasmin")
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(line.bodies(kind="sms")) == 1


def test_only_kannel_may_ask_by_get(line: Line) -> None:
    for channel, token in {"orange": ORANGE, "android": ANDROID}.items():
        assert line.get(f"/hooks/{channel}/{token}/sms?from=%2B22376000001").status_code == 404


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "unreadable"),
        (b"{", "unreadable"),
        (b"[]", "unreadable"),
        (b"null", "unreadable"),
        (b'"text"', "unreadable"),
        (b"[" * 8000, "unreadable"),
        (b'{"a":' * 2000 + b"1" + b"}" * 2000, "unreadable"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "unreadable"),
        (json.dumps({str(n): n for n in range(101)}).encode(), "too_many_fields"),
        (b"{}", "no_sender"),
        (b'{"senderAddress": ["tel:+22376000001"], "message": {"message": null}}', ""),
    ],
)
def test_nonsense_is_200_and_set_aside(line: Line, body: bytes, reason: str) -> None:
    answer = post(line, f"/hooks/orange/{ORANGE}/sms", body)
    assert (answer.status_code, answer.text) == (200, "")
    assert [row["reason"] for row in line.rows("quarantine")] == ([reason] if reason else [])


def test_bytes_that_are_no_utf_8_are_kept_twice(line: Line) -> None:
    body = json.dumps(table("orange")[0]["json"]).encode().replace(b"ANSONGO", b"ANSONG\xc9")
    assert post(line, f"/hooks/orange/{ORANGE}/sms", body).status_code == 200
    assert [row["reason"] for row in line.rows("quarantine")] == ["charset"]
    assert [row["text"] for row in line.bodies(kind="sms")] == ["22 ANSONG\ufffd"]


def test_what_kannel_asked_by_get_can_be_read_again_from_the_quarantine(line: Line) -> None:
    query = "id=k9&from=%2B22376000001&to=36000&charset=UTF-8&text=%C3%28"
    line.get(f"/hooks/kannel/{KANNEL}/sms?{query}")
    (row,) = line.rows("quarantine")
    vault = line.house.vault
    raw = vault.open(
        "day", row["key_day"], row["sealed"], table="quarantine", row=row["id"], purpose="payload"
    )
    assert raw.decode() == query


def test_every_case_of_the_tables_is_answered_200(line: Line) -> None:
    """What a person typed is never an error (`channels.md` §17: others answer 400 here)."""
    for case in [*table("orange"), *table("android")]:
        if "parse" in case:
            channel, token = ("orange", ORANGE) if case in table("orange") else ("android", ANDROID)
            body = json.dumps(case["json"]).encode()
            path = f"/hooks/{channel}/{token}/{case['parse']}"
            assert post(line, path, body, signed(body)).status_code == 200, case["label"]
    for case in table("kannel"):
        if "query" in case:
            assert line.get(f"/hooks/kannel/{KANNEL}/{case['parse']}?{case['query']}").status_code == 200
