"""A setting that nobody knows, or that cannot be, stops the start, named, with its remedy; all are listed."""

import re
from pathlib import Path

import pytest

from core.errors import Misconfigured
from gateway.settings import Settings, names, read_settings

ROOT = Path(__file__).parents[2]
TOKEN = "x" * 43
AFRICASTALKING = {"LASOMI_AFRICASTALKING_USERNAME": "lasomi", "LASOMI_AFRICASTALKING_API_KEY": "k"}
TWILIO = {
    "LASOMI_TWILIO_ACCOUNT_SID": "AC1",
    "LASOMI_TWILIO_AUTH_TOKEN": "secret",
    "LASOMI_TWILIO_FROM": "+15005550006",
}


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read_settings({"XDG_DATA_HOME": str(tmp_path / "d"), "XDG_CONFIG_HOME": str(tmp_path / "c")})
    assert settings.data_dir == tmp_path / "d" / "lasomi"
    assert settings.keys_file == tmp_path / "c" / "lasomi" / "keys"
    assert settings.database == f"sqlite:///{tmp_path}/d/lasomi/lasomi.db"
    assert settings.spool_dir == tmp_path / "d" / "lasomi" / "spool"
    assert (settings.country, settings.ui_lang, settings.channel) == ("ml", "fr", "africastalking")
    assert settings.hook_tokens == {}


def test_every_setting_is_read() -> None:
    settings = read_settings(
        {
            **AFRICASTALKING,
            **TWILIO,
            "LASOMI_DATABASE_URL": "postgresql://lasomi@db/lasomi?sslmode=verify-full",
            "LASOMI_REDIS_URL": "unix:///run/redis.sock",
            "LASOMI_DATA_DIR": "/var/lib/lasomi",
            "LASOMI_PUBLIC_URL": "https://lasomi.example.org/",
            "LASOMI_UI_LANG": "en",
            "LASOMI_CHANNEL": "twilio",
            "LASOMI_HOOK_TOKENS": f"africastalking={TOKEN},{TOKEN}y; twilio={TOKEN}z",
            "LASOMI_TWILIO_SHARED_KEY": "name:secret",
        }
    )
    assert settings.database == "postgresql://lasomi@db/lasomi?sslmode=verify-full"
    assert settings.public_url == "https://lasomi.example.org"
    assert settings.hook_tokens == {"africastalking": (TOKEN, TOKEN + "y"), "twilio": (TOKEN + "z",)}
    assert settings.twilio_auth_token.get_secret_value() == "secret"


def test_an_empty_value_is_as_good_as_none() -> None:
    assert read_settings({"LASOMI_UI_LANG": "", "LASOMI_REDIS_URL": ""}).ui_lang == "fr"


def test_no_secret_shows() -> None:
    shown = repr(read_settings({**AFRICASTALKING, **TWILIO, "LASOMI_HOOK_TOKENS": f"twilio={TOKEN}"}))
    assert TOKEN not in shown
    assert "secret" not in shown.replace("SecretStr", "").replace("client_secret", "")


