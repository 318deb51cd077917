"""Conversations of new callers are played over a running sandbox, from phones that have never called."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from core.errors import LasomiError
from ops.play import play
from ops.playing import OnTelco
from sandbox.line import Line
from sandbox.phone import Phone
from tests.sandbox.conftest import Listener

Held = Callable[..., Phone]


def test_over_a_telco(telco: str, tmp_path: Path, gateway: Listener) -> None:
    text = "@ new\n> *384#\n< typed \n> 2\n< typed 2\n= anything\n> 9\n<< typed 2*9\nsms> 22 GAO\n"
    path = tmp_path / "call.txt"
    path.write_text(text + "@ language=fr\n> *384#\n< never compared\n", "utf-8")
    assert play([path], telco=telco, as_json=False) == 0
    path.write_text(text.replace("typed 2*9", "typed 9"), "utf-8")
    assert play([path], telco=telco, as_json=False) == 1
    numbers = {post.form["phoneNumber"] for post in gateway.until(6, "/ussd")}
    assert numbers == {"+22350000099"}


def test_what_cannot_be_played_over_a_telco_is_no_success(telco: str, tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text("@ language=fr\n> *384#\n< x\n", "utf-8")
    assert play([path], telco=telco, as_json=False) == 1


def test_sms_come_in_their_order(client: httpx.Client, phone: Held, line: Line) -> None:
    playing = OnTelco(phone)
    playing.caller("new")
    for text in ("Un.", "Deux."):
        form = {"username": line.at_username, "to": "+22376000001", "message": text}
        client.post("/version1/messaging", data=form, headers={"apiKey": line.at_key})
    assert [playing.received(), playing.received()] == ["sms< Un.", "sms< Deux."]


def test_without_a_telco_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text("@ new\n> *384#\n< x\n", "utf-8")
    with pytest.raises(LasomiError, match=r"127\.0\.0\.1:9"):
        play([path], telco="http://127.0.0.1:9", as_json=False)
