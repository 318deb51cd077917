"""Every setting, read once. An unknown `LASOMI_*` name or a bad value stops the start with its remedy."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from core.errors import Fault, Misconfigured
from core.referrals import office_of
from core.routes import MALIAN, Routes, read_routes
from gateway.agreement import MAIL, PARTNER, disagreements, is_loopback
from gateway.credentials import with_credentials
from gateway.providers import Providers, base_address

PREFIX: Final = "LASOMI_"
SAYS_YES: Final = frozenset({"1", "true", "yes", "on"})
ChannelName = Literal["africastalking", "twilio", "orange", "android", "kannel", "infobip", "simulator"]
_IN_FILE: Final = frozenset({"rates", "budgets"})


def _home(environ: Mapping[str, str], variable: str, folder: str) -> Path:
    return Path(environ.get(variable) or Path.home() / folder) / "lasomi"


class Settings(Providers):
    """What a deployer decides. Descriptions are those of `.env.example`; secrets have no `repr`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    database_url: str = Field(
        default="", repr=False, description="SQLite or PostgreSQL; empty: lasomi.db in the data folder"
    )
    redis_url: str = Field(
        default="", description="Redis or Valkey for the doorbell; empty: none, workers look every 2 s"
    )
    private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts of PostgreSQL and Redis reached without TLS, by a link that is sealed itself: a,b",
    )
    data_dir: Path = Field(
        default_factory=lambda: _home(os.environ, "XDG_DATA_HOME", ".local/share"),
        description="Database, spool, locks",
    )
    country: str = Field(default="ml", pattern=r"^[a-z]{2}$", description="The folder under countries/")
    keys_file: Path = Field(
        default_factory=lambda: _home(os.environ, "XDG_CONFIG_HOME", ".config") / "keys",
        description="The keys; by preference on another device than the data",
    )
    sealed_keys: Path | None = Field(
        default=None,
        description="Sealed mode: the keys in boxes that two persons open; LASOMI_KEYS_FILE is in RAM then",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address that providers post to, as registered with them",
    )
    ui_lang: Literal["fr", "en"] = Field(
        default="fr", description="Language of the console and the commands: fr or en"
    )
    sandbox: str = Field(
        default="", description="Exercises only: the address of the sandbox telco on this machine, or 1"
    )
    demo_clock: Path | None = Field(
        default=None, description="Exercises only: a file with seconds to add to the clock"
    )
    channel: ChannelName = Field(default="africastalking", description="The channel by which we write first")
    hook_tokens: Annotated[dict[str, tuple[str, ...]], NoDecode] = Field(
        default_factory=dict,
        repr=False,
        description="Secret part of a channel's addresses, two during a change: africastalking=a,b;twilio=c",
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""), description="Mail to staff: smtps://user:password@host:465 or smtp://host:587"
    )
    mail_from: str = Field(default="", description="Mail to staff: the address that writes")
    auditor_mail: str = Field(
        default="", description="Mail to the auditor: the hourly head of the audit, signed (P53)"
    )
    operator_mail: str = Field(
        default="", description="Mail about the machine: the address of whoever keeps it"
    )
    office_mail: Annotated[dict[str, str], NoDecode] = Field(
        default_factory=dict,
        description="Mail that a case waits for an authority, by its office: 4:ML0701=prefet@example.org",
    )
    rates: Annotated[dict[str, float], NoDecode] = Field(
        default_factory=dict, description="Messages a second that a channel takes: africastalking=10;twilio=1"
    )
    budgets: Annotated[dict[str, int], NoDecode] = Field(
        default_factory=dict, description="Messages a day that a channel may cost: africastalking=2000"
    )
    routes: Annotated[Routes, NoDecode] = Field(
        default_factory=Routes,
        description="A file: lines to each network, prices, rates, budgets; then neither of the two above",
    )
    heartbeat_url: str = Field(
        default="", description="Called every minute; its silence for five minutes must alarm a person"
    )
    behind_proxy: bool = Field(
        default=False, description="A proxy on this machine passes everything on: it counts the connections"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `read_settings` hands over: one way in, and names that nobody knows are seen there."""
        return (init_settings,)

    @model_validator(mode="before")
    @classmethod
    def _by_network(cls, values: Any) -> Any:
        """Rates and budgets stand in the file of the routes where there is one. Raises Misconfigured."""
        if not isinstance(values, dict) or not isinstance(values.get("routes"), str):
            return values
        if twice := sorted(_IN_FILE & values.keys()):
            names = ", ".join(PREFIX + name.upper() for name in twice)
            raise ValueError(f"{names}: stands in the file of LASOMI_ROUTES, so unset it")
        networks = MALIAN if values.get("country", "ml") == "ml" else ()
        routes = read_routes(Path(values["routes"]), {*get_args(ChannelName), MAIL, PARTNER}, networks)
        return values | {"routes": routes, "rates": routes.rates(), "budgets": routes.budgets()}

    @field_validator("hook_tokens", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return _tokens(value) if isinstance(value, str) else value

    @field_validator("private_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("rates", "budgets", mode="before")
    @classmethod
    def _by_channel(cls, value: object) -> object:
        return _numbers(value) if isinstance(value, str) else value

    @field_validator("office_mail", mode="before")
    @classmethod
    def _by_office(cls, value: object) -> object:
        return _addresses(value) if isinstance(value, str) else value

    @field_validator("sandbox")
    @classmethod
    def _sandbox_is_here(cls, value: str) -> str:
        if not value or value.lower() in SAYS_YES:
            return "1" if value else ""
        if not is_loopback(base_address(value)):
            raise ValueError("name a sandbox on this machine, like http://127.0.0.1:8100, or write 1")
        return value.rstrip("/")

    @field_validator("redis_url")
    @classmethod
    def _redis_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"redis", "rediss", "unix"} or parts.port == 0):
            raise ValueError("write redis://host:6379/0 or unix:///path/to/redis.sock")
        return value

    @field_validator("public_url")
    @classmethod
    def _base_address(cls, value: str) -> str:
        return base_address(value)

    @field_validator("heartbeat_url")
    @classmethod
    def _heartbeat_address(cls, value: str) -> str:
        if urlsplit(value).scheme not in {"", "http", "https"}:
            raise ValueError("write an address like https://hc.example.org/ping/…")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if value.get_secret_value() and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
            raise ValueError("write smtps://user:password@host:465 or smtp://host:587")
        return value

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if problems := disagreements(self):
            raise ValueError("\n".join(problems))
        return self

    @property
    def database(self) -> str:
        """The address of the database, the embedded default included."""
        return self.database_url or f"sqlite:///{self.data_dir / 'lasomi.db'}"

    @property
    def spool_dir(self) -> Path:
        return self.data_dir / "spool"

    @property
    def letters_dir(self) -> Path:
        return self.data_dir / "letters"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment, by default this process's, and of the credentials beside it.

    Raises Misconfigured naming each fault.
    """
    found = with_credentials(os.environ if environ is None else environ, PREFIX)
    known = set(names())
    strangers = sorted(name for name in found if name.startswith(PREFIX) and name not in known)
    if strangers:
        raise Misconfigured(*(Fault(name, "no such setting", _similar(name, known)) for name in strangers))
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in found.items() if value != ""}
    folders = {
        "data_dir": _home(found, "XDG_DATA_HOME", ".local/share"),
        "keys_file": _home(found, "XDG_CONFIG_HOME", ".config") / "keys",
    }
    try:
        return Settings(**(folders | source()))
    except ValidationError as error:
        raise Misconfigured(*(fault for one in error.errors() for fault in _faults(one))) from None


