"""The environment that every program of one machine shares: the settings given, and what was left to us."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.settings import SAYS_YES, Settings, read_settings
from ops.ground import private_folder, write_private
from ops.sims import drawer

SANDBOX_NUMBER = "+15005550006"
SHORT_CODE = "38400"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`environment` holds every LASOMI_* name; `telco_port` is where our telco is to listen, if at all."""

    environment: dict[str, str]
    settings: Settings
    telco_port: int | None
    tokens_file: Path | None


def surroundings(
    environ: Mapping[str, str], *, port: int, data: Path | None = None, telco_port: int
) -> Surroundings:
    """Fills in what is not set: the data folder, our address, the hook tokens, the sandbox's credentials.

    Raises Misconfigured for a setting that is wrong.
    """
    env = dict(environ)
    if data is not None:
        env["LASOMI_DATA_DIR"] = str(data.absolute())
    env.setdefault("LASOMI_PUBLIC_URL", f"http://127.0.0.1:{port}")
    sandbox = env.get("LASOMI_SANDBOX", "")
    own_telco = sandbox.lower() in SAYS_YES
    if own_telco:
        env |= {
            name: value
            for name, value in _sandboxed(telco_port, env.get("LASOMI_COUNTRY") or "ml").items()
            if not env.get(name)
        }
        env["LASOMI_SANDBOX"] = f"http://127.0.0.1:{telco_port}"
    tokens_file = None
    if not env.get("LASOMI_HOOK_TOKENS"):
        tokens_file = read_settings(env).keys_file.parent / "hook-tokens"
        env["LASOMI_HOOK_TOKENS"] = kept_tokens(tokens_file, _channels(env))
    return Surroundings(env, read_settings(env), telco_port if own_telco else None, tokens_file)


def kept_tokens(path: Path, channels: tuple[str, ...]) -> str:
    """The tokens of a file, 0600, made when they are not there: an address once registered stays."""
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    known = {part.partition("=")[0] for part in kept.split(";")}
    fresh = [f"{channel}={secrets.token_urlsafe(32)}" for channel in channels if channel not in known]
    listed = ";".join(filter(None, [kept, *fresh]))
    if fresh:
        private_folder(path.parent)
        write_private(path, listed + "\n")
    return ";".join(part for part in listed.split(";") if part.partition("=")[0] in channels)


def _sandboxed(telco_port: int, country: str) -> dict[str, str]:
    address = f"http://127.0.0.1:{telco_port}"
    return {
        "SANDBOX_NUMBERS": ",".join(drawer(country)),
        "LASOMI_AFRICASTALKING_USERNAME": "sandbox",
        "LASOMI_AFRICASTALKING_API_KEY": secrets.token_urlsafe(24),
        "LASOMI_AFRICASTALKING_API_URL": address,
        "LASOMI_AFRICASTALKING_SENDER": SHORT_CODE,
        "LASOMI_TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "LASOMI_TWILIO_AUTH_TOKEN": secrets.token_urlsafe(24),
        "LASOMI_TWILIO_FROM": SANDBOX_NUMBER,
        "LASOMI_TWILIO_API_URL": address,
    }


def _channels(env: Mapping[str, str]) -> tuple[str, ...]:
    """Those that are set; of what signs its posts, those that can be verified."""
    needs = {
        "twilio": "LASOMI_TWILIO_AUTH_TOKEN",
        "orange": "LASOMI_ORANGE_CLIENT_ID",
        "android": "LASOMI_ANDROID_SIGNING_KEY",
        "kannel": "LASOMI_KANNEL_URL",
        "infobip": "LASOMI_INFOBIP_URL",
    }
    return ("africastalking", *(name for name, setting in needs.items() if env.get(setting)))
