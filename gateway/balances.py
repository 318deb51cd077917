"""What is left on our account with each provider that says so: the clock asks, the console reads.

A small file beside the database, since the gateway speaks to nobody outside.
"""

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import requests
from africastalking.Application import ApplicationService
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from core.errors import LasomiError
from gateway.channels import africastalking, twilio
from gateway.senders import AfricasTalkingSMS, TwilioAt
from gateway.settings import Settings

NAME: Final = "balances"
TELL: Final = frozenset({africastalking.NAME, twilio.NAME})
"""Whose API has an address for it."""
Ask = Callable[[], str]


class Balance(NamedTuple):
    """`left`: `XOF 25000.00`, as it was `at`."""

    left: str
    at: datetime


def asks(settings: Settings) -> Mapping[str, Ask]:
    """For each provider that has our credentials and an address for this."""
    session = requests.Session()
    session.trust_env = not settings.sandbox
    found: dict[str, Ask] = {}
    if settings.africastalking_username:
        key = settings.africastalking_api_key.get_secret_value()
        about = (settings.africastalking_username, key, settings.africastalking_api_url, session)
        found[africastalking.NAME] = partial(_africastalking, AfricasTalkingSMS(*about))
    if settings.twilio_account_sid:
        token = settings.twilio_auth_token.get_secret_value()
        http = TwilioAt(settings.twilio_api_url, session)
        found[twilio.NAME] = partial(_twilio, Client(settings.twilio_account_sid, token, http_client=http))
    return found


def ask(folder: Path, asked: Mapping[str, Ask], now: datetime) -> None:
    """Keeps what each says; of one that says nothing, what it said last. Raises OSError."""
    heard = {name: said for name, one in asked.items() if (said := _heard(one))}
    if not heard:
        return
    kept = {name: (each.left, each.at.timestamp()) for name, each in known(folder).items()}
    kept |= {name: (said, now.timestamp()) for name, said in heard.items()}
    fresh = folder / f"{NAME}.new"
    fresh.write_text(json.dumps(kept), encoding="utf-8")
    os.replace(fresh, folder / NAME)


def known(folder: Path) -> Mapping[str, Balance]:
    try:
        kept = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {name: Balance(left, datetime.fromtimestamp(at, UTC)) for name, (left, at) in kept.items()}


def _africastalking(client: Any) -> str:
    """`GET /version1/user`: {"UserData": {"balance": "XOF 25000.0000"}}."""
    said = json.loads(ApplicationService.fetch_application_data(client))
    return _rounded(*str(said["UserData"]["balance"]).split())


def _twilio(client: Client) -> str:
    """`GET …/Balance.json`: {"currency": "USD", "balance": "12.5"}."""
    said = client.api.v2010.account.balance.fetch()
    return _rounded(said.currency or "", said.balance or "")


def _rounded(currency: str, amount: str) -> str:
    return f"{currency} {float(amount):.2f}"


def _heard(one: Ask) -> str:
    """An empty text for whatever a network or a provider may do: nothing waits for this."""
    try:
        return one()
    except (requests.RequestException, TwilioException, LasomiError, ValueError, KeyError, TypeError):
        return ""
