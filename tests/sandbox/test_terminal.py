"""The handset in the terminal dials, answers, writes and receives, and keeps it all as a test case."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from core.errors import LasomiError
from ops.phone import Handset, Recorder, framed
from ops.phone import phone as run_phone
from sandbox.line import Line
from sandbox.phone import Phone
from tests.sandbox.conftest import Listener

Held = Callable[..., Phone]


def test_a_conversation(phone: Held, gateway: Listener, line: Line, telco: str) -> None:
    shown, asked = list[str](), list[tuple[str, str, str]]()

    def guess(screen: str, before: str, draft: str) -> str:
        asked.append((screen, before, draft))
        return "new"

    recorder = Recorder("Une conversation.", guess)
    handset = Handset(phone(), shown.append, recorder)
    _sent(telco, line, "Merci. Message bien recu.")
    handset.run(["*384#", "2", "!", "*384#", "9", "22 ANSONGO", "q", "never"])
    assert str(recorder.transcript).splitlines() == [
        "# Une conversation.",
        "sms< Merci. Message bien recu.",
        "@ new",
        "> *384#",
        "< typed ",
        "> 2",
        "< typed 2",
        "@ new",
        "> *384#",
        "< typed ",
        "> 9",
        "<< typed 9",
        "sms> 22 ANSONGO",
    ]
    assert asked == [("typed ", "", ""), ("typed ", "new", "2")]
    assert [post.form["text"] for post in gateway.until(1, "/sms")] == ["22 ANSONGO"]
    assert [post.form["status"] for post in gateway.until(2, "/ussd-end")] == ["Incomplete", "Success"]
    assert shown[0] == "SMS 38400: Merci. Message bien recu."


def _sent(telco: str, line: Line, text: str) -> None:
    """What the gateway would send to the phone."""
    said = {"username": line.at_username, "to": "+22376000001", "message": text}
    with httpx.Client() as provider:
        provider.post(f"{telco}/version1/messaging", data=said, headers={"apiKey": line.at_key})


def test_a_screen_is_framed_like_a_phone() -> None:
    rows = framed("Que se passe-t-il?\n" + "x" * 31).splitlines()
    assert {len(row) for row in rows} == {34}
    assert len(rows) == 5


def test_a_refused_number_is_told_without_another_remedy(telco: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "*384#")
    with pytest.raises(LasomiError, match="inventés") as refused:
        run_phone(country="ml", number="+33612345678", channel="africastalking", telco=telco, record=None)
    assert "demo" not in refused.value.sentence


def test_without_a_sandbox_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(LasomiError, match="demo --stay"):
        run_phone(country="ml", number="", channel="africastalking", telco="http://127.0.0.1:9", record=None)
