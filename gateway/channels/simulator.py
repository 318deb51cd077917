"""The sandbox telco under a name of its own: Africa's Talking's shapes, on this machine only."""

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from core.messages import Parsed
from gateway.channels import africastalking
from gateway.channels.base import Channel, Kind, WebRequest, unsigned

NAME: Final = "simulator"
read_answer = africastalking.read_answer
send = africastalking.send


def _named(kind: Kind, request: WebRequest) -> Parsed:
    return replace(africastalking.CHANNEL.parsers[kind](request), channel=NAME)


def parse_sms(request: WebRequest) -> Parsed:
    return _named("sms", request)


def parse_receipt(request: WebRequest) -> Parsed:
    return _named("receipt", request)


def parse_optout(request: WebRequest) -> Parsed:
    return _named("optout", request)


def parse_ussd(request: WebRequest) -> Parsed:
    return _named("ussd", request)


def parse_ussd_end(request: WebRequest) -> Parsed:
    return _named("ussd-end", request)


CHANNEL: Final = Channel(
    NAME,
    unsigned,
    MappingProxyType(
        {
            "sms": parse_sms,
            "receipt": parse_receipt,
            "optout": parse_optout,
            "ussd": parse_ussd,
            "ussd-end": parse_ussd_end,
        }
    ),
)
