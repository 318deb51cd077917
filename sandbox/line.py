"""What the telco knows of the gateway that it serves: its address, the secrets they share, its codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# The only numbers there are here (P81): made up, and never a person's. Outside Mali they end in 0000NN.
_MADE_UP = re.compile(r"\+(223(65012345|760000(?!00)\d\d|500000(?!00)\d\d)|(?!223)\d{4,9}0000(?!00)\d\d)")
_MASTHEAD = re.compile(r"[A-Za-z][A-Za-z ]{2,10}|\d{3,5}")
_DRAWER = (
    "+22376000091",
    "+22376000092",
    "+22376000003",
    "+22365012345",
    *(f"+223760000{n:02d}" for n in range(1, 10)),
    "+22350000001",
    "+22350000002",
)
_NETWORKS = {"6": "61001", "7": "61002", "5": "61003"}


@dataclass(frozen=True, slots=True)
class Line:
    """`gateway` is where webhooks are posted, `public_url` what Twilio signs; both without a last slash.

    `numbers`: the SIM cards in the drawer, in this order; of Mali two of nobody's, a monitor's of the sample
    day, the rest.
    """

    gateway: str = "http://127.0.0.1:8000"
    public_url: str = "http://127.0.0.1:8000"
    tokens: Mapping[str, str] = field(default_factory=dict)
    at_username: str = "sandbox"
    at_key: str = ""
    twilio_sid: str = "AC00000000000000000000000000000000"
    twilio_token: str = ""
    orange_id: str = "sandbox"
    orange_secret: str = ""
    android_username: str = "sandbox"
    android_password: str = ""
    android_key: str = ""
    kannel_username: str = "sandbox"
    kannel_password: str = ""
    short_code: str = "38400"
    service_code: str = "*384#"
    twilio_number: str = "+15005550006"
    numbers: tuple[str, ...] = _DRAWER

    def hook(self, channel: str, door: str) -> str:
        """Kannel and Jasmin share an address."""
        name = "kannel" if channel == "jasmin" else channel
        return f"/hooks/{name}/{self.tokens.get(name, '')}/{door}"


def read_line(environ: Mapping[str, str]) -> Line:
    """The line as the settings of the gateway describe it: both are started with the same environment."""
    public = environ.get("LASOMI_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    known = Line()
    drawer = tuple(filter(None, environ.get("SANDBOX_NUMBERS", "").split(",")))
    return Line(
        numbers=drawer or known.numbers,
        gateway=environ.get("SANDBOX_GATEWAY", public).rstrip("/"),
        public_url=public,
        tokens=_first_tokens(environ.get("LASOMI_HOOK_TOKENS", "")),
        at_username=environ.get("LASOMI_AFRICASTALKING_USERNAME", known.at_username),
        at_key=environ.get("LASOMI_AFRICASTALKING_API_KEY", known.at_key),
        twilio_sid=environ.get("LASOMI_TWILIO_ACCOUNT_SID", known.twilio_sid),
        twilio_token=environ.get("LASOMI_TWILIO_AUTH_TOKEN", known.twilio_token),
        twilio_number=environ.get("LASOMI_TWILIO_FROM", known.twilio_number),
        short_code=environ.get("LASOMI_AFRICASTALKING_SENDER", known.short_code),
        orange_id=environ.get("LASOMI_ORANGE_CLIENT_ID", known.orange_id),
        orange_secret=environ.get("LASOMI_ORANGE_CLIENT_SECRET", known.orange_secret),
        android_username=environ.get("LASOMI_ANDROID_USERNAME", known.android_username),
        android_password=environ.get("LASOMI_ANDROID_PASSWORD", known.android_password),
        android_key=environ.get("LASOMI_ANDROID_SIGNING_KEY", known.android_key),
        kannel_username=environ.get("LASOMI_KANNEL_USERNAME", known.kannel_username),
        kannel_password=environ.get("LASOMI_KANNEL_PASSWORD", known.kannel_password),
    )


def _first_tokens(text: str) -> dict[str, str]:
    """Of `africastalking=new,old;twilio=only`, the token by which each provider posts."""
    listed = (part.partition("=") for part in text.split(";"))
    return {channel.strip(): tokens.split(",")[0].strip() for channel, _, tokens in listed if channel.strip()}


def is_made_up(number: str) -> bool:
    return _MADE_UP.fullmatch(number) is not None


def is_masthead(sender: str) -> bool:
    """A sender that is no phone: the operator's name, or a short code."""
    return _MASTHEAD.fullmatch(sender) is not None


def network_code(number: str) -> str:
    """MCC and MNC by the first digit: a made-up value, as Mali's are not published by the provider."""
    return _NETWORKS.get(number.removeprefix("+223")[:1], "61000")
