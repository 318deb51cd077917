"""What the fake provider writes down is what a phone got, and nothing else."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.chaos.provider import Provider
from benchmarks.chaos.wire import Request, Torn

FORM = b"to=%2B22376000001&message=A2417&username=lasomi"


def asked(provider: Provider, method: str, target: str, body: bytes = b"") -> int:
    return asyncio.run(provider.answer(Request(method, target, {}, body)))[0]


def test_a_look_whether_the_line_stands_is_no_send(tmp_path: Path) -> None:
    records = tmp_path / "records"
    provider = Provider(records)
    assert asked(provider, "HEAD", "/") == 200
    assert not records.exists()
    assert asked(provider, "POST", "/version1/messaging", FORM) == 200
    assert len(records.read_text(encoding="utf-8").splitlines()) == 1


def test_in_a_black_out_a_look_finds_nobody(tmp_path: Path) -> None:
    provider = Provider(tmp_path / "records")
    assert asked(provider, "POST", "/chaos/faults", b'{"black_out": true}') == 200
    with pytest.raises(Torn):
        asked(provider, "HEAD", "/")
