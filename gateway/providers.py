"""What each provider wants of us: accounts, numbers and addresses, part of the settings."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings


def base_address(value: str) -> str:
    """An http address without a query and without its last slash. Raises ValueError."""
    parts = urlsplit(value)
    bare = not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bare or parts.port == 0:
        raise ValueError("write an address like https://lasomi.example.org")
    return value.rstrip("/")


class Providers(BaseSettings):
    """Accounts with those who carry our messages. Descriptions are those of `.env.example`."""

    africastalking_username: str = Field(default="", description="Africa's Talking: name of the application")
    africastalking_api_key: SecretStr = Field(default=SecretStr(""), description="Africa's Talking: its key")
    africastalking_api_url: str = Field(
        default="https://api.africastalking.com",
        description="Africa's Talking: where we send to, without /version1",
    )
    africastalking_sender: str = Field(
        default="", description="Africa's Talking: registered sender or short code"
    )
    twilio_account_sid: str = Field(default="", description="Twilio: account, AC…")
    twilio_auth_token: SecretStr = Field(
        default=SecretStr(""), description="Twilio: its token; signs what it posts"
    )
    twilio_shared_key: SecretStr = Field(
        default=SecretStr(""),
        description="Twilio: NAME:SECRET of a shared key, where webhooks are signed with SHA-256",
    )
    twilio_from: str = Field(default="", description="Twilio: our number, when there is no Messaging Service")
    twilio_messaging_service_sid: str = Field(default="", description="Twilio: Messaging Service, MG…")
    twilio_api_url: str = Field(default="https://api.twilio.com", description="Twilio: where we send to")
    orange_client_id: str = Field(default="", description="Orange SMS API: client id of the application")
    orange_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Orange SMS API: its client secret"
    )
    orange_sender: str = Field(
        default="", description="Orange SMS API: our number in the contract, like +2230000"
    )
    orange_sender_name: str = Field(
        default="", description="Orange SMS API: a name shown in its place, only when registered"
    )
    orange_api_url: str = Field(
        default="https://api.orange.com", description="Orange SMS API: where we send to"
    )
    android_url: str = Field(
        default="", description="Gateway phone: its address on the private network, like http://10.0.0.5:8080"
    )
    android_username: str = Field(default="", description="Gateway phone: user of the app")
    android_password: SecretStr = Field(
        default=SecretStr(""), description="Gateway phone: password of the app"
    )
    android_signing_key: SecretStr = Field(
        default=SecretStr(""), description="Gateway phone: the key by which it signs what it posts"
    )
    android_path: str = Field(
        default="/messages",
        description="Gateway phone: /messages, on old apps /message, behind a server /3rdparty/v1/messages",
    )
    android_sim: int = Field(default=0, ge=0, le=3, description="Gateway phone: the SIM that sends; 0: any")
    kannel_api: Literal["kannel", "jasmin"] = Field(
        default="kannel", description="What stands before the operator: kannel or jasmin"
    )
    kannel_url: str = Field(
        default="", description="Kannel: like http://127.0.0.1:13013; Jasmin: like http://127.0.0.1:1401"
    )
    kannel_username: str = Field(default="", description="Kannel or Jasmin: its user")
    kannel_password: SecretStr = Field(default=SecretStr(""), description="Kannel or Jasmin: its password")
    kannel_sender: str = Field(default="", description="Kannel or Jasmin: our short code or number")
    kannel_smsc: str = Field(default="", description="Kannel: the centre to send by; empty: it chooses")
    infobip_url: str = Field(
        default="", description="Infobip: the base address of the account, https://….api.infobip.com"
    )
    infobip_api_key: SecretStr = Field(default=SecretStr(""), description="Infobip: its key")
    infobip_sender: str = Field(default="", description="Infobip: registered sender or our number")

    @field_validator("africastalking_api_url", "twilio_api_url", "orange_api_url")
    @classmethod
    def _known_address(cls, value: str) -> str:
        return base_address(value)

    @field_validator("android_url", "kannel_url", "infobip_url")
    @classmethod
    def _own_address(cls, value: str) -> str:
        return base_address(value) if value else ""
