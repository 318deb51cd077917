"""What each provider is asked for: the messages that people wrote to us, by the official SDKs.

Only channels whose door is open are asked, so that a deployment that took a channel out hears nothing by it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import requests
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from core.errors import LasomiError
from core.numbers import REGION
from gateway.channels import africastalking, africastalking_pull, twilio, twilio_pull
from gateway.channels.base import Page, Pull
from gateway.senders import AfricasTalkingSMS, TwilioAt
from gateway.settings import Settings


def pullers(settings: Settings, home: str = REGION) -> Mapping[str, Pull]:
    """A puller for each open channel whose provider lists what came in; one thread uses them at a time."""
    found: dict[str, Pull] = {}
    if settings.africastalking_username:
        found[africastalking.NAME] = _translated(_africastalking(settings, home))
    if settings.twilio_account_sid:
        found[twilio.NAME] = _translated(_twilio(settings, home))
    return {name: pull for name, pull in found.items() if name in settings.hook_tokens}


def _africastalking(settings: Settings, home: str) -> Pull:
    key = settings.africastalking_api_key.get_secret_value()
    client = AfricasTalkingSMS(
        settings.africastalking_username, key, settings.africastalking_api_url, _session(settings)
    )
    return partial(africastalking_pull.pull, client, home=home)


def _twilio(settings: Settings, home: str) -> Pull:
    token = settings.twilio_auth_token.get_secret_value()
    http = TwilioAt(settings.twilio_api_url, _session(settings))
    client = Client(settings.twilio_account_sid, token, http_client=http)
    return partial(twilio_pull.pull, client, recipient=settings.twilio_from, home=home)


def _session(settings: Settings) -> requests.Session:
    session = requests.Session()
    session.trust_env = not settings.sandbox
    session.hooks["response"] = _json_is_utf8
    return session


def _json_is_utf8(answer: requests.Response, *_: Any, **__: Any) -> requests.Response:
    """Without a charset in the header `requests` guesses, and a text in Bambara may come out as another."""
    answer.encoding = "utf-8"
    return answer


def _translated(pull: Pull) -> Pull:
    """The border where errors of the network become ours. Their words may quote an address: they stay."""

    def pulled(cursor: str | None, now: datetime) -> Iterator[Page]:
        try:
            yield from pull(cursor, now)
        except requests.ConnectionError:
            raise LasomiError("unreachable", retryable=True) from None
        except (requests.RequestException, TwilioException):
            raise LasomiError("no_answer", retryable=True) from None

    return pulled
