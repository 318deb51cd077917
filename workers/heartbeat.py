"""The dead man's handle: every minute the house says outside that it lives, while it can accept messages.

Whoever runs the service at `LASOMI_HEARTBEAT_URL` alarms a named person when it has heard nothing for five
minutes. A house that can accept nothing keeps silent, so that the same person comes.
"""

from datetime import datetime
from typing import Final

import requests

from core.errors import LasomiError
from gateway import pulse
from gateway.checks import Memory, accepts, look, scene_of
from gateway.house import House
from gateway.metrics import HEARTBEAT_FAILURES
from store.spool import Spool

SECONDS: Final = 5.0
"""How long the service may take to answer."""


def examine(house: House, memory: Memory) -> bool:
    """Looks at every part and logs what began and what ended; whether a message can be accepted."""
    found = memory.noted(look(scene_of(house, Spool(house.settings.spool_dir, house.vault))), house.clock())
    return accepts(found)


def report(house: House, memory: Memory) -> None:
    """One beat, where there is a service to hear it. Raises LasomiError when it was not heard."""
    if not examine(house, memory):
        raise _unheard("heartbeat_withheld", "nothing can be accepted")
    if house.keys.sealed:  # nobody would be told of anything: that a person comes to unlock (P29, P75)
        raise _unheard("heartbeat_withheld", "the keys are closed")
    if house.settings.heartbeat_url:
        beat(house.settings.heartbeat_url)
        _remember(house, house.clock())


def beat(url: str) -> None:
    """Says once that the house lives. Redirects are not followed: they might lead anywhere.

    Raises LasomiError `heartbeat_unheard` when no answer came within 5 s, or another than 2xx.
    """
    try:
        answer = requests.post(url, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException:
        raise _unheard("heartbeat_unheard", "the service of LASOMI_HEARTBEAT_URL does not answer") from None
    if not answer.ok or answer.is_redirect:
        raise _unheard("heartbeat_unheard", f"the service of LASOMI_HEARTBEAT_URL says {answer.status_code}")


def _remember(house: House, now: datetime) -> None:
    try:
        pulse.heard(house.settings.data_dir, now)
    except OSError as error:
        raise LasomiError("heartbeat_unwritten", str(error.strerror), retryable=True) from error


def _unheard(code: str, why: str) -> LasomiError:
    HEARTBEAT_FAILURES.labels(code).inc()
    return LasomiError(code, why, retryable=True)
