"""Every provider we speak with, by the name in its address: written out, nothing registers itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gateway.channels import africastalking, simulator, twilio
from gateway.channels.base import Channel

CHANNELS: Final[Mapping[str, Channel]] = MappingProxyType(
    {
        africastalking.NAME: africastalking.CHANNEL,
        twilio.NAME: twilio.CHANNEL,
        simulator.NAME: simulator.CHANNEL,
    }
)
