"""Whatever bytes a webhook is sent, they are kept as they came, set aside, or refused for their size."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from gateway.house import House
from gateway.metrics import QUARANTINED
from gateway.reading import LARGEST, read_form
from store.database import Database
from store.keys import Keys
from store.spool import Spool
from tests.gateway.line import FORM, SMS, Broken, Line, house, open_line

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House) -> Iterator[Line]:
    with open_line(one) as opened:
        yield opened


def test_more_than_16_kb_is_413(line: Line) -> None:
    room = LARGEST - len(urlencode({**FORM, "text": ""}))
    assert line.post(SMS, {**FORM, "text": "a" * room}).status_code == 200
    assert line.post(SMS, {**FORM, "id": "ATXid_2", "text": "a" * (room + 1)}).status_code == 413
    assert len(line.rows("inbox")) == 1


def test_the_size_is_counted_whatever_is_announced(line: Line) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b"a" * 1024

    assert line.post(SMS, content=endless(), headers=URLENCODED).status_code == 413


def test_a_wrong_token_is_told_before_the_body_is_read(line: Line) -> None:
    assert line.post("/hooks/africastalking/x/sms", {"text": "a" * 100_000}).status_code == 404


@pytest.mark.parametrize(
    ("content_type", "body", "reason"),
    [
        ("application/json", b'{"from": "+22376000001"}', "unreadable"),
        ("multipart/form-data; boundary=x", b"--x--", "unreadable"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"from=%2B22376000001", "unreadable"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 101), "too_many_fields"),
        ("application/x-www-form-urlencoded", b"", "no_sender"),
        ("application/x-www-form-urlencoded", b"\xff\xfe\x00", "no_sender"),
    ],
)
def test_nonsense_is_set_aside_and_answered_200(
    line: Line, content_type: str, body: bytes, reason: str
) -> None:
    before = QUARANTINED.labels(reason)._value.get()
    answer = line.post(SMS, content=body, headers={"content-type": content_type})
    assert (answer.status_code, answer.content) == (200, b"")
    (row,) = line.rows("quarantine")
    assert (row["reason"], row["channel"]) == (reason, "africastalking")
    assert QUARANTINED.labels(reason)._value.get() == before + 1
    vault = line.house.vault
    where = {"table": "quarantine", "row": row["id"], "purpose": "payload"}
    assert vault.open("day", row["key_day"], row["sealed"], **where) == body


def test_what_was_typed_into_a_field_name_is_not_shown(line: Line) -> None:
    line.post(SMS, content=b"il+s%27appelle+Awa&id=1", headers=URLENCODED)
    assert line.rows("quarantine")[0]["fields"] == "? id"


def test_bytes_that_no_alphabet_explains_are_kept_as_they_came_and_read_as_well_as_can_be(line: Line) -> None:
    body = b"id=1&from=%2B22376000001&text=betail%E9+vol%E9"
    line.post(SMS, content=body, headers=URLENCODED)
    assert line.bodies()[0]["text"] == "betail\ufffd vol\ufffd"
    assert [row["reason"] for row in line.rows("quarantine")] == ["charset"]


def test_broken_bytes_are_no_reason_to_refuse_while_the_database_is_away(one: House) -> None:
    """It is in the spool as it was read, with the 200 (`reliability.md` §3)."""
    with open_line(one, committer=Broken(one.database)) as line:
        body = b"id=1&from=%2B22376000001&text=betail%E9"
        assert line.post(SMS, content=body, headers=URLENCODED).status_code == 200
        Spool(one.settings.spool_dir, one.vault).flush(one.database)
        assert [told["text"] for told in line.bodies()] == ["betail\ufffd"]


def test_what_comes_again_lies_in_quarantine_once(line: Line) -> None:
    body = b"id=1&from=%2B22376000001&text=betail%E9"
    before = QUARANTINED.labels("charset")._value.get()
    for _ in range(3):
        assert line.post(SMS, content=body, headers=URLENCODED).status_code == 200
    assert len(line.rows("inbox")) == len(line.rows("quarantine")) == 1
    assert QUARANTINED.labels("charset")._value.get() == before + 1


def test_a_declared_alphabet_is_believed(line: Line) -> None:
    body = b"id=1&from=%2B22376000001&text=b%E9tail+vol\xe9"
    line.post(
        SMS, content=body, headers={"content-type": URLENCODED["content-type"] + "; charset=ISO-8859-1"}
    )
    assert line.bodies()[0]["text"] == "bétail volé"
    assert line.rows("quarantine") == []


@pytest.mark.parametrize(
    "text", ["ɛɔɲŋ ⵜⴰⵎ ߒߞߏ عربي 😀", "\ufeff\u202e\u200b", "=cmd()", "a\x01\x1b\r\n", "ｅ", "é"]
)
def test_valid_text_is_kept_byte_for_byte(line: Line, text: str) -> None:
    line.post(SMS, {**FORM, "text": text + "\x00"})
    assert line.bodies()[0]["text"] == text


def test_a_form_with_blanks_keeps_them() -> None:
    assert read_form("", b"a=&b&c=1&a=2").fields == (("a", ""), ("b", ""), ("c", "1"), ("a", "2"))