@pytest.mark.parametrize(
    ("environ", "name", "word"),
    [
        ({"LASOMI_DATABASE": "x"}, "LASOMI_DATABASE", "LASOMI_DATABASE_URL"),
        ({"LASOMI_ZZZ": "x"}, "LASOMI_ZZZ", "unset"),
        ({"LASOMI_UI_LANG": "de"}, "LASOMI_UI_LANG", "'fr' or 'en'"),
        ({"LASOMI_COUNTRY": "../ml"}, "LASOMI_COUNTRY", "pattern"),
        ({"LASOMI_PUBLIC_URL": "lasomi.example.org"}, "LASOMI_PUBLIC_URL", "https://"),
        ({"LASOMI_PUBLIC_URL": "https://h:99999"}, "LASOMI_PUBLIC_URL", "ort"),
        ({"LASOMI_REDIS_URL": "localhost:6379"}, "LASOMI_REDIS_URL", "redis://"),
        ({"LASOMI_REDIS_URL": "redis://localhost:port/0"}, "LASOMI_REDIS_URL", "ort"),
        ({"LASOMI_CHANNEL": "pigeon"}, "LASOMI_CHANNEL", "africastalking"),
        ({"LASOMI_CHANNEL": "simulator"}, "LASOMI_CHANNEL, LASOMI_HOOK_TOKENS", "LASOMI_SANDBOX"),
        ({"LASOMI_HOOK_TOKENS": "simulator=" + TOKEN}, "LASOMI_CHANNEL, LASOMI_HOOK_TOKENS", "SANDBOX"),
        ({"LASOMI_HOOK_TOKENS": "africastalking"}, "LASOMI_HOOK_TOKENS", "africastalking=token"),
        ({"LASOMI_HOOK_TOKENS": f"twilio={TOKEN};twilio={TOKEN}"}, "LASOMI_HOOK_TOKENS", "once"),
        ({"LASOMI_HOOK_TOKENS": f"pigeon={TOKEN}"}, "LASOMI_HOOK_TOKENS", "no channel 'pigeon'"),
        ({"LASOMI_ORANGE_CLIENT_ID": "x"}, "LASOMI_ORANGE_CLIENT_ID", "_SENDER"),
        ({"LASOMI_ANDROID_URL": "http://10.0.0.5:8080"}, "LASOMI_ANDROID_URL", "PASSWORD"),
        ({"LASOMI_HOOK_TOKENS": f"android={TOKEN}"}, "LASOMI_ANDROID_SIGNING_KEY", "signatures"),
        ({"LASOMI_KANNEL_URL": "http://127.0.0.1:13013"}, "LASOMI_KANNEL_URL", "_SENDER"),
        ({"LASOMI_KANNEL_URL": "127.0.0.1:13013"}, "LASOMI_KANNEL_URL", "https://"),
        ({"LASOMI_KANNEL_API": "smpp"}, "LASOMI_KANNEL_API", "jasmin"),
        ({"LASOMI_ANDROID_SIM": "4"}, "LASOMI_ANDROID_SIM", "3"),
        ({"LASOMI_HOOK_TOKENS": f"africastalking={TOKEN[1:]}"}, "LASOMI_HOOK_TOKENS", "too weak"),
        ({"LASOMI_HOOK_TOKENS": f"africastalking={TOKEN}!"}, "LASOMI_HOOK_TOKENS", "too weak"),
        ({"LASOMI_HOOK_TOKENS": f"africastalking={TOKEN},"}, "LASOMI_HOOK_TOKENS", "one token"),
        ({"LASOMI_HOOK_TOKENS": f"twilio={TOKEN}"}, "LASOMI_TWILIO_AUTH_TOKEN", "signatures"),
        ({"LASOMI_AFRICASTALKING_USERNAME": "x"}, "LASOMI_AFRICASTALKING_API_KEY", "or neither"),
        ({"LASOMI_TWILIO_AUTH_TOKEN": "x"}, "LASOMI_TWILIO_AUTH_TOKEN", "or neither"),
        (dict(list(TWILIO.items())[:2]), "LASOMI_TWILIO_FROM", "MESSAGING_SERVICE"),
        ({"LASOMI_TWILIO_SHARED_KEY": "x"}, "LASOMI_TWILIO_SHARED_KEY", "NAME:SECRET"),
        ({"LASOMI_DEMO_CLOCK": "clock"}, "LASOMI_DEMO_CLOCK", "LASOMI_SANDBOX"),
        ({"LASOMI_SANDBOX": "http://sandbox.example.org"}, "LASOMI_SANDBOX", "this machine"),
        ({"LASOMI_SANDBOX": "1", **AFRICASTALKING}, "LASOMI_AFRICASTALKING_API_URL", "this machine"),
        ({"LASOMI_SANDBOX": "1", **TWILIO}, "LASOMI_TWILIO_API_URL", "this machine"),
    ],
)
def test_a_fault_stops_the_start(environ: dict[str, str], name: str, word: str) -> None:
    with pytest.raises(Misconfigured) as stopped:
        read_settings(environ)
    assert stopped.value.faults[0].file == name
    assert word in stopped.value.faults[0].remedy


def test_all_faults_are_told_at_once_and_no_value_of_theirs() -> None:
    environ = {"LASOMI_HOOK_TOKENS": "twilio=weak-secret", "LASOMI_TWILIO_SHARED_KEY": "hidden-secret"}
    with pytest.raises(Misconfigured) as stopped:
        read_settings(environ)
    assert len(stopped.value.faults) == 3
    assert "-secret" not in str(stopped.value)


@pytest.mark.parametrize(
    "value", ["1", "true", "ON", "http://127.0.0.1:8100/", "http://localhost:8100", "http://[::1]:1"]
)
def test_the_sandbox_is_on_this_machine_and_takes_short_tokens(value: str) -> None:
    settings = read_settings({"LASOMI_SANDBOX": value, "LASOMI_HOOK_TOKENS": "simulator=a;africastalking=b"})
    assert settings.sandbox in {"1", value.rstrip("/")}
    assert settings.hook_tokens["simulator"] == ("a",)


def test_the_example_file_lists_every_setting_with_its_meaning() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    assert tuple(re.findall(r"^#?(LASOMI_\w+)=", text, re.MULTILINE)) == names()
    for field in Settings.model_fields.values():
        assert field.description
        assert field.description in text
