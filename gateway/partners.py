"""CAP to partners: a signed POST to their webhook, or a mail with the document in it.

The outbox knows a partner by its id; address and secret are opened at the moment of sending, so that who is
disabled or has moved meanwhile is believed.
"""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from core.cap import MEDIA
from core.capchecks import checked, summary
from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from gateway import outside
from gateway.agreement import is_loopback
from gateway.channels import email
from gateway.channels.base import Send
from gateway.house import House
from gateway.outside import HERE, OPEN, Network
from gateway.refusals import refuse
from store import partners
from store.partners import Address

CHANNEL: Final = "partner"


def senders(house: House) -> Mapping[str, Send]:
    """The one channel of partners. In a sandbox only this machine is called (P81)."""
    network = HERE if house.settings.sandbox else OPEN
    return {CHANNEL: partial(send, house, network)}


def send(house: House, network: Network, message: OutboundMessage) -> SendResult:
    """Accepted once the partner's own server has taken it. Raises SendFailed."""
    address = _address(house, message)
    try:
        xml = checked(message.text.encode())
    except LasomiError as error:
        raise SendFailed(error.code, retryable=False) from error
    if address.kind == "email":
        return _mailed(house, address, message, xml)
    return _posted(house.clock(), network, address, message, xml)


def signature(secret: str, at: datetime, body: bytes) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA256 of the seconds since 1970, a full stop and the body."""
    seconds = str(int(at.timestamp()))
    digest = hmac.digest(secret.encode(), seconds.encode() + b"." + body, "sha256")
    return f"t={seconds},v1={digest.hex()}"


def _address(house: House, message: OutboundMessage) -> Address:
    try:
        with house.database.read() as conn:
            return partners.address(conn, house.vault, message.urn)
    except LasomiError as error:
        raise SendFailed(error.code, retryable=error.retryable) from error


def _posted(
    now: datetime, network: Network, address: Address, message: OutboundMessage, xml: bytes
) -> SendResult:
    """`Idempotency-Key` is the same for every try of a message, and for no other."""
    try:
        to = outside.target(address.target, plain=network.plain)
    except LasomiError as error:
        raise SendFailed(error.code, retryable=False) from error
    headers = {
        "Content-Type": f"{MEDIA}; charset=utf-8",
        "User-Agent": "Lasomi",
        "Idempotency-Key": message.id,
        "Lasomi-Signature": signature(address.secret, now, xml),
    }
    answer = outside.post(to, xml, headers, network)
    refuse(answer.status, answer.headers)
    return SendResult("accepted")


def _mailed(house: House, address: Address, message: OutboundMessage, xml: bytes) -> SendResult:
    settings = house.settings
    if not settings.mail_from:
        raise SendFailed("no_mail", retryable=True)
    identifier, told = summary(xml)
    mail = email.compose(replace(message, urn=address.target, text=told), settings.mail_from)
    mail.replace_header("Subject", identifier)
    main, _, sub = MEDIA.partition("/")
    mail.add_attachment(xml, maintype=main, subtype=sub, filename=f"{identifier}.xml")
    server = email.read_server(settings.smtp_url.get_secret_value(), is_loopback)
    return email.hand_over(server, mail)
