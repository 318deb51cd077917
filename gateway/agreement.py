"""What the settings must say together: each problem begins with the name of the setting that mends it."""

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from gateway.channels import CHANNELS
from store.links import in_clear

if TYPE_CHECKING:
    from gateway.settings import Settings

MAIL: Final = "email"
PARTNER: Final = "partner"
STRONG_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43,128}")
ANOTHER: Final = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'


def is_loopback(address: str) -> bool:
    """Whether an address can only be this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def disagreements(settings: "Settings") -> list[str]:
    return [
        *_token_problems(settings),
        *_channel_problems(settings),
        *_sandbox_problems(settings),
        *_credential_problems(settings),
        *_line_problems(settings),
        *_route_problems(settings),
        *in_clear(
            {"LASOMI_DATABASE_URL": settings.database_url, "LASOMI_REDIS_URL": settings.redis_url},
            settings.private_hosts,
        ),
    ]


def _token_problems(settings: "Settings") -> list[str]:
    problems = []
    for channel, tokens in settings.hook_tokens.items():
        if channel not in CHANNELS:
            problems.append(f"LASOMI_HOOK_TOKENS: no channel {channel!r}; there are {', '.join(CHANNELS)}")
        if len(tokens) > 2 or not all(tokens):
            problems.append(f"LASOMI_HOOK_TOKENS: {channel} needs one token, or two while one is replaced")
        if not settings.sandbox and not all(STRONG_TOKEN.fullmatch(token) for token in tokens):
            problems.append(
                f"LASOMI_HOOK_TOKENS: a token of {channel} is too weak; make one of 256 bits with {ANOTHER}"
            )
    return problems


def _channel_problems(settings: "Settings") -> list[str]:
    known = {*CHANNELS, MAIL, PARTNER}
    listed = [("LASOMI_RATES", name) for name in settings.rates]
    listed += [("LASOMI_BUDGETS", name) for name in settings.budgets]
    there = ", ".join(sorted(known))
    return [f"{name}: no channel {one!r}; there are {there}" for name, one in listed if one not in known]


def _sandbox_problems(settings: "Settings") -> list[str]:
    """With the sandbox on no adapter reaches a real provider (P81); without it nothing of it is on."""
    if not settings.sandbox:
        simulated = "simulator" in settings.hook_tokens or settings.channel == "simulator"
        return [
            *(["LASOMI_DEMO_CLOCK: only with LASOMI_SANDBOX; unset it"] if settings.demo_clock else []),
            *(["LASOMI_CHANNEL, LASOMI_HOOK_TOKENS: simulator needs LASOMI_SANDBOX"] if simulated else []),
        ]
    addresses = {
        "LASOMI_AFRICASTALKING_API_URL": (settings.africastalking_username, settings.africastalking_api_url),
        "LASOMI_TWILIO_API_URL": (settings.twilio_account_sid, settings.twilio_api_url),
        "LASOMI_ORANGE_API_URL": (settings.orange_client_id, settings.orange_api_url),
        "LASOMI_ANDROID_URL": (settings.android_url, settings.android_url),
        "LASOMI_KANNEL_URL": (settings.kannel_url, settings.kannel_url),
        "LASOMI_INFOBIP_URL": (settings.infobip_url, settings.infobip_url),
    }
    return [
        f"{name}: LASOMI_SANDBOX is set, so this must be an address of this machine"
        for name, (used, address) in addresses.items()
        if used and not is_loopback(address)
    ]


def _credential_problems(settings: "Settings") -> list[str]:
    key, token = settings.africastalking_api_key, settings.twilio_auth_token
    shared = settings.twilio_shared_key.get_secret_value()
    sends = settings.twilio_from or settings.twilio_messaging_service_sid
    hooked = "twilio" in settings.hook_tokens
    needs = {
        "LASOMI_AFRICASTALKING_API_KEY: set it with LASOMI_AFRICASTALKING_USERNAME, or neither": (
            bool(settings.africastalking_username) == bool(key.get_secret_value())
        ),
        "LASOMI_TWILIO_AUTH_TOKEN: set it with LASOMI_TWILIO_ACCOUNT_SID, or neither": (
            bool(settings.twilio_account_sid) == bool(token.get_secret_value())
        ),
        "LASOMI_TWILIO_FROM: set it or LASOMI_TWILIO_MESSAGING_SERVICE_SID": (
            not settings.twilio_account_sid or bool(sends)
        ),
        "LASOMI_TWILIO_AUTH_TOKEN: twilio in LASOMI_HOOK_TOKENS needs it, to check signatures": (
            not hooked or bool(token.get_secret_value())
        ),
        "LASOMI_MAIL_FROM: set it with LASOMI_SMTP_URL, or neither": (
            bool(settings.smtp_url.get_secret_value()) == bool(settings.mail_from)
        ),
        "LASOMI_AUDITOR_MAIL: needs LASOMI_SMTP_URL and LASOMI_MAIL_FROM": (
            not settings.auditor_mail or bool(settings.mail_from)
        ),
        "LASOMI_TWILIO_SHARED_KEY: write NAME:SECRET": not shared or all(shared.partition(":")),
    }
    return [problem for problem, met in needs.items() if not met]


def _line_problems(settings: "Settings") -> list[str]:
    """Orange, a phone, Kannel: who sends by them must be named whole."""
    android, kannel = settings.android_password, settings.kannel_password
    signed = bool(settings.android_signing_key.get_secret_value())
    orange = (settings.orange_client_secret.get_secret_value(), settings.orange_sender)
    phone = (settings.android_username, android.get_secret_value())
    smsc = (settings.kannel_username, kannel.get_secret_value(), settings.kannel_sender)
    needs = {
        "LASOMI_ORANGE_CLIENT_ID: set it with LASOMI_ORANGE_CLIENT_SECRET and _SENDER, or none": (
            _all_or_none(settings.orange_client_id, *orange)
        ),
        "LASOMI_ANDROID_URL: set it with LASOMI_ANDROID_USERNAME and LASOMI_ANDROID_PASSWORD, or none": (
            _all_or_none(settings.android_url, *phone)
        ),
        "LASOMI_ANDROID_SIGNING_KEY: android in LASOMI_HOOK_TOKENS needs it, to check signatures": (
            "android" not in settings.hook_tokens or signed
        ),
        "LASOMI_KANNEL_URL: set it with LASOMI_KANNEL_USERNAME, _PASSWORD and _SENDER, or none": (
            _all_or_none(settings.kannel_url, *smsc)
        ),
        "LASOMI_INFOBIP_URL: set it with LASOMI_INFOBIP_API_KEY and LASOMI_INFOBIP_SENDER, or none": (
            _all_or_none(
                settings.infobip_url, settings.infobip_api_key.get_secret_value(), settings.infobip_sender
            )
        ),
    }
    return [problem for problem, met in needs.items() if not met]


def _route_problems(settings: "Settings") -> list[str]:
    """A line that nothing is set for would swallow what is routed to it."""
    sends = {
        "africastalking": settings.africastalking_username,
        "twilio": settings.twilio_account_sid,
        "orange": settings.orange_client_id,
        "android": settings.android_url,
        "kannel": settings.kannel_url,
        "infobip": settings.infobip_url,
        "simulator": settings.sandbox,
    }
    used = {name for network in settings.routes.networks for name in settings.routes.order(network)}
    return [
        f"LASOMI_ROUTES: {name} stands there, and nothing is set that sends by it"
        for name in sorted(used)
        if not sends.get(name)
    ]


def _all_or_none(*values: str) -> bool:
    return all(values) or not any(values)
