"""A phone used as a gateway is a filing cabinet: the machine says so as long as the channel is on (P14)."""

from typing import Any

import pytest

from core.errors import LasomiError
from gateway.checks import LOOKS, Check, Scene
from gateway.checks.outside import gateway_phone
from gateway.queue import Doorbell
from gateway.settings import Settings

AWAY = LasomiError("away")
TOKEN = "a-token-of-thirty-two-letters-000"


def checks(**set_: Any) -> list[Check]:
    settings = Settings.model_construct(**{"channel": "africastalking", "hook_tokens": {}} | set_)
    scene = Scene(settings, None, AWAY, AWAY, AWAY, AWAY, AWAY, None, Doorbell(""))  # type: ignore[arg-type]
    return list(gateway_phone(scene))


@pytest.mark.parametrize("set_", [{"channel": "android"}, {"hook_tokens": {"android": (TOKEN,)}}])
def test_it_is_said_while_the_channel_is_on(set_: dict[str, Any]) -> None:
    (check,) = checks(**set_)
    assert check.state == "degraded"
    assert "garde chaque SMS" in check.sentence
    for condition in ("chiffré", "PIN", "24 h", "local"):
        assert condition in check.remedy


@pytest.mark.parametrize("set_", [{}, {"hook_tokens": {"twilio": (TOKEN,)}}])
def test_nothing_is_said_without_one(set_: dict[str, Any]) -> None:
    assert checks(**set_) == []


def test_the_machine_looks_for_it() -> None:
    assert gateway_phone in LOOKS
