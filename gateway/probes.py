"""Whether somebody is there: the smallest question to each provider's address, without a message in it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import requests

from gateway.channels import africastalking, android, infobip, kannel, orange, simulator, twilio
from gateway.settings import Settings

Probe = Callable[[], bool]
LIMITS: Final = (3.0, 3.0)
"""Seconds to connect, and to wait for a byte: three lines that are down are known within one look."""
NOBODY: Final = frozenset({502, 503, 504})
"""What a proxy says in the place of a server that it does not reach, or a server that takes nothing now."""


def probes(settings: Settings) -> Mapping[str, Probe]:
    """One for each line that is set. Each keeps its connection, so that a look costs a few hundred bytes."""
    found = {name: address for name, address in _addresses(settings).items() if address}
    return {name: partial(answers, _session(settings), address) for name, address in found.items()}


def answers(session: requests.Session, address: str) -> bool:
    """Any answer will do, also that there is nothing to see. Without a body the connection is kept."""
    try:
        said = session.head(f"{address}/", timeout=LIMITS, allow_redirects=False)
    except requests.RequestException:
        return False
    return said.status_code not in NOBODY


def _addresses(settings: Settings) -> Mapping[str, str]:
    sandbox = settings.sandbox if settings.sandbox.startswith("http") else ""
    return {
        africastalking.NAME: settings.africastalking_username and settings.africastalking_api_url,
        twilio.NAME: settings.twilio_account_sid and settings.twilio_api_url,
        orange.NAME: settings.orange_client_id and settings.orange_api_url,
        android.NAME: settings.android_url,
        kannel.NAME: settings.kannel_url,
        infobip.NAME: settings.infobip_url,
        simulator.NAME: sandbox,
    }


def _session(settings: Settings) -> requests.Session:
    session = requests.Session()
    session.trust_env = not settings.sandbox
    return session
