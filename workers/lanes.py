"""What each channel carries: so many hands, so many messages a second, so many a day."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from gateway.channels import email
from gateway.partners import CHANNEL as PARTNER
from gateway.settings import Settings
from store.departures import Terms

MAIL: Final = email.NAME
HANDS: Final = 8
"""Messages of one channel that are on their way at once, in one process."""
ALERTS_ONLY: Final = 2
"""Of these, hands that carry nothing but alerts: a provider that falls silent cannot occupy them all."""
RATES: Final = MappingProxyType(
    {"africastalking": 10.0, "twilio": 1.0, "infobip": 10.0, "simulator": 50.0, MAIL: 5.0, PARTNER: 5.0}
)
"""Messages a second where LASOMI_RATES says nothing. A long number of Twilio's carries one."""


def rate_of(settings: Settings, channel: str) -> float:
    return settings.rates.get(channel, RATES.get(channel, 1.0))


def lane(settings: Settings, channel: str, *, free: int, ordinary: int) -> Terms:
    """What may be leased for a channel that has so many hands free, so many of them for less than alerts."""
    return Terms(
        channel,
        limit=free,
        ordinary=ordinary,
        rate=rate_of(settings, channel),
        budget=settings.budgets.get(channel, 0),
    )


def nowhere(channels: Iterable[str]) -> Terms:
    """What was meant for a channel that nothing sends by."""
    return Terms(but=tuple(channels))
