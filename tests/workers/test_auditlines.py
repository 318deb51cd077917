"""Every row of the audit is a line of the log, in its order, once; a new process repeats a day (16.4.3)."""

import json
from datetime import timedelta

import pytest

from store import audit
from tests.workers.bureau import Bureau
from workers.auditlines import Lines
from workers.duties import duties


def act(bureau: Bureau, action: str) -> None:
    with bureau.house.database.write() as conn:
        about = {"account": "u1", "role": "monitor", "object": "secretid", "reason": "secretword"}
        audit.write(conn, bureau.house.vault, at=bureau.watch.at, action=action, **about)


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The acts, in the order of their rows."""
    printed = capsys.readouterr().err
    assert "secret" not in printed
    lines = [line for line in map(json.loads, printed.splitlines()) if line["event"] == "audit"]
    assert [line["row_id"] for line in lines] == sorted({line["row_id"] for line in lines})
    assert {line["account_id"] for line in lines} <= {"u1"}
    return [line["state"] for line in lines]


def test_each_row_is_said_once_and_without_what_it_was_about(
    bureau: Bureau, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Lines()
    act(bureau, "login")
    act(bureau, "denied")
    assert lines.tell(bureau.house, bureau.watch.at) == 2
    assert said(capsys) == ["login", "denied"]
    act(bureau, "key_issued")
    assert [lines.tell(bureau.house, bureau.watch.at) for _ in range(2)] == [1, 0]
    assert said(capsys) == ["key_issued"]


def test_a_new_process_says_the_last_day_again(bureau: Bureau, capsys: pytest.CaptureFixture[str]) -> None:
    act(bureau, "login")
    bureau.watch.at += timedelta(hours=25)
    act(bureau, "denied")
    assert Lines().tell(bureau.house, bureau.watch.at) == 1
    assert said(capsys) == ["denied"]


def test_the_clock_says_them_every_minute(bureau: Bureau) -> None:
    (duty,) = (each for each in duties(bureau.house) if each.name == "audit lines")
    assert duty.every == timedelta(minutes=1)
