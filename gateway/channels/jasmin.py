"""Jasmin's HTTP API, the other dialect of `kannel`'s addresses (`channels.md` §9).

SMS in      id from to origin-connector priority? coding? validity? content binary          (GET or POST)
receipt     id message_status level connector id_smsc? subdate? donedate? sub? dlvrd? err? text?

`binary` is the text in hex by its `coding`. `text` of a receipt quotes the message: it is never read. What is
not answered with `ACK/Jasmin` is sent again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from core.gsm7 import from_gsm7
from core.messages import (
    OutboundMessage,
    Parsed,
    Receipt,
    ReceiptStatus,
    SendResult,
)
from core.text import is_gsm7
from gateway.channels.base import (
    Answer,
    Post,
    Reply,
    WebRequest,
    judged,
    plain,
    unreadable,
)
from gateway.channels.fields import Names, digest, read_sms, unfit

_FIELDS = (
    "id from to origin-connector priority coding validity content binary message_status level connector "
    "id_smsc subdate donedate sub dlvrd err text"
)
FIELDS: Final = frozenset(_FIELDS.split())
SMS: Final = Names(id="id", sender="from", recipient="to", text="content", bare=True)
ACK: Final = Answer(body="ACK/Jasmin")
STATUSES: Final[Mapping[str, ReceiptStatus | None]] = MappingProxyType(
    {
        "ESME_ROK": "sent",
        "ACCEPTD": "sent",
        "ENROUTE": "sent",
        "DELIVRD": "delivered",
        "UNDELIV": "failed",
        "REJECTD": "failed",
        "EXPIRED": "failed",
        "DELETED": "failed",
        "UNKNOWN": None,
    }
)
UCS2: Final = "8"
_TAKEN: Final = re.compile(r'\s*Success "([^"]+)"\s*')


@dataclass(frozen=True, slots=True)
class Account:
    """Who sends: its user, our number, and the address for receipts (empty: none are asked for)."""

    username: str
    password: str
    sender: str
    receipts: str = ""

    def fields(self, message: OutboundMessage) -> dict[str, str]:
        """What both dialects want of every message."""
        return {
            "username": self.username,
            "password": self.password,
            "from": self.sender,
            "to": message.urn,
        }


def speaks(request: WebRequest) -> bool:
    """Whether it is Jasmin: it alone names the connector of an SMS and the status of a message."""
    return request.has("origin-connector") or request.has("message_status")


def parse_sms(channel: str, request: WebRequest) -> Parsed:
    return read_sms(request, channel, SMS, FIELDS, text=_text)


def parse_receipt(channel: str, request: WebRequest) -> Parsed:
    message_id, status, level = request.get("id"), request.get("message_status"), request.get("level")
    understood = status in STATUSES or status.startswith("ESME_")
    if other := unfit(request, channel, FIELDS, message_id, understood=understood):
        return other
    return Receipt(
        channel=channel,
        external_id=digest(message_id, level, status),
        message_id=message_id,
        status=STATUSES.get(status, "failed"),
        reason=request.get("err") or (status if status.startswith("ESME_R") and status != "ESME_ROK" else ""),
    )


def send(post: Post, message: OutboundMessage, account: Account) -> SendResult:
    """Raises SendFailed when no verdict came back."""
    told = {"content": message.text, "coding": "0"}
    if not is_gsm7(message.text):
        told = {"hex-content": message.text.encode("utf-16-be").hex(), "coding": UCS2}
    if account.receipts:
        told |= {"dlr": "yes", "dlr-level": "3", "dlr-method": "POST", "dlr-url": account.receipts}
    return read_answer(post("/send", account.fields(message) | told))


def read_answer(said: Reply) -> SendResult:
    """412 is no route to this number: another channel may have one."""
    if taken := _TAKEN.fullmatch(said.body) if said.status == 200 else None:
        return SendResult("accepted", taken[1], "200")
    if said.success:
        raise unreadable()
    return judged(said, refused_us={400, 401, 403})


def _text(request: WebRequest) -> str | None:
    """As its alphabet says; None for bytes that it does not explain."""
    try:
        if binary := request.get("binary"):
            return plain(_decoded(bytes.fromhex(binary), _coding(request.raw("coding"))))
        return plain(request.raw("content").decode("utf-8"))
    except ValueError:
        return None


def _coding(written: bytes) -> str:
    """In figures, as documented, or as the one byte that stood in the PDU, as release 0.11 posts it."""
    if len(written) == 1 and not written.isdigit():
        return str(written[0])
    return written.decode("latin-1") or "0"


def _decoded(raw: bytes, coding: str) -> str:
    """SMPP's data coding (SMPP 3.4 §5.2.19). Raises ValueError for one that holds no text we can read."""
    if coding == "0":
        return from_gsm7(raw)
    alphabet = {"1": "ascii", "3": "iso-8859-1", UCS2: "utf-16-be"}.get(coding)
    if alphabet is None:
        raise ValueError("no text")
    return raw.decode(alphabet)
