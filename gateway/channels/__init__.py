"""Every provider we speak with, by the name in its address: written out, nothing registers itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gateway.channels import africastalking, android, infobip, kannel, orange, simulator, twilio
from gateway.channels.base import Channel

CHANNELS: Final[Mapping[str, Channel]] = MappingProxyType(
    {
        africastalking.NAME: africastalking.CHANNEL,
        twilio.NAME: twilio.CHANNEL,
        orange.NAME: orange.CHANNEL,
        android.NAME: android.CHANNEL,
        kannel.NAME: kannel.CHANNEL,
        infobip.NAME: infobip.CHANNEL,
        simulator.NAME: simulator.CHANNEL,
    }
)
