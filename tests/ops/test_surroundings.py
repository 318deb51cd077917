"""What is not set is filled in: tokens that stay, the sandbox's secrets, our address. What is set stands."""

from pathlib import Path

import pytest

from core.errors import Misconfigured
from ops.surroundings import kept_tokens, surroundings


def bare(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"HOME": str(tmp_path), **more}


def test_a_bare_machine_gets_tokens_that_stay(tmp_path: Path) -> None:
    first = surroundings(bare(tmp_path), port=8000, telco_port=8100)
    again = surroundings(bare(tmp_path), port=8000, telco_port=8100)
    assert first.settings.hook_tokens == again.settings.hook_tokens
    assert list(first.settings.hook_tokens) == ["africastalking"]
    assert first.tokens_file
    assert first.tokens_file.stat().st_mode & 0o777 == 0o600
    assert not first.tokens_file.is_relative_to(first.settings.data_dir)


def test_the_sandbox_brings_both_providers_and_their_secrets(tmp_path: Path) -> None:
    around = surroundings(bare(tmp_path, LASOMI_SANDBOX="1"), port=8000, telco_port=8100)
    assert around.telco_port == 8100
    assert around.settings.sandbox == "http://127.0.0.1:8100"
    assert set(around.settings.hook_tokens) == {"africastalking", "twilio"}
    assert around.settings.twilio_api_url == around.settings.africastalking_api_url == around.settings.sandbox
    other = surroundings(bare(tmp_path, LASOMI_SANDBOX="1"), port=8000, telco_port=8100)
    assert other.environment["LASOMI_TWILIO_AUTH_TOKEN"] != around.environment["LASOMI_TWILIO_AUTH_TOKEN"]


def test_a_sandbox_elsewhere_is_not_started_by_us(tmp_path: Path) -> None:
    around = surroundings(bare(tmp_path, LASOMI_SANDBOX="http://127.0.0.1:9000"), port=8000, telco_port=8100)
    assert around.telco_port is None


def test_what_is_set_stands(tmp_path: Path) -> None:
    given = {
        "LASOMI_HOOK_TOKENS": "africastalking=" + "t" * 43,
        "LASOMI_PUBLIC_URL": "https://lasomi.example.org",
    }
    around = surroundings(bare(tmp_path, **given), port=8000, telco_port=8100, data=tmp_path / "d")
    assert around.tokens_file is None
    assert around.settings.public_url == "https://lasomi.example.org"
    assert around.settings.data_dir == tmp_path / "d"


def test_a_setting_that_nobody_knows_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="LASOMI_DATA_DIRR"):
        surroundings(bare(tmp_path, LASOMI_DATA_DIRR="x"), port=8000, telco_port=8100)


def test_every_line_that_is_set_gets_a_door(tmp_path: Path) -> None:
    kannel = {f"LASOMI_KANNEL_{name}": "x" for name in ("USERNAME", "PASSWORD", "SENDER")}
    more = {"LASOMI_KANNEL_URL": "http://127.0.0.1:13013", "LASOMI_ANDROID_SIGNING_KEY": "signs"}
    around = surroundings(bare(tmp_path, **kannel, **more), port=8000, telco_port=8100)
    assert set(around.settings.hook_tokens) == {"africastalking", "android", "kannel"}


def test_a_channel_that_comes_later_gets_a_token_beside_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "hook-tokens"
    first = kept_tokens(file, ("africastalking",))
    both = kept_tokens(file, ("africastalking", "twilio"))
    assert both.startswith(f"{first};twilio=")
    assert kept_tokens(file, ("africastalking",)) == first