def names() -> tuple[str, ...]:
    """Every variable, in the order of `.env.example`: the providers' last."""
    own = [field for field in Settings.model_fields if field not in Providers.model_fields]
    return tuple(PREFIX + field.upper() for field in (*own, *Providers.model_fields))


def _tokens(value: str) -> dict[str, tuple[str, ...]]:
    listed: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (one.strip() for one in value.split(";"))):
        channel, equals, tokens = part.partition("=")
        if not equals or channel.strip() in listed:
            raise ValueError("write africastalking=token;twilio=token, each channel once")
        listed[channel.strip()] = tuple(token.strip() for token in tokens.split(","))
    return listed


def _numbers(value: str) -> dict[str, str]:
    listed = [part.partition("=") for part in filter(None, (one.strip() for one in value.split(";")))]
    found = {channel.strip(): number.strip() for channel, _, number in listed}
    if len(found) < len(listed) or not all(_positive(number) for number in found.values()):
        raise ValueError("write africastalking=10;twilio=1, each channel once, each number above 0")
    return found


def _addresses(value: str) -> dict[str, str]:
    listed = [part.partition("=") for part in filter(None, (one.strip() for one in value.split(";")))]
    found = {office.strip(): address.strip() for office, _, address in listed}
    sound = all(office_of(office) and "@" in address.strip("@") for office, address in found.items())
    if len(found) < len(listed) or not sound:
        raise ValueError("write 4:ML0701=prefet@example.org;1:ML070102=mairie@example.org, each office once")
    return found


def _positive(number: str) -> bool:
    try:
        return 0 < float(number) < 1e9
    except ValueError:
        return False


def _faults(error: Any) -> list[Fault]:
    """pydantic's word on a value, without the value: it may be a secret."""
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["loc"]:
        return [Fault(PREFIX + str(error["loc"][0]).upper(), "bad value", message)]
    told = (line.partition(": ") for line in message.splitlines())
    return [Fault(name, "bad value", remedy) for name, _, remedy in told]


def _similar(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"unset it, or did you mean {near[0]}?" if near else "unset it"
