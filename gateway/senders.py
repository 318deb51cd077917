"""How each channel reaches its provider: the official SDKs, with our addresses, our limits and our errors.

A request that left and was not answered is `ambiguous`: it is never blindly sent again (`channels.md` §11).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, Final

import requests
from africastalking.SMS import SMSService
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.agreement import is_loopback
from gateway.channels import (
    africastalking,
    android,
    email,
    infobip,
    jasmin,
    kannel,
    orange,
    simulator,
    twilio,
)
from gateway.channels.base import Ask, Send
from gateway.lines import LIMITS, Token, ask_token, form_post, getter, json_post, text_post, with_token
from gateway.refusals import refuse
from gateway.settings import Settings

TWILIO_HOME: Final = "https://api.twilio.com"


class AfricasTalkingSMS(SMSService):  # type: ignore[misc]  # the SDK is untyped
    """The SDK's SMS service, posting to our address over kept connections and telling an error's status.

    The SDK itself opens a connection per call and hides the status of a refusal behind its text.
    """

    def __init__(self, username: str, api_key: str, base_url: str, session: requests.Session) -> None:
        super().__init__(username, api_key)
        self._baseUrl = f"{base_url}/version1"
        self._session = session

    def _make_request(
        self, url: str, method: str, *, headers: Any, params: Any, data: Any, **_ours: Any
    ) -> str:
        said = self._session.request(
            method, url, headers=headers, params=params, data=data, timeout=LIMITS, allow_redirects=False
        )
        refuse(said.status_code, said.headers)
        return said.text


class TwilioAt(TwilioHttpClient):  # type: ignore[misc]  # the SDK is untyped
    """The SDK's client for an address of our choice; it has no time limit and no address of its own."""

    def __init__(self, base_url: str, session: requests.Session) -> None:
        super().__init__()
        self.session = session
        self.timeout = LIMITS
        self._base_url = base_url

    def request(self, method: str, url: str, *others: Any, **fields: Any) -> TwilioResponse:
        said = super().request(method, url.replace(TWILIO_HOME, self._base_url, 1), *others, **fields)
        if said.status_code == 429:
            refuse(said.status_code, said.headers)
        if 200 <= said.status_code < 300 and not _is_object(said.text):
            raise SendFailed("unreadable_answer", retryable=False, ambiguous=True)
        return said


def _is_object(text: str) -> bool:
    """The SDK believes any 2xx; what is no JSON object breaks it in as many ways as there are."""
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def senders(settings: Settings) -> Mapping[str, Send]:
    """A sender for each channel that has its credentials; more than one thread may use them."""
    found: dict[str, Send] = {}
    if settings.africastalking_username:
        found[africastalking.NAME] = _translated(_africastalking(settings))
    if settings.twilio_account_sid:
        found[twilio.NAME] = _translated(_twilio(settings))
    if settings.orange_client_id:
        found[orange.NAME] = _translated(_orange(settings))
    if settings.android_url:
        found[android.NAME] = _translated(_android(settings))
    if settings.kannel_url:
        found[kannel.NAME] = _translated(_kannel(settings))
    if settings.infobip_url:
        found[infobip.NAME] = _translated(_infobip(settings))
    if settings.sandbox.startswith("http"):
        found[simulator.NAME] = _translated(_simulator(settings))
    if settings.mail_from:
        server = email.read_server(settings.smtp_url.get_secret_value(), is_loopback)
        found[email.NAME] = partial(email.send, server, mail_from=settings.mail_from)
    return found


def asks(settings: Settings) -> Mapping[str, Ask]:
    """For each channel whose provider lists what we sent: what became of a message that was not answered."""
    found: dict[str, Ask] = {}
    if settings.twilio_account_sid:
        found[twilio.NAME] = _asked(partial(twilio.ask, _twilio_client(settings)))
    if settings.android_url:
        get = getter(_phone(settings), settings.android_url)
        found[android.NAME] = _asked(
            lambda message, _began: android.ask(get, message, path=settings.android_path)
        )
    return found


def _africastalking(settings: Settings) -> Send:
    key = settings.africastalking_api_key.get_secret_value()
    client = AfricasTalkingSMS(
        settings.africastalking_username, key, settings.africastalking_api_url, _session(settings)
    )
    return partial(africastalking.send, client, sender_id=settings.africastalking_sender)


def _simulator(settings: Settings) -> Send:
    client = AfricasTalkingSMS("sandbox", "sandbox", settings.sandbox, _session(settings))
    return partial(simulator.send, client)


def _twilio(settings: Settings) -> Send:
    return partial(
        twilio.send,
        _twilio_client(settings),
        sender=settings.twilio_from,
        service=settings.twilio_messaging_service_sid,
        callback=_receipts(settings),
    )


def _twilio_client(settings: Settings) -> Client:
    token = settings.twilio_auth_token.get_secret_value()
    http = TwilioAt(settings.twilio_api_url, _session(settings))
    return Client(settings.twilio_account_sid, token, http_client=http)


def _orange(settings: Settings) -> Send:
    base, secret = settings.orange_api_url, settings.orange_client_secret.get_secret_value()
    session = _session(settings)
    token = Token(partial(ask_token, session, base, settings.orange_client_id, secret))
    post = with_token(session, base, token)
    return partial(orange.send, post, sender=settings.orange_sender, name=settings.orange_sender_name)


def _android(settings: Settings) -> Send:
    post, home = json_post(_phone(settings), settings.android_url), settings.country.upper()

    def send(message: OutboundMessage) -> SendResult:
        sim = settings.routes.sim(message.urn, home) or settings.android_sim
        return android.send(post, message, path=settings.android_path, sim=sim)

    return send


def _phone(settings: Settings) -> requests.Session:
    session = _session(settings)
    session.auth = (settings.android_username, settings.android_password.get_secret_value())
    return session


def _kannel(settings: Settings) -> Send:
    password = settings.kannel_password.get_secret_value()
    receipts = _receipts(settings, kannel.NAME)
    account = jasmin.Account(settings.kannel_username, password, settings.kannel_sender, receipts)
    session, base = _session(settings), settings.kannel_url
    if settings.kannel_api == "jasmin":
        return partial(jasmin.send, form_post(session, base), account=account)
    return partial(kannel.send, text_post(session, base), account=account, smsc=settings.kannel_smsc)


def _infobip(settings: Settings) -> Send:
    session = _session(settings)
    session.headers["Authorization"] = f"App {settings.infobip_api_key.get_secret_value()}"
    post, receipts = json_post(session, settings.infobip_url), _receipts(settings, infobip.NAME)
    return partial(infobip.send, post, sender=settings.infobip_sender, receipts=receipts)


def _receipts(settings: Settings, channel: str = twilio.NAME) -> str:
    """The address that a receipt is posted to; empty where the channel has no door."""
    tokens = settings.hook_tokens.get(channel, ())
    return f"{settings.public_url}/hooks/{channel}/{tokens[0]}/receipt" if tokens else ""


def _session(settings: Settings) -> requests.Session:
    """Proxies of the environment are for the outside; the sandbox is on this machine."""
    session = requests.Session()
    session.trust_env = not settings.sandbox
    return session


def _translated(send: Send) -> Send:
    def sent(message: OutboundMessage) -> SendResult:
        with _network():
            return send(message)

    return sent


def _asked(ask: Ask) -> Ask:
    def asked(message: OutboundMessage, began: datetime) -> SendResult | None:
        with _network():
            return ask(message, began)

    return asked


@contextmanager
def _network() -> Iterator[None]:
    """The one border where errors of the network become ours."""
    try:
        yield
    except requests.ConnectionError as error:
        unsent = _never_left(error)
        raise SendFailed("unreachable", retryable=unsent, ambiguous=not unsent) from None
    except requests.RequestException:
        raise SendFailed("no_answer", retryable=False, ambiguous=True) from None


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether no connection came about: only then is nothing of the request with the provider."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(error, requests.ConnectTimeout) or isinstance(
        reason, NewConnectionError | ConnectTimeoutError
    )
